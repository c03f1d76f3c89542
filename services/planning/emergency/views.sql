-- name: emergency(emergency)^
select * from emergencies where emergency = :emergency;

-- name: emergencies_page(emergency, state, department, entity, overdue, whole, own_departments, own_divisions, after_emergency, limit)
select * from emergencies
 where (:emergency::text is null or emergency = :emergency)
   and (:state::text is null or state = :state)
   and (:department::text is null or department = :department)
   and (:entity::text is null or entity = any(array(select public.codes_of(:entity))))
   and (:overdue::boolean is null or overdue = :overdue)
   and (:whole or department = any(:own_departments::text[]) or township ^@ any(:own_divisions::text[]))
   and emergency > :after_emergency
 order by emergency limit :limit;

-- name: entry_to_join(entity, premises, today)$
-- One entry, many departments (L-01): the visit of another entry at the place that is still open.
-- Of all visits: the department that has entered at once learns with whom it goes, and nobody else is told.
select v.visit from visits v
 where v.origin = 'emergency' and v.entity = any(array(select public.codes_of(:entity)))
   and v.premises is not distinct from :premises::text
   and v.cancelled is null and v.completed_on is null and not v.closed and v.window_to >= :today::date
 order by v.window_from desc, v.visit limit 1;
