-- name: visit(visit)^
-- Of all visits: for commands, whose callers know of it by `visit_for`, and for reactions.
select v.*, coalesce(d.title, v.lead) as lead_title from visits v left join departments d on d.department = v.lead
 where v.visit = :visit;

-- name: visit_for(visit, told, visiting)^
-- For who may know of it (libs/domain/secret_teams.py).
select v.*, coalesce(d.title, v.lead) as lead_title from visits v left join departments d on d.department = v.lead
 where v.visit = :visit and public.may_know(v.confided, v.departments, :told, :visiting);

-- name: lock_visit(visit)^
-- Of all visits: for commands.
-- Whoever settles something of a visit does so alone until the transaction ends.
select visit from visits where visit = :visit for update;

-- name: visits_page(state, department, entity, township, overdue, whole, own_departments, own_divisions, own_entities, told, visiting, after_time, after_visit, limit)
-- An entity's own are those that it has learned of.
select v.*, coalesce(d.title, v.lead) as lead_title from visits v left join departments d on d.department = v.lead
 where (:state::text is null or state = :state)
   and (:department::text is null or departments @> array[:department])
   and (:entity::text is null or entity = any(array(select public.codes_of(:entity))))
   and (:township::text is null or township = :township)
   and (:overdue::boolean is null or overdue = :overdue)
   and (:whole or departments && :own_departments::text[] or township ^@ any(:own_divisions::text[])
        or (entity = any(:own_entities::text[]) and (announced or state in ('under-way', 'completed', 'closed', 'frustrated'))))
   and public.may_know(v.confided, v.departments, :told, :visiting)
   and (assigned_at, visit) > (:after_time::timestamptz, :after_visit)
 order by assigned_at, visit limit :limit;

-- name: parts(visit)
-- Of all visits: for visits of which the caller knows.
select p.*, coalesce(d.title, p.department) as title from parts p left join departments d using (department)
 where p.visit = :visit order by p.ordinal;

-- name: check_ins(visit)
select * from check_ins where visit = :visit order by at, inspector;

-- name: same_entity(entity, other)$
select :other = :entity or :other = any(array(select public.codes_of(:entity)));

-- name: late_entries_page(department, whole, own_departments, after_inspector, limit)
-- How often each officer was entered late: nothing but his word says that he was there.
select c.inspector, c.department, count(*)::int as entries, max(c.at) as last_at
  from check_ins c
 where c.proof = 'late' and (:department::text is null or c.department = :department)
   and (:whole or c.department = any(:own_departments::text[]))
   and c.inspector || ' ' || c.department > :after_inspector
 group by c.inspector, c.department order by c.inspector || ' ' || c.department limit :limit;

-- name: checks(visit)
select department, item, outcome, reason, edition, manual, manual_edition, points::text as points
  from checks where visit = :visit order by department, item;

-- name: findings(visit)
select * from findings where visit = :visit order by finding;

-- name: clues(visit)
select * from clues where visit = :visit order by found_at, clue;

-- name: clue_elsewhere(clue, visit)$
select exists (select 1 from clues where clue = :clue and visit <> :visit);

-- name: record_of(stream)
-- As stored: a fact changed in the table must show, also where it no longer fits its shape.
select version, type, schema_version, time, data::text as data, meta->>'actor' as actor
  from events where stream = :stream order by version;
