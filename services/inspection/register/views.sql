-- name: departments_listed(codes)
select department from departments where department = any(:codes);

-- name: department_titles()
select department, title from departments;

-- name: certified(inspector, department, on)$
-- Whether an officer of the department holds a certificate on a day.
select exists (select 1 from inspectors where inspector = :inspector and department = :department
   and :on::date between valid_from and valid_until and (suspended_from is null or suspended_from > :on or reinstated_from <= :on));

-- name: exemptible_items(items, on)
-- Items that have a minor-exemption case on a day.
select item from (
    select distinct on (item) item, minor_exemption from items
     where item = any(:items) and effective_from <= :on::date order by item, version desc
) in_force where minor_exemption is not null;

-- name: items_held(departments, kinds, days)
-- Which of the departments had an item of the kind on the day, row by row.
select t.department, t.kind, t.day from unnest(:departments::text[], :kinds::text[], :days::date[]) as t (department, kind, day)
 where exists (
    select from items i where i.department = t.department and i.kind = t.kind and i.effective_from <= t.day
       and not exists (
        select from items later where later.item = i.item and later.version > i.version and later.effective_from <= t.day
       )
 );

-- name: organs_on(organs, day)
-- What these organs are on a day.
select organ, kind from (
    select distinct on (organ) organ, kind from organs
     where organ = any(:organs) and effective_from <= :day::date order by organ, version desc
) in_force where kind is not null;

-- name: uncertified(inspectors, department, day)
-- Those of the officers who hold no certificate of the department on a day.
select asked.inspector from unnest(:inspectors::text[]) asked(inspector)
 where not exists (select 1 from inspectors i where i.inspector = asked.inspector and i.department = :department
   and :day::date between i.valid_from and i.valid_until
   and (i.suspended_from is null or i.suspended_from > :day or i.reinstated_from <= :day))
 order by asked.inspector;

-- name: editions(items, on)
-- The edition of each item's listing in force on a day, null for one that was taken off the list by then.
select distinct on (item) item, edition from items
 where item = any(:items) and effective_from <= :on::date order by item, version desc;

-- name: handbook_points(items, industries, on)
-- Of the handbooks of these industries in force on a day: how many points each has for these items.
select distinct on (h.item) h.item, h.manual, h.edition, h.points
  from handbooks h join (
      select manual, max(version) as version from handbooks where effective_from <= :on::date group by manual
  ) newest using (manual, version)
 where h.item = any(:items) and h.industry = any(:industries::text[]) order by h.item, h.manual;
