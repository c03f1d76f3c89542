-- name: rectification(rectification)^
-- Of all visits: of visits that have taken place.
select r.*, v.entity_name, v.lead, v.township, coalesce(d.title, r.department) as title
  from rectifications r join visits v using (visit) left join departments d on d.department = r.department
 where r.rectification = :rectification;

-- name: rechecks(rectification)
select passed, officers, checks, reason, checked_at from rechecks where rectification = :rectification order by version;

-- name: rectifications_page(state, department, entity, visit, overdue, kind, escalated, whole, own_departments, own_divisions, own_entities, after_time, after_rectification, limit)
-- Of all visits: of visits that have taken place.
select r.*, v.entity_name, v.lead, v.township, coalesce(d.title, r.department) as title
  from rectifications r join visits v using (visit) left join departments d on d.department = r.department
 where (:state::text is null or r.state = :state)
   and (:department::text is null or r.department = :department)
   and (:entity::text is null or r.entity = any(array(select public.codes_of(:entity))))
   and (:visit::text is null or r.visit = :visit)
   and (:overdue::boolean is null or r.overdue = :overdue)
   and (:kind::text is null or r.kind = :kind)
   and (:escalated::boolean is null or (r.escalated_at is not null) = :escalated)
   and (:whole or r.department = any(:own_departments::text[]) or v.lead = any(:own_departments)
        or v.township ^@ any(:own_divisions::text[]) or r.entity = any(:own_entities::text[]))
   and (r.ordered_at, r.rectification) > (:after_time::timestamptz, :after_rectification)
 order by r.ordered_at, r.rectification limit :limit;

-- name: open_dues(first_due)
-- Times to mend that run and end on a day or later; a day that somebody set stays.
select rectification, ordered_at as began_at, due from rectifications
 where state <> 'passed' and not overdue and not day_set and due >= :first_due::timestamptz order by due, rectification;
