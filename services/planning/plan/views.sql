-- name: plan(plan)^
select * from plans where plan = :plan;

-- name: plan_votes(plan, edition)
select member, approve, reason, cast_at from plan_votes where plan = :plan and edition = :edition order by cast_at, member;

-- name: plans_page(year, state, after_plan, limit)
select * from plans
 where (:year::integer is null or year = :year) and (:state::text is null or state = :state) and plan > :after_plan
 order by plan limit :limit;

-- name: scenario_leads(on_day)
select distinct on (industry) industry, lead from scenarios
 where effective_from <= :on_day::date and (withdrawn_from is null or withdrawn_from > :on_day)
 order by industry, effective_from desc, scenario;

-- name: filings_left_out(plan, year, demands, secret)
-- Of all visits: `secret` says which are shown.
-- `secret`: also those of which no notice may be given, and none that has joined a confided visit. L-14: deferred checks whose turn has come and that no demand of the plan takes up, nor one of an approved plan since.
select f.filing, f.department, f.entity, f.entity_name, f.kind, f.items, f.planned_on, f.until_year, f.reason
  from filings f
 where (f.state = 'deferred' or f.joined_in_confidence and not :secret) and f.until_year <= :year and (:secret::boolean or not f.confided and not f.notice_forbidden)
   and not exists (
       select 1 from demands d
        where d.department = f.department and d.kind = f.kind and d.items @> f.items and d.industries && f.industries
          and d.withdrawn is null
          and (d.demand = any(:demands)
               or exists (select 1 from plans p
                           where p.state = 'approved' and p.plan <> :plan and p.year >= f.until_year
                             and d.demand = any(p.demands))))
 order by f.filing;
