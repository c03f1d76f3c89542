-- name: in_force(list, day, q, like, after, limit)
-- A list as it was, is or will be on a day. `like`: a JSON object the row holds; a list in it holds at least those.
select key, seq, effective_from, effective_until, withdrawn, version, content::text as content from editions
 where list = :list and effective_from <= :day::date and (effective_until is null or effective_until > :day)
   and (:q::text is null or key = :q or position(lower(:q) in lower(content ->> 'title')) > 0)
   and content @> :like::jsonb and key > :after order by key limit :limit;

-- name: history(list, key)
select key, seq, effective_from, effective_until, withdrawn, version, content::text as content from editions
 where list = :list and key = :key order by seq;

-- name: codes_of(list, day)
-- What may be named: in force on the day, or announced for later.
select distinct key from editions where list = :list and (effective_until is null or effective_until > :day::date);

-- name: whole_list(list, day)
select key, effective_from, effective_until, content::text as content from editions
 where list = :list and effective_from <= :day::date and (effective_until is null or effective_until > :day) order by key;

-- name: mandates_of(departments)
select key as department, effective_from, effective_until, content ->> 'form' as form from editions
 where list = 'mandates' and key = any(:departments) order by key, seq;

-- name: all_mandates()
select key as department, effective_from, effective_until, content ->> 'form' as form from editions
 where list = 'mandates' order by key, seq;

-- name: areas_of(townships, day)
-- The areas on the day or later that hold one of the townships.
select e.key as area, t.township from editions e, jsonb_array_elements_text(e.content -> 'townships') as t(township)
 where e.list = 'areas' and (e.effective_until is null or e.effective_until > :day::date) and t.township = any(:townships);

-- name: answering(township, day)
-- The departments whose division prefixes cover a township, the closest prefix first.
select e.key as department, e.content ->> 'title' as title, e.content ->> 'level' as level, max(d.prefix) as prefix
  from editions e, jsonb_array_elements_text(e.content -> 'divisions') as d(prefix)
 where e.list = 'departments' and e.effective_from <= :day::date
   and (e.effective_until is null or e.effective_until > :day) and starts_with(:township, d.prefix)
 group by e.key, e.content order by length(max(d.prefix)) desc, e.key;

-- name: resting_editions(list, field, key, day)
-- Rows of a list that name a key, in force on the day or later.
select distinct key from editions
 where list = :list and (effective_until is null or effective_until > :day::date)
   and (content -> :field @> to_jsonb(:key::text) or content ->> :field = :key) order by key limit 5;

-- name: resting_items(industry, department, day)
select distinct item from items where (effective_until is null or effective_until > :day::date)
   and (:industry::text is null or industries @> array[:industry])
   and (:department::text is null or department = :department) order by item limit 5;

-- name: resting_entities(industry, township, day)
select entity from entities where (struck_off_from is null or struck_off_from > :day::date)
   and (:industry::text is null or industries @> array[:industry])
   and (:township::text is null or township = :township) order by entity limit 5;

-- name: resting_inspectors(department, day)
select distinct key from editions
 where list = 'inspectors' and (effective_until is null or effective_until > :day::date)
   and (content ->> 'valid_until')::date >= :day and content ->> 'department' = :department order by key limit 5;

-- name: resting_centres(body, day)
select distinct key from editions
 where list = 'areas' and (effective_until is null or effective_until > :day::date)
   and (content #>> '{centre,named_by}' = :body
        or content @> jsonb_build_object('centre', jsonb_build_object('members', jsonb_build_array(
               jsonb_build_object('body', :body::text))))) order by key limit 5;

-- name: inspectors_page(day, q, department, qualification, state, after, limit)
-- The certificate that counts on the day, else the next one to begin, else the last one.
select * from (
    select i.key as inspector, p.name, i.content ->> 'department' as department, i.content ->> 'certificate' as certificate,
           array(select jsonb_array_elements_text(i.content -> 'qualifications')) as qualifications,
           (i.content ->> 'valid_from')::date as valid_from, (i.content ->> 'valid_until')::date as valid_until,
           s.effective_from as suspended_from, s.content ->> 'reason' as suspended_for,
           case when s.effective_from <= :day::date then 'suspended' when i.effective_from > :day then 'upcoming'
                when (i.content ->> 'valid_until')::date < :day then 'expired' else 'valid' end as state, i.version
      from (select distinct on (key) * from editions
             where list = 'inspectors' and key > :after
               and (effective_until is null or effective_until > greatest(effective_from, :day))
             order by key, effective_from, seq) i
      left join people p on p.inspector = i.key
      left join lateral (select effective_from, content from editions s
             where s.list = 'suspensions' and s.key = i.key
               and (effective_until is null or effective_until > greatest(effective_from, :day))
             order by effective_from limit 1) s on true) as shown
 where (:q::text is null or inspector = :q or certificate = :q or name = :q)
   and (:department::text is null or department = :department)
   and (:qualification::text is null or :qualification = any(qualifications))
   and (:state::text is null or state = :state) order by inspector limit :limit;

-- name: inspector_history(inspector)
select list, effective_from, effective_until, withdrawn, version, content::text as content from editions
 where list in ('inspectors', 'suspensions') and key = :inspector order by seq;
