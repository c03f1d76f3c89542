-- Handling under way with its last day. `by_rule`: the departments agreed on no day, and it is counted in working days; of those that
-- agreed before, nobody can tell any more.
create table views.handlings (
    whistle   text primary key,
    done_by   timestamptz not null,
    by_rule   boolean     not null,
    agreed_at timestamptz not null
);
insert into views.handlings (whistle, done_by, by_rule, agreed_at)
select distinct on (e.stream) e.data ->> 'whistle', (e.data ->> 'done_by')::timestamptz, false, e.time
  from events e
 where e.type = 'whistle.handling-agreed'
   and not exists (select from events l
                    where l.stream = e.stream and l.version > e.version
                      and l.type in ('whistle.handling-overdue', 'whistle.confirmed', 'whistle.closed'))
 order by e.stream, e.version desc;
