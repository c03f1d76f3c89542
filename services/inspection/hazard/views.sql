-- name: hazard(hazard)^
select h.*, coalesce(d.title, h.lead) as lead_title from hazards h left join departments d on d.department = h.lead
 where h.hazard = :hazard;

-- name: hazards_page(state, lead, township, entity, reach, overdue, whole, own_departments, own_divisions, own_entities, after_time, after_hazard, limit)
-- Of an entity: what concerns it alone. Of a department: what it reported, was told of, ordered, or takes part in treating.
select h.*, coalesce(d.title, h.lead) as lead_title from hazards h left join departments d on d.department = h.lead
 where (:state::text is null or h.state = :state)
   and (:lead::text is null or h.lead = :lead)
   and (:township::text is null or h.township = :township)
   and (:entity::text is null or h.entity = any(array(select public.codes_of(:entity))))
   and (:reach::text is null or h.reach = :reach)
   and (:overdue::boolean is null or (cardinality(h.passed) > 0) = :overdue)
   and (:whole or h.peers || h.treatment_departments || array[h.lead, h.guidance] && :own_departments::text[]
        or exists (select from danger_orders o where o.hazard = h.hazard and o.department = any(:own_departments))
        or h.township ^@ any(:own_divisions::text[]) or h.entity = any(:own_entities::text[]))
   and (h.begun_at, h.hazard) > (:after_time::timestamptz, :after_hazard)
 order by h.begun_at, h.hazard limit :limit;

-- name: danger_orders(hazard)
select * from danger_orders where hazard = :hazard order by given_at, danger_order;

-- name: danger_order_taken(danger_order)$
select hazard from danger_orders where danger_order = :danger_order;

-- name: treatment_steps(hazard)
select department, what, done_at from treatment_steps where hazard = :hazard order by version;

-- name: finding_at(visit, finding)$
-- Of all visits: of visits of which the caller knows.
-- When a finding was put on record.
select p.recorded_at from findings f join parts p using (visit, department) where f.visit = :visit and f.finding = :finding;
