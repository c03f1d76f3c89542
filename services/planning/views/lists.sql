-- name: listed_items(items, first_day, last_day)
-- What the list says of items that are in force on some day of a span: the latest such edition of each.
with timeline as (
    select *, lead(effective_from) over (partition by item order by effective_from, version) as until
      from item_versions where :items::text[] is null or item = any(:items)
)
select distinct on (item) item, department, kind, list_class, industries, notice, qualification, grounds, fact
  from timeline
 where not withdrawn and effective_from <= :last_day::date and (until is null or until > :first_day::date)
 order by item, effective_from desc, version desc;

-- name: known_departments(codes)
select department from departments where department = any(:codes);

-- name: departments_on(codes, on_day)
-- Listed, and not withdrawn by that day.
select department from departments
 where department = any(:codes) and (withdrawn_from is null or withdrawn_from > :on_day::date);

-- name: scenario_leads(on_day)
select distinct on (industry) industry, lead from scenarios
 where effective_from <= :on_day::date and (withdrawn_from is null or withdrawn_from > :on_day)
 order by industry, effective_from desc, scenario;

-- name: register(on_day, entity)
-- `key`: on the key-supervision list on that day (B-19).
select e.entity, e.industries, coalesce(c.credit_class, 'U') as credit_class, e.struck_off_from, e.struck_off_fact,
       k.entity is not null and (k.until is null or k.until >= :on_day::date) as key
  from entities e left join classes c using (entity) left join key_entities k using (entity)
 where :entity::text is null or e.entity = :entity order by e.entity;

-- name: inspectors()
select * from inspectors order by inspector;

-- name: trusted_keys(place)
-- Keys of a neighbour under agreements that nobody has revoked. Whether one covers a result is asked when a frame is frozen.
select a.jwks ->> :place::text as jwk from agreements a
 where :place = any(a.places)
   and not exists (select 1 from agreement_revocations g where g.agreement = a.agreement and g.place = any(a.places))
 order by a.agreement;

-- name: entities_named(entities)
select entity, name, industries, township from entities where entity = any(:entities);
