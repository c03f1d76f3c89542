-- name: figures(year, today)^
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
         where v.cancelled is not null and v.visit not in (select q.visit from public.quiet_visits(:today) q)
           and (:year::integer is null or w.year = :year)) as cancelled
  from draws where state = 'completed' and (:year::integer is null or year = :year);

-- name: excluded_by_reason(year)
select e.key as reason, sum(e.value::integer)::bigint as entities
  from draws cross join jsonb_each_text(excluded) as e(key, value)
 where state = 'completed' and (:year::integer is null or year = :year) group by 1 order by 1;

-- name: shares(year, today)^
-- J-30: visits of several departments; demands (and the visits they led to) that use the credit class, over completed draws.
-- Visits without notice are counted when everybody may know of them: before, a check that joins one would show.
with chosen as (
    select draw, demands from draws where state = 'completed' and (:year::integer is null or year = :year)
), drawn as (
    select c.draw, d.department, d.kind, d.ratios ?& array['A', 'B', 'C', 'D', 'U'] as stated,
           (select count(distinct r.value) > 1 from jsonb_each_text(d.ratios) r) as differing
      from chosen c cross join unnest(c.demands) as n(demand) join demands d using (demand)
), visited as (
    select v.visit, v.draw, v.departments, bool_and(d.stated) as stated, bool_and(d.differing) as differing
      from visits v join chosen using (draw)
      left join drawn d on d.draw = v.draw and d.department = any(v.departments) and exists (
           select 1 from jsonb_array_elements(v.parts) p
            where p.value ->> 'department' = d.department and p.value -> 'kinds' ? d.kind)
     where v.cancelled is null and v.visit not in (select q.visit from public.quiet_visits(:today) q)
     group by v.visit
)
select (select count(*) from visited) as planned_visits,
       (select count(*) from visited where cardinality(departments) > 1) as joint_visits,
       (select count(*) from drawn) as drawn_demands,
       (select count(*) from drawn where stated) as class_demands,
       (select count(*) from drawn where differing) as differing_demands,
       (select count(*) from visited where stated) as class_visits,
       (select count(*) from visited where differing) as differing_visits;
