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
