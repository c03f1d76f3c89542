-- name: plan_holding(demand)$
select plan from plans where :demand::text = any(demands) and state in ('coordinated', 'approved') order by plan limit 1;

-- name: plan(plan)^
select * from plans where plan = :plan;

-- name: plan_votes(plan, edition)
select member, approve, reason, cast_at from plan_votes where plan = :plan and edition = :edition order by cast_at, member;

-- name: plans_page(year, state, after_plan, limit)
select * from plans
 where (:year::integer is null or year = :year) and (:state::text is null or state = :state) and plan > :after_plan
 order by plan limit :limit;
