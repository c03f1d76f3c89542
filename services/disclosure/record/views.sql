-- name: result_of(publication)^
select r.result, r.visit, r.entity, r.entity_name, r.industries, r.kinds, r.lead, r.parts::text as parts, r.problems,
       r.checked_on, r.record, i.draw, i.method, coalesce(e.township, i.township) as township, e.category
  from results r left join inspections i using (visit) left join entities e on e.entity = r.entity
 where r.publication = :publication;

-- name: draw_of(publication)^
select draw, plan, year, lead, demands, departments, manifest, frame_root, frame_count, excluded::text as excluded, certificate,
       department_checks, visits, visits_if_separate, lower_bound_milli, shortfalls, shortages, completed_on
  from draws where publication = :publication and completed_on is not null;

-- name: plan_of(publication)^
select * from plan_editions where publication = :publication;

-- name: parts_of(visit)
select department, findings::text as findings, disposition, basis from parts where visit = :visit;

-- name: rectifications_of(visit)
select department, state, due from rectifications where visit = :visit order by rectification;

-- name: demands_of(demands)
select demand, department, kind, items, industries, list_class, ratios::text as ratios, method
  from demands where demand = any(:demands) order by demand;

-- name: items_in_force(items, day)
select distinct on (item) item, subject, content from items
 where item = any(:items) and effective_from <= :day order by item, effective_from desc, edition desc;

-- name: titles(departments, townships, industries)
select 'department' as kind, department as code, title from departments where department = any(:departments)
union all select 'township', township, title from townships where township = any(:townships)
union all select 'industry', industry, title from industries where industry = any(:industries);
