-- name: coverage_page(on_day, usual_months, item, department, after_item, limit)
select item, department, kind, months, count(*) as entities,
       count(*) filter (where last_day is not null and due_day >= :on_day::date) as covered,
       count(*) filter (where last_day is null and due_day >= :on_day) as waiting,
       count(*) filter (where due_day < :on_day) as overdue,
       count(*) filter (where due_day between :on_day and make_date(extract(year from :on_day)::integer, 12, 31)) as due_this_year
  from key_coverage(:on_day, case when :item::text is null then null else array[:item] end, :usual_months::integer)
 where (:department::text is null or department = :department) and item > :after_item
 group by 1, 2, 3, 4 order by item limit :limit;

-- name: coverage_entities(on_day, usual_months, item, department, state, whole, own_departments, own_divisions, told, visiting, after_due, after_item, after_entity, limit)
-- Longest due first. `visit`: one that is planned and will cover it.
with found as (
    select *, case when due_day < :on_day::date then 'overdue' when last_day is null then 'waiting' else 'covered' end as state
      from key_coverage(:on_day, case when :item::text is null then null else array[:item] end, :usual_months::integer)
     where (:department::text is null or department = :department)
)
select f.item, f.department, f.entity, f.name, f.township, f.credit_class, f.last_day, f.last_fact, f.due_day, f.state,
       (select v.visit from visits v
         where v.entity = f.entity and public.may_know(v.confided, v.departments, :told, :visiting) and v.cancelled is null and v.completed_on is null and not v.closed
           and v.parts @> jsonb_build_array(jsonb_build_object('items', jsonb_build_array(f.item)))
         order by v.visit limit 1) as visit
  from found f
 where (:state::text is null or f.state = :state)
   and (:whole or f.department = any(:own_departments::text[]) or f.township ^@ any(:own_divisions::text[]))
   and (f.due_day, f.item, f.entity) > (:after_due::date, :after_item, :after_entity)
 order by f.due_day, f.item, f.entity limit :limit;
