-- name: demand(demand)^
select * from demands where demand = :demand;

-- name: demands_named(demands)
select * from demands where demand = any(:demands) order by demand;

-- name: open_demands(year)
select demand from demands where year = :year and withdrawn is null order by demand;

-- name: demands_page(year, department, kind, state, after_demand, limit)
select * from demands
 where (:year::integer is null or year = :year)
   and (:department::text is null or department = :department)
   and (:kind::text is null or kind = :kind)
   and (:state::text is null or (:state = 'withdrawn') = (withdrawn is not null))
   and demand > :after_demand
 order by demand limit :limit;
