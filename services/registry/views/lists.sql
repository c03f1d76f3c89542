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
select (select count(*) from items where effective_from <= :day::date
           and (effective_until is null or effective_until > :day)) as items,
       (select count(distinct key) from editions where list = 'inspectors') as inspectors,
       (select count(*) from editions e where list = 'inspectors' and effective_from <= :day
           and (effective_until is null or effective_until > :day) and (content ->> 'valid_until')::date >= :day
           and not exists (select 1 from editions s where s.list = 'suspensions' and s.key = e.key
               and s.effective_from <= :day and (s.effective_until is null or s.effective_until > :day))) as inspectors_valid,
       (select count(*) from entities where struck_off_from is null or struck_off_from > :day) as entities,
       (select count(*) from entities where struck_off_from <= :day) as entities_struck_off,
       (select count(*) from agreements where state = 'accepted' and :day between valid_from and valid_until) as agreements,
       (select count(*) from approvals where ceased_from is null or ceased_from > :day) as approvals,
       (select count(*) from approvals where taken_over_on is null and (ceased_from is null or ceased_from > :day)
           and (valid_until is null or valid_until >= :day)) as approvals_not_taken_over;

-- name: force_by_level(day)
-- L-39: officers who may check on the day, by the level of the body they belong to.
select d.content ->> 'level' as level, count(*) as officers
  from editions e
  join editions d on d.list = 'departments' and d.key = e.content ->> 'department' and d.effective_from <= :day::date
       and (d.effective_until is null or d.effective_until > :day)
 where e.list = 'inspectors' and e.effective_from <= :day and (e.effective_until is null or e.effective_until > :day)
   and (e.content ->> 'valid_until')::date >= :day
   and not exists (select 1 from editions s where s.list = 'suspensions' and s.key = e.key
       and s.effective_from <= :day and (s.effective_until is null or s.effective_until > :day))
 group by 1;

-- name: list_counts(day)
select list, count(*) as n from editions
 where effective_from <= :day::date and (effective_until is null or effective_until > :day)
   and list not in ('inspectors', 'suspensions') group by list;

-- name: listed_items(day)
-- Items that are in force on a day or later: what a scenario may name.
select distinct on (item) item, kind, list_class, department, industries from items
 where effective_until is null or effective_until > :day::date order by item, edition desc;

-- name: items_in_force(day)
select item, list_class, kind, department, industries, content::text as content from items
 where effective_from <= :day::date and (effective_until is null or effective_until > :day) order by item;

-- name: item_in_force(item, day)^
select item, edition, department, industries from items
 where item = :item and effective_from <= :day::date and (effective_until is null or effective_until > :day);

-- name: all_editions()
select item, edition, industries, effective_from, effective_until from items order by item, edition;
