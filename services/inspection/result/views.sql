-- name: result(result)^
select * from results where result = :result;

-- name: recorded_results_page(entity, after_result, limit)
select * from recorded_results
 where (:entity::text is null or entity = :entity) and result > :after_result order by result limit :limit;
