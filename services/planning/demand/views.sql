-- name: plan_holding(demand)$
select plan from plans where :demand::text = any(demands) and state in ('coordinated', 'approved') order by plan limit 1;

-- name: demand(demand)^
select * from demands where demand = :demand;

-- name: demands_named(demands)
select * from demands where demand = any(:demands) order by demand;

-- name: open_demands(year)
select demand from demands where year = :year and withdrawn is null order by demand;

-- name: demands_page(year, department, kind, state, whole, own_departments, after_demand, limit)
select * from demands
 where (:year::integer is null or year = :year)
   and (:department::text is null or department = :department)
   and (:kind::text is null or kind = :kind)
   and (:state::text is null or (:state = 'withdrawn') = (withdrawn is not null))
   and (:whole or department = any(:own_departments::text[]))
   and demand > :after_demand
 order by demand limit :limit;

-- name: listed_items(items, first_day, last_day)
-- What the list says of items that are in force on some day of a span: the latest such edition of each.
with timeline as (
    select *, lead(effective_from) over (partition by item order by effective_from, version) as until
      from item_versions where :items::text[] is null or item = any(:items)
)
select distinct on (item) item, department, kind, list_class, industries, notice, qualification, grounds, fact
  from timeline
 where not withdrawn and effective_from <= :last_day::date and (until is null or until > :first_day::date)
 order by item, effective_from desc, version desc;

-- name: listed_kinds(on_day)
select distinct kind from (
    select distinct on (item) kind, withdrawn from item_versions where effective_from <= :on_day::date
     order by item, effective_from desc, version desc) i
 where not withdrawn order by kind;

-- name: listed_industries()
select industry from industries order by industry;

-- name: departments_on(codes, on_day)
-- Listed, and not withdrawn by that day.
select department from departments
 where department = any(:codes) and (withdrawn_from is null or withdrawn_from > :on_day::date);

-- name: department_levels(departments)
select department, level, divisions from departments where department = any(:departments);

-- name: mandate_standing(department, on_day)^
-- X-06: whether the body is listed, whether it holds a mandate on that day, and whether the place keeps mandates at all.
select (select withdrawn_from is not null and withdrawn_from <= :on_day::date from departments where department = :department)
           as withdrawn,
       coalesce((select m.granted and (m.effective_until is null or m.effective_until > :on_day)
                   from mandates m where m.department = :department and m.effective_from <= :on_day
                  order by m.effective_from desc, m.version desc limit 1), false) as mandated,
       exists (select 1 from mandates) as kept;

-- name: due_by_class(on_day, usual_months, items, industries, due_by)
-- Entities that a demand of these items and industries would list, and that fall due under one of them by a day.
select credit_class, count(distinct entity) as entities
  from key_coverage(:on_day::date, :items::text[], :usual_months::integer)
 where industries && :industries::text[] and due_day <= :due_by::date group by 1;
