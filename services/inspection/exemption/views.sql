-- name: entry(exemption, on)^
-- What is in force under a number on a day.
select item, behaviour, conditions, first_offence_only from (
    select * from exemptions where exemption = :exemption and effective_from <= :on::date order by version desc limit 1
) in_force where item is not null;

-- name: earlier(entity, item, visit, department, on, years)
-- Of all visits: of visits that have taken place.
-- Breaches of the same business before a visit, on the same item; a result from a file names its kind alone. What was revoked
-- does not count.
with codes as (select public.codes_of(:entity) as entity)
select f.finding as ref, f.visit, r.checked_on, f.description as behaviour
  from findings f join results r using (visit)
 where r.entity in (select entity from codes) and f.item = :item and f.visit <> :visit and r.revoked is null
   and r.checked_on <= :on::date and r.checked_on > (:on::date - make_interval(years => :years))::date
union all
select e.result, null, e.checked_on, e.problems[1]
  from recorded_results e
 where e.entity in (select entity from codes) and cardinality(e.problems) > 0 and e.revoked is null
   and e.kind = any(array(select unnest(p.kinds) from parts p where p.visit = :visit and p.department = :department))
   and e.checked_on <= :on::date and e.checked_on > (:on::date - make_interval(years => :years))::date
 order by checked_on desc, ref limit 20;

-- name: mended(finding, visit)$
-- Of all visits: whether an ordered rectification of a finding has passed its re-check.
select exists (select from rectifications where visit = :visit and :finding = any(findings) and state = 'passed');
