-- name: visit(visit)^
select v.*, d.schedule, d.day, d.start_minute, d.minutes
  from visits v left join visit_days d using (visit) where v.visit = :visit;

-- name: visit_of(draw, entity)^
select * from visits where draw = :draw and entity = :entity order by visit limit 1;

-- name: open_visits_at(entity)
select visit from visits where entity = :entity and cancelled is null and completed_on is null and not closed order by visit;

-- name: visits_page(entity, department, draw, township, state, after_visit, limit)
select v.*, d.schedule, d.day, d.start_minute, d.minutes from visits v left join visit_days d using (visit)
 where (:entity::text is null or entity = :entity)
   and (:department::text is null or :department = any(departments))
   and (:draw::text is null or draw = :draw)
   and (:township::text is null or township = :township)
   and (:state::text is null or :state = case when cancelled is not null then 'cancelled' when closed then 'closed'
                                              when completed_on is not null then 'completed' else 'planned' end)
   and visit > :after_visit
 order by visit limit :limit;

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
