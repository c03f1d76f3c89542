-- name: visits_to_schedule(draw)
-- Of all visits: for the solver; its answer is private where it places one.
-- With the slot each has, if any. A visit on which an officer has arrived keeps the one it has.
select v.*, d.schedule, d.day, d.start_minute, d.minutes
  from visits v left join visit_days d using (visit)
 where v.draw = :draw and v.cancelled is null and not v.under_way and v.completed_on is null and not v.closed
 order by v.visit;

-- name: visits_on_days(first_day, last_day, but_for_draw, but_for_visit)
-- Of all visits: for the solver, and for planners, who know of all.
-- Visits that hold their slot against others.
select v.*, d.schedule, d.day, d.start_minute, d.minutes
  from visit_days d join visits v using (visit)
 where d.day between :first_day and :last_day and v.cancelled is null
   and (v.under_way or v.draw is distinct from :but_for_draw::text) and v.visit is distinct from :but_for_visit::text
 order by v.visit;

-- name: township_positions()
select * from township_positions order by township;

-- name: schedule(schedule, told, visiting)^
-- `hidden`: its days and ways are also those of visits of which the one who asks may not know.
select exists (select 1 from visits v
                where v.draw = coalesce(r.draw, s.draw) and not public.may_know(v.confided, v.departments, :told, :visiting)) as hidden,
       coalesce(r.schedule, s.schedule) as schedule, coalesce(r.draw, s.draw) as draw, coalesce(r.state, 'finished') as state,
       coalesce(r.partial, true) as partial, coalesce(r.keep_days, true) as keep_days, r.seconds, r.visits,
       coalesce(r.done_permille, 1000) as done_permille, coalesce(s.solver, r.solver) as solver,
       coalesce(s.greedy, r.greedy) as greedy, coalesce(s.proven_optimal, r.proven_optimal) as proven_optimal,
       coalesce(r.assumed, '{}') as assumed, coalesce(r.missing, '[]') as missing, r.error, r.assumptions,
       coalesce(r.started_at, s.issued_at) as started_at, r.finished_at, s.first_day, s.last_day, s.issued_at
  from (select * from public.schedule_runs where schedule = :schedule) r
  full join (select * from schedules where schedule = :schedule) s using (schedule);

-- name: schedules_page(draw, after_schedule, limit)
select schedule from (select schedule, draw from public.schedule_runs union select schedule, draw from schedules) a
 where (:draw::text is null or draw = :draw) and schedule > :after_schedule
 order by schedule limit :limit;

-- name: running_schedule(draw)$
select schedule from public.schedule_runs where draw = :draw and state = 'running' order by started_at desc limit 1;

-- name: schedule_days(schedule, day, department, inspector, whole, own_departments, own_divisions, told, visiting, after_day, after_start, after_visit, limit)
select v.*, d.schedule, d.day, d.start_minute, d.minutes, d.reason
  from visit_days d join visits v using (visit)
 where d.schedule = :schedule and v.cancelled is null
   and (:day::date is null or d.day = :day)
   and (:department::text is null or :department = any(v.departments))
   and (:inspector::text is null or :inspector = any(v.inspectors))
   and (:whole or v.departments && :own_departments::text[] or v.township ^@ any(:own_divisions::text[]))
   and public.may_know(v.confided, v.departments, :told, :visiting)
   and (to_char(d.day, 'YYYY-MM-DD'), d.start_minute, v.visit) > (:after_day::text, :after_start::bigint, :after_visit::text)
 order by d.day, d.start_minute, v.visit limit :limit;
