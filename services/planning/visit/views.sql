-- name: visit(visit)^
-- Of all visits: for commands, whose callers know of it by `visit_for`, and for reactions.
select v.*, d.schedule, d.day, d.start_minute, d.minutes
  from visits v left join visit_days d using (visit) where v.visit = :visit;

-- name: visit_for(visit, told, visiting)^
-- For who may know of it (libs/domain/secret_teams.py).
select v.*, d.schedule, d.day, d.start_minute, d.minutes
  from visits v left join visit_days d using (visit)
 where v.visit = :visit and public.may_know(v.confided, v.departments, :told, :visiting);

-- name: is_confided(visit)$
-- Of all visits: for reactions.
select confided from visits where visit = :visit;

-- name: visit_of(draw, entity)^
-- Of all visits: for a draw whose pack is public.
select * from visits where draw = :draw and entity = :entity order by visit limit 1;

-- name: visits_page(entity, department, draw, township, state, whole, own_departments, own_divisions, told, visiting, after_visit, limit)
select v.*, d.schedule, d.day, d.start_minute, d.minutes from visits v left join visit_days d using (visit)
 where (:entity::text is null or entity = any(array(select public.codes_of(:entity))))
   and (:department::text is null or :department = any(departments))
   and (:draw::text is null or draw = :draw)
   and (:township::text is null or township = :township)
   and (:state::text is null or :state = case when cancelled is not null then 'cancelled' when closed then 'closed'
                                              when completed_on is not null then 'completed' else 'planned' end)
   and (:whole or departments && :own_departments::text[] or township ^@ any(:own_divisions::text[]))
   and public.may_know(v.confided, v.departments, :told, :visiting)
   and visit > :after_visit
 order by visit limit :limit;

-- name: visit_numbers(draw)$
-- Of all visits: numbers are public from the start.
select count(*) from visits where draw = :draw;

-- name: open_visits_at(entity)
-- Of all visits: for reactions.
-- Visits on which nobody has arrived yet.
select visit from visits
 where entity = :entity and cancelled is null and not under_way and completed_on is null and not closed order by visit;

-- name: open_visits_of_premises(entity, premises, day, today)
-- Of all visits: for reactions.
-- Visits on which nobody has arrived yet, where there is no business from a day on. One whose window begins before that day may
-- still be made, until it has come.
select visit from visits
 where entity = :entity and premises = :premises and cancelled is null and not under_way and completed_on is null and not closed
   and (window_from >= :day::date or :day <= :today::date) order by visit;

-- name: open_visits_of(draw)
-- Of all visits: for the lead, who voids the draw.
-- Visits on which nobody has arrived yet.
select v.visit, v.entity from visits v
 where v.draw = :draw and v.cancelled is null and v.completed_on is null and not v.closed
   and not exists (select 1 from arrivals a where a.visit = v.visit)
 order by v.visit;

-- name: has_begun(visit)$
-- Of all visits: for the lead, who knows of all.
select exists (select 1 from visits v where v.visit = :visit
                  and (v.completed_on is not null or v.closed or exists (select 1 from arrivals a where a.visit = v.visit)));

-- name: drawn_by(draw)$
-- The lead that the draw names; none for a visit of no draw, whose number is its filing's.
select lead from draws where draw = :draw;
