-- name: policy_in_force(on_day)^
select * from policies where effective_from <= :on_day::date order by edition desc limit 1;

-- name: policies_page(after_edition, limit)
select * from policies where edition > :after_edition::integer order by edition limit :limit;
