-- name: figures(whole, own_departments, own_divisions)^
-- Of the whistles within reach, and of the calls and clues that the departments within reach had.
with w as (
    select * from whistles
     where :whole or township ^@ any(:own_divisions::text[])
        or exists (select 1 from calls c where c.whistle = whistles.whistle and c.department = any(:own_departments::text[]))
), c as (
    select c.* from calls c join w using (whistle)
     where :whole or w.township ^@ any(:own_divisions) or c.department = any(:own_departments)
), k as (
    select * from clues where :whole or competent = any(:own_departments) or finder = any(:own_departments)
)
select (select count(*) from w) as whistles,
       (select count(*) from w where state = 'closed') as closed,
       (select coalesce(sum(escalations), 0) from w) as escalated,
       (select count(*) from c) as calls,
       (select count(*) from c where reported_at is not null and not late) as reported_on_time,
       (select count(*) from c where late or (reported_at is null and step > 0)) as late,
       (select count(*) from k) as clues,
       (select count(*) from k where state = 'handled') as clues_handled;
