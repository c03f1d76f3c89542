-- name: departments_listed(codes)
select department from departments where department = any(:codes);

-- name: certified(inspector, department, on)$
-- Whether an officer of the department holds a certificate on a day.
select exists (select 1 from inspectors where inspector = :inspector and department = :department
   and :on::date between valid_from and valid_until and (suspended_from is null or suspended_from > :on));

-- name: exemptible_items(items, on)
-- Items whose edition in force on a day has a minor-exemption case.
select item from (
    select distinct on (item) item, minor_exemption, withdrawn_from from items
     where item = any(:items) and effective_from <= :on::date order by item, edition desc
) in_force where minor_exemption is not null and (withdrawn_from is null or withdrawn_from > :on);

-- name: visit(visit)^
select v.*, coalesce(d.title, v.lead) as lead_title from visits v left join departments d on d.department = v.lead
 where v.visit = :visit;

-- name: lock_visit(visit)^
-- Whoever settles something of a visit does so alone until the transaction ends.
select visit from visits where visit = :visit for update;

-- name: visits_page(state, department, entity, township, overdue, after_time, after_visit, limit)
select v.*, coalesce(d.title, v.lead) as lead_title from visits v left join departments d on d.department = v.lead
 where (:state::text is null or state = :state)
   and (:department::text is null or departments @> array[:department])
   and (:entity::text is null or entity = :entity)
   and (:township::text is null or township = :township)
   and (:overdue::boolean is null or overdue = :overdue)
   and (assigned_at, visit) > (:after_time::timestamptz, :after_visit)
 order by assigned_at, visit limit :limit;

-- name: parts(visit)
select p.*, coalesce(d.title, p.department) as title from parts p left join departments d using (department)
 where p.visit = :visit order by p.ordinal;

-- name: check_ins(visit)
select * from check_ins where visit = :visit order by at, inspector;

-- name: findings(visit)
select * from findings where visit = :visit order by finding;

-- name: clues(visit)
select * from clues where visit = :visit order by found_at, clue;

-- name: clue_elsewhere(clue, visit)$
select exists (select 1 from clues where clue = :clue and visit <> :visit);

-- name: result(result)^
select * from results where result = :result;

-- name: rectification(rectification)^
select r.*, v.entity_name, coalesce(d.title, r.department) as title
  from rectifications r join visits v using (visit) left join departments d on d.department = r.department
 where r.rectification = :rectification;

-- name: open_rectifications(visit)$
select count(*) from rectifications where visit = :visit and state <> 'passed';

-- name: rectifications_page(state, department, entity, visit, overdue, after_time, after_rectification, limit)
select r.*, v.entity_name, coalesce(d.title, r.department) as title
  from rectifications r join visits v using (visit) left join departments d on d.department = r.department
 where (:state::text is null or r.state = :state)
   and (:department::text is null or r.department = :department)
   and (:entity::text is null or r.entity = :entity)
   and (:visit::text is null or r.visit = :visit)
   and (:overdue::boolean is null or r.overdue = :overdue)
   and (r.ordered_at, r.rectification) > (:after_time::timestamptz, :after_rectification)
 order by r.ordered_at, r.rectification limit :limit;

-- name: recorded_results_page(entity, after_result, limit)
select * from recorded_results
 where (:entity::text is null or entity = :entity) and result > :after_result order by result limit :limit;

-- name: record_of(stream)
-- As stored: a fact changed in the table must show, also where it no longer fits its shape.
select version, type, schema_version, time, data::text as data, meta->>'actor' as actor
  from events where stream = :stream order by version;

-- name: figures()^
select count(*) as visits,
       count(*) filter (where completed_on is not null) as completed,
       count(*) filter (where completed_on is not null and problems > 0) as with_problems,
       count(*) filter (where cardinality(departments) > 1) as joint,
       count(*) filter (where state = 'cancelled') as cancelled,
       count(*) filter (where overdue) as overdue_visits,
       (select count(*) from parts where recorded_at is not null) as parts,
       (select count(*) from rectifications where state <> 'passed') as rectifications_open,
       (select count(*) from rectifications where overdue) as rectifications_overdue,
       (select count(*) from results where revoked is not null) as results_revoked,
       (select count(*) from recorded_results) as results_recorded
  from visits;

-- name: dispositions()
select disposition, count(*) as parts from parts where disposition is not null group by 1 order by 1;
