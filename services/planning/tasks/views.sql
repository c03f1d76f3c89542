-- name: scenarios_on(on_day)
-- The scenario of each industry that is in force on a day: the newest.
select distinct on (industry) scenario, title, industry, lead, departments, items from scenarios
 where items is not null and effective_from <= :on_day::date and (withdrawn_from is null or withdrawn_from > :on_day::date)
 order by industry, effective_from desc, scenario;

-- name: listed_by_class(industries, on_day)
-- How many entities in business the register lists in each industry, by class.
select i.industry, coalesce(c.credit_class, 'U') as credit_class, count(*)::integer as entities
  from entities e cross join unnest(e.industries) as i(industry) left join classes c using (entity)
 where i.industry = any(:industries) and (e.struck_off_from is null or e.struck_off_from > :on_day::date)
 group by 1, 2 order by 1, 2;

-- name: plan_editions(plan)
select * from plan_editions where plan = :plan order by edition;

-- name: votes_on(plan)
select edition, member, approve, reason, cast_at from plan_votes where plan = :plan order by edition, cast_at, member;
