-- name: model_in_force(on_day)^
-- The edition that took effect last; of two on one day, the one adopted last.
select * from models where effective_from <= :on_day order by effective_from desc, position desc limit 1;

-- name: models_page(after_position, limit)
select * from models where position > :after_position order by position limit :limit;
