-- name: contested(about, reference)^
-- Of all visits: of those on which an officer has arrived, of which everybody may know.
-- What an objection is to: whose it is, who took part, and whether it still counts.
select v.visit, v.entity, v.lead, v.departments, r.revoked is not null as revoked
  from visits v left join results r using (visit)
 where v.state in ('under-way', 'completed', 'closed')
   and case :about::text when 'result' then r.result = :reference else :about in ('record', 'rating-use') and v.visit = :reference end;

-- name: pending_objection(about, reference, objection)$
-- Another objection to the same that is not over.
select objection from objections
 where about = :about and reference = :reference and objection <> :objection and state in ('lodged', 'accepted')
 order by lodged_at limit 1;

-- name: team_of_visit(visit)
-- Of all visits: of those to which there is an objection.
-- All who were drawn for a visit and not replaced: nobody else comes.
select unnest(inspectors) as inspector from parts where visit = :visit;

-- name: certified_of(inspectors, on)
-- Those of them who hold a certificate on a day, of whichever department.
select inspector from inspectors where inspector = any(:inspectors::text[])
   and :on::date between valid_from and valid_until
   and (suspended_from is null or suspended_from > :on or reinstated_from <= :on);

-- name: objection(objection)^
-- Of all visits: of those to which there is an objection.
select o.*, v.entity_name, v.lead, v.township, coalesce(d.title, o.department) as title
  from objections o left join visits v using (visit) left join departments d on d.department = o.department
 where o.objection = :objection;

-- name: objections_page(about, state, department, entity, reference, overdue, whole, own_departments, own_divisions, own_entities, after_time, after_objection, limit)
-- Of all visits: of those to which there is an objection.
select o.*, v.entity_name, v.lead, v.township, coalesce(d.title, o.department) as title
  from objections o left join visits v using (visit) left join departments d on d.department = o.department
 where (:about::text is null or o.about = :about)
   and (:state::text is null or o.state = :state)
   and (:department::text is null or o.department = :department)
   and (:entity::text is null or o.entity = any(array(select public.codes_of(:entity))))
   and (:reference::text is null or o.reference = :reference)
   and (:overdue::boolean is null or o.overdue = :overdue)
   and (:whole or o.department = any(:own_departments::text[]) or v.lead = any(:own_departments)
        or v.township ^@ any(:own_divisions::text[]) or o.entity = any(:own_entities::text[]))
   and (o.lodged_at, o.objection) > (:after_time::timestamptz, :after_objection)
 order by o.lodged_at, o.objection limit :limit;

-- name: objection_dues(first_due)
-- Times of a step that run and end on a day or later.
select objection, case state when 'lodged' then 'objection-admit' else 'objection-decide' end as stage,
       coalesce(accepted_at, lodged_at) as began_at, due
  from objections
 where state in ('lodged', 'accepted') and not overdue and due >= :first_due::timestamptz order by due, objection;
