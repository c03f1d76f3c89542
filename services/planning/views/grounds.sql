-- name: mandate_standing(department, on_day)^
-- X-06: whether the body is listed, whether it holds a mandate on that day, and whether the place keeps mandates at all.
select (select withdrawn_from is not null and withdrawn_from <= :on_day::date from departments where department = :department)
           as withdrawn,
       coalesce((select m.granted and (m.effective_until is null or m.effective_until > :on_day)
                   from mandates m where m.department = :department and m.effective_from <= :on_day
                  order by m.effective_from desc, m.version desc limit 1), false) as mandated,
       exists (select 1 from mandates) as kept;

-- name: conference_on(on_day)
-- N-09: who sits in the joint conference on a day.
select department, lead from (
    select distinct on (department) department, member, lead from conference where effective_from <= :on_day::date
     order by department, effective_from desc, version desc) c
 where member order by department;

-- name: callers(since, entity)
-- O7: open whistles and clues about an entity that are young enough, with the departments they concern.
select w.entity, c.department, w.fact from whistles w join whistle_calls c using (whistle)
 where not w.closed and w.entity is not null and w.blown_at >= :since::timestamptz
   and (:entity::text is null or w.entity = :entity)
union
select entity, competent, fact from clues
 where not handled and received_at >= :since::timestamptz and (:entity::text is null or entity = :entity)
 order by 1, 2, 3;

-- name: department_levels(departments)
select department, level, divisions from departments where department = any(:departments);
