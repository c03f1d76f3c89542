-- name: figures()^
select (select count(*) from whistles) as whistles,
       (select count(*) from whistles where state = 'closed') as closed,
       (select coalesce(sum(escalations), 0) from whistles) as escalated,
       (select count(*) from calls) as calls,
       (select count(*) from calls where reported_at is not null and not late) as reported_on_time,
       (select count(*) from calls where late or (reported_at is null and step > 0)) as late,
       (select count(*) from clues) as clues,
       (select count(*) from clues where state = 'handled') as clues_handled;
