-- name: visit_to_follow(visit)^
-- Of all visits: of those on which an officer has arrived, of which everybody may know.
select visit, entity, lead, departments from visits where visit = :visit and state in ('under-way', 'completed', 'closed');

-- name: pending_followup(visit, department, followup)$
-- Another one that a department has to make after a visit.
select followup from followups
 where visit = :visit and department = :department and followup <> :followup and state = 'due' order by owed_at limit 1;

-- name: followup(followup)^
-- Of all visits: of those that have taken place.
select f.*, v.entity_name, v.lead, v.township, coalesce(d.title, f.department) as title
  from followups f left join visits v using (visit) left join departments d on d.department = f.department
 where f.followup = :followup;

-- name: needs(followup)
select need, what, answer, expert, met_at from followup_needs where followup = :followup order by need;

-- name: followups_page(follows, state, department, entity, reference, overdue, whole, own_departments, own_divisions, own_entities, after_time, after_followup, limit)
-- Of all visits: of those that have taken place.
select f.*, v.entity_name, v.lead, v.township, coalesce(d.title, f.department) as title
  from followups f left join visits v using (visit) left join departments d on d.department = f.department
 where (:follows::text is null or f.follows = :follows)
   and (:state::text is null or f.state = :state)
   and (:department::text is null or f.department = :department)
   and (:entity::text is null or f.entity = any(array(select public.codes_of(:entity))))
   and (:reference::text is null or f.reference = :reference)
   and (:overdue::boolean is null or f.overdue = :overdue)
   and (:whole or f.department = any(:own_departments::text[]) or v.lead = any(:own_departments)
        or v.township ^@ any(:own_divisions::text[]) or f.entity = any(:own_entities::text[]))
   and (f.owed_at, f.followup) > (:after_time::timestamptz, :after_followup)
 order by f.owed_at, f.followup limit :limit;
