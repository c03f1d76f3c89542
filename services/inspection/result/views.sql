-- name: result(result)^
-- Of all visits: one that has a result has taken place.
select r.*, v.departments, v.township from results r left join visits v using (visit) where r.result = :result;

-- name: recorded_results_page(entity, whole, own_departments, own_entities, after_result, limit)
select r.*, exists (select 1 from entities e where e.entity = r.entity) as listed from recorded_results r
 where (:entity::text is null or entity = any(array(select public.codes_of(:entity))))
   and (:whole or department = any(:own_departments::text[]) or entity = any(:own_entities::text[]))
   and result > :after_result order by result limit :limit;
