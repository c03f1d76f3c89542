-- When that of which a publication tells became final, by its own service's time: what the last day is counted from. The duty's own
-- time is later, after an outage by days.
create table views.clocks (
    publication text primary key,
    began_at    timestamptz not null
);
insert into views.clocks (publication, began_at)
select p.publication, i.time
  from views.publications p
  join events e on e.stream = 'publication-' || p.publication and e.version = 1
  join inbox i on i.id = (e.meta ->> 'causation')::uuid;
-- Duties of before 0004: by which edition of the numbers they were set.
update views.publications p set opened_at = e.time
  from events e where e.stream = 'publication-' || p.publication and e.version = 1 and p.opened_at is null;
