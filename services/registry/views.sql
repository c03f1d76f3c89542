-- name: industries_page(q, after, limit)
select industry, title, version from industries
 where (:q::text is null or industry = :q or position(lower(:q) in lower(title)) > 0)
   and industry > :after order by industry limit :limit;

-- name: departments_page(q, level, after, limit)
select department, title, level, divisions, version from departments
 where (:q::text is null or department = :q or position(lower(:q) in lower(title)) > 0)
   and (:level::text is null or level = :level)
   and department > :after order by department limit :limit;

-- name: townships_page(q, department, after, limit)
select township, title, department, version from townships
 where (:q::text is null or township = :q or position(lower(:q) in lower(title)) > 0)
   and (:department::text is null or department = :department)
   and township > :after order by township limit :limit;

-- name: items_page(day, q, industry, department, kind, list_class, after, limit)
-- The editions in force on a day.
select item, edition, content::text as content, effective_from, effective_until, withdrawn, version from items
 where effective_from <= :day::date and (effective_until is null or effective_until > :day)
   and (:q::text is null or item = :q or position(lower(:q) in lower(content ->> 'subject')) > 0
        or position(lower(:q) in lower(content ->> 'content')) > 0)
   and (:industry::text is null or industries @> array[:industry])
   and (:department::text is null or department = :department)
   and (:kind::text is null or kind = :kind)
   and (:list_class::text is null or list_class = :list_class)
   and item > :after order by item limit :limit;

-- name: editions(item)
select item, edition, content::text as content, effective_from, effective_until, withdrawn, version from items
 where item = :item order by edition;

-- name: scenarios_page(q, industry, department, after, limit)
select scenario, title, industry, lead, departments, items, effective_from, version from scenarios
 where (:q::text is null or scenario = :q or position(lower(:q) in lower(title)) > 0)
   and (:industry::text is null or industry = :industry)
   and (:department::text is null or :department = any(departments))
   and scenario > :after order by scenario limit :limit;

-- name: entities_page(day, q, industry, township, category, state, after, limit)
select entity, name, industries, township, category, founded, struck_off_from, struck_off_for, version from entities
 where (:q::text is null or entity = :q or split_part(entity, ':', 2) = upper(:q) or position(lower(:q) in lower(name)) > 0)
   and (:industry::text is null or industries @> array[:industry])
   and (:township::text is null or township = :township)
   and (:category::text is null or category = :category)
   and (:state::text is null or (:state = 'struck-off') = coalesce(struck_off_from <= :day::date, false))
   and entity > :after order by entity limit :limit;

-- name: entity(entity)^
select entity, name, industries, township, category, founded, struck_off_from, struck_off_for, version from entities
 where entity = :entity;

-- name: inspectors_page(day, q, department, qualification, state, after, limit)
select i.inspector, p.name, i.department, i.certificate, i.qualifications, i.valid_from, i.valid_until, i.suspended_from,
       i.suspended_for, i.version
  from inspectors i left join people p using (inspector)
 where (:q::text is null or i.inspector = :q or i.certificate = :q or p.name = :q)
   and (:department::text is null or i.department = :department)
   and (:qualification::text is null or :qualification = any(i.qualifications))
   and (:state::text is null or :state = case when i.suspended_from <= :day::date then 'suspended'
        when :day not between i.valid_from and i.valid_until then 'expired' else 'valid' end)
   and i.inspector > :after order by i.inspector limit :limit;

-- name: erase(inspector, at, actor)^
update people set name = null, erased_at = coalesce(erased_at, :at), erased_by = coalesce(erased_by, :actor)
 where inspector = :inspector returning inspector, erased_at;

-- name: agreements_page(day, state, partner, after, limit)
select * from (
    select agreement, case when state <> 'revoked' and valid_until < :day::date then 'expired' else state end as state, partner,
           valid_from, valid_until, revoked_by, revoked_for, version from agreements) a
 where (:state::text is null or state = :state) and (:partner::text is null or partner = :partner)
   and agreement > :after order by agreement limit :limit;

-- name: agreement(agreement)^
select document::text as document, version from agreements where agreement = :agreement;

-- name: partner_keys(place)
select partner_jwk::text as jwk from agreements where partner = :place and state = 'accepted' order by agreement;

-- name: counts(day)^
select (select count(*) from industries) as industries,
       (select count(*) from departments) as departments,
       (select count(*) from townships) as townships,
       (select count(*) from items where effective_from <= :day::date
           and (effective_until is null or effective_until > :day)) as items,
       (select count(*) from scenarios) as scenarios,
       (select count(*) from inspectors) as inspectors,
       (select count(*) from inspectors where :day between valid_from and valid_until
           and (suspended_from is null or suspended_from > :day)) as inspectors_valid,
       (select count(*) from entities where struck_off_from is null or struck_off_from > :day) as entities,
       (select count(*) from entities where struck_off_from <= :day) as entities_struck_off,
       (select count(*) from agreements where state = 'accepted' and :day between valid_from and valid_until) as agreements;

-- name: industry_codes()
select industry from industries;

-- name: department_codes()
select department from departments;

-- name: township_codes()
select township from townships;

-- name: listed_items(day)
-- Items that are in force on a day or later: what a scenario may name.
select distinct on (item) item, kind, department, industries from items
 where effective_until is null or effective_until > :day::date order by item, edition desc;
