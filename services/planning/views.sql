-- name: listed_items(items, first_day, last_day)
-- What the list says of items that are in force on some day of a span: the latest such edition of each.
with timeline as (
    select *, lead(effective_from) over (partition by item order by effective_from, version) as until
      from item_versions where :items::text[] is null or item = any(:items)
)
select distinct on (item) item, department, kind, list_class, industries, notice, qualification
  from timeline
 where not withdrawn and effective_from <= :last_day::date and (until is null or until > :first_day::date)
 order by item, effective_from desc, version desc;

-- name: known_departments(codes)
select department from departments where department = any(:codes);

-- name: scenario_leads(on_day)
select distinct on (industry) industry, lead from scenarios
 where effective_from <= :on_day::date order by industry, effective_from desc, scenario;

-- name: register()
select e.entity, e.industries, coalesce(c.credit_class, 'U') as credit_class, e.struck_off_from, e.struck_off_fact
  from entities e left join classes c using (entity) order by e.entity;

-- name: inspectors()
select * from inspectors order by inspector;

-- name: checked_this_year(year, kinds)
-- X1: checks made here that count, and visits planned that have no result yet.
select r.entity, k.kind, min(r.fact) as fact
  from results r cross join unnest(r.kinds) as k(kind)
 where extract(year from r.checked_on) = :year::integer and k.kind = any(:kinds)
   and not exists (select 1 from revocations v where v.result = r.result)
 group by 1, 2
union
select v.entity, k.kind, min(v.fact)
  from visits v cross join unnest(v.kinds) as k(kind)
 where extract(year from v.window_from) = :year::integer and k.kind = any(:kinds) and v.cancelled is null
   and not exists (select 1 from results r where r.visit = v.visit)
 group by 1, 2;

-- name: drawn_this_year(year, times)
-- X2: the fact is that of the latest visit.
select entity, (array_agg(fact order by planned_at desc, visit desc))[1] as fact
  from visits where extract(year from window_from) = :year::integer and cancelled is null
 group by entity having count(distinct draw) >= :times::integer;

-- name: recognised_this_year(year, kinds, place, today)
-- X4: a neighbour's result counts when an agreement in force between the two places covers its kind, an industry and its day.
select n.entity, k.kind, min(n.fact) as fact
  from neighbour_results n cross join unnest(n.kinds) as k(kind)
 where extract(year from n.checked_on) = :year::integer and k.kind = any(:kinds)
   and not exists (select 1 from neighbour_revocations v where v.place = n.place and v.result = n.result)
   and exists (
       select 1 from agreements a
        where n.place = any(a.places) and :place::text = any(a.places)
          and k.kind = any(a.kinds) and a.industries && n.industries
          and n.checked_on between a.valid_from and a.valid_until and :today::date between a.valid_from and a.valid_until
          and not exists (select 1 from agreement_revocations g where g.agreement = a.agreement and g.place = any(a.places)))
 group by 1, 2;

-- name: in_open_visit()
-- X7.
select entity, min(fact) as fact from visits where cancelled is null and not closed group by entity;

-- name: loads(year)
select i.inspector, count(*) as visits
  from visits v cross join unnest(v.inspectors) as i(inspector)
 where extract(year from v.window_from) = :year::integer and v.cancelled is null group by 1;

-- name: last_teams(visits)
-- Who was on each entity's last visits.
select i.inspector, v.entity, v.fact
  from (select *, row_number() over (partition by entity order by window_from desc, visit desc) as nth
          from visits where cancelled is null) v
 cross join unnest(v.inspectors) as i(inspector)
 where v.nth <= :visits::integer;

-- name: trusted_keys(place)
-- Keys of a neighbour under agreements that nobody has revoked. Whether one covers a result is asked when a frame is frozen.
select a.jwks ->> :place::text as jwk from agreements a
 where :place = any(a.places)
   and not exists (select 1 from agreement_revocations g where g.agreement = a.agreement and g.place = any(a.places))
 order by a.agreement;

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

-- name: draw(draw)^
select * from draws where draw = :draw;

-- name: commitments(draw)
select * from commitments where draw = :draw order by member;

-- name: drawn_demands(demands, but_for)
-- Demands that another frozen or completed draw has taken.
select distinct d.demand from draws w cross join unnest(w.demands) as d(demand)
 where w.state <> 'opened' and w.draw <> :but_for and d.demand = any(:demands) order by 1;

-- name: draws_page(year, plan, state, after_draw, limit)
select * from draws
 where (:year::integer is null or year = :year) and (:plan::text is null or plan = :plan)
   and (:state::text is null or state = :state) and draw > :after_draw
 order by draw limit :limit;

-- name: latest_draw()^
select w.* from draws w where w.state = 'completed' order by w.completed_on desc, w.version desc, w.draw desc limit 1;

-- name: entities_named(entities)
select entity, name, industries, township from entities where entity = any(:entities);

-- name: visit(visit)^
select * from visits where visit = :visit;

-- name: visit_of(draw, entity)^
select * from visits where draw = :draw and entity = :entity order by visit limit 1;

-- name: open_visits_at(entity)
select visit from visits where entity = :entity and cancelled is null and completed_on is null and not closed order by visit;

-- name: visits_page(entity, department, draw, township, state, after_visit, limit)
select * from visits
 where (:entity::text is null or entity = :entity)
   and (:department::text is null or :department = any(departments))
   and (:draw::text is null or draw = :draw)
   and (:township::text is null or township = :township)
   and (:state::text is null or :state = case when cancelled is not null then 'cancelled' when closed then 'closed'
                                              when completed_on is not null then 'completed' else 'planned' end)
   and visit > :after_visit
 order by visit limit :limit;

-- name: manifest_of(draw)^
select * from public.manifests where draw = :draw;

-- name: pack_of(draw)^
select digest, pack from public.packs where draw = :draw;

-- name: figures(year)^
select (select count(distinct department) from demands where withdrawn is null and (:year::integer is null or year = :year)) as departments,
       (select count(*) from demands where withdrawn is null and (:year::integer is null or year = :year)) as demands,
       (select count(*) from draws where state = 'completed' and (:year::integer is null or year = :year)) as draws,
       coalesce(sum(department_checks), 0)::bigint as department_checks,
       coalesce(sum(visits), 0)::bigint as visits,
       coalesce(sum(visits_if_separate), 0)::bigint as visits_if_separate,
       coalesce(sum(lower_bound_milli), 0)::bigint as lower_bound_milli,
       coalesce(sum(shortfalls), 0)::bigint as shortfalls,
       coalesce(sum(shortages), 0)::bigint as shortages,
       (select count(*) from visits v join draws w using (draw)
         where v.cancelled is not null and (:year::integer is null or w.year = :year)) as cancelled
  from draws where state = 'completed' and (:year::integer is null or year = :year);

-- name: excluded_by_reason(year)
select e.key as reason, sum(e.value::integer)::bigint as entities
  from draws cross join jsonb_each_text(excluded) as e(key, value)
 where state = 'completed' and (:year::integer is null or year = :year) group by 1 order by 1;
