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
