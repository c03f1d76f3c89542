-- name: case_row(case_ref)^
-- Of all cases: for commands and reading, which ask whose it is.
select c.*, coalesce(d.title, c.department) as title from cases c left join departments d using (department)
 where c.case_ref = :case_ref;

-- name: cases_page(state, department, entity, person, origin, overdue, whole, own_departments, own_entities, after_time, after_case, limit)
-- The party's own are those that it was told of.
select c.*, coalesce(d.title, c.department) as title from cases c left join departments d using (department)
 where (:state::text is null or c.state = :state)
   and (:department::text is null or c.department = :department)
   and (:entity::text is null or c.entity = any(array(select public.codes_of(:entity))))
   and (:person::text is null or c.person = :person)
   and (:origin::text is null or c.origin = :origin)
   and (:overdue::boolean is null or (c.overdue <> '{}') = :overdue)
   and (:whole or c.department = any(:own_departments::text[])
        or (c.entity = any(:own_entities::text[]) and (c.told_at is not null or c.decided_on is not null)))
   and (c.filed_at, c.case_ref) > (:after_time::timestamptz, :after_case)
 order by c.filed_at, c.case_ref limit :limit;

-- name: steps(case_ref, shown)
-- All of them, or those of the names that are given.
select version, step, said, noted_at from case_steps
 where case_ref = :case_ref and (:shown::text[] is null or step = any(:shown)) order by version;

-- name: competent(items, department, on)
-- Which of the items are the department's on a day.
select item from (
    select distinct on (item) item, department from items
     where item = any(:items) and effective_from <= :on::date order by item, version desc
) in_force where department = :department;

-- name: certified_among(officers, department, on)
-- Which of the officers hold the department's certificate on a day.
select inspector from inspectors where inspector = any(:officers) and department = :department
   and :on::date between valid_from and valid_until
   and (suspended_from is null or suspended_from > :on or reinstated_from <= :on);

-- name: standard(benchmark, on)^
-- What is in force under a benchmark's number on a day.
select item, grades from (
    select * from benchmarks where benchmark = :benchmark and effective_from <= :on::date order by version desc limit 1
) in_force where item is not null;

-- name: tagged(entity, tag, on)$
select exists (select from entity_tags where entity = any(array(select public.codes_of(:entity))) and tag = :tag
   and (until is null or until >= :on::date));

-- name: finding_of(visit, finding, department)^
-- Of all visits: of visits that have taken place.
-- Where a case begins with a finding that nothing else has taken up: at whom, and when it was on record.
select v.entity, p.recorded_at as found_at
  from findings f join visits v using (visit) join parts p on p.visit = f.visit and p.department = f.department
 where f.visit = :visit and f.finding = :finding and f.department = :department
   and f.settled is null and (f.handling is null or f.handling in ('case', 'transfer', 'hazard'));

-- name: clue_of(clue, department)^
-- Of all visits: of clues, which are of visits under way.
select v.entity, c.found_at from clues c join visits v using (visit) where c.clue = :clue and c.competent = :department;

-- name: rectification_of(rectification, department)^
-- What the party did not mend in time, or failed to mend too often.
select entity, escalated_at as found_at from rectifications
 where rectification = :rectification and department = :department and escalated_at is not null;

-- name: findings_of_case(case_ref)^
-- Of all visits: of visits that have taken place.
-- The findings that a case is about, which end with it.
select f.visit, array_agg(f.finding order by f.finding) as findings,
       array_agg(f.finding order by f.finding) filter (
           where f.settled is null and f.handling is distinct from 'case' and v.state = 'completed') as untaken
  from cases c join findings f on (c.origin_kind = 'visit' and f.visit = c.origin and f.finding = c.finding)
       or (c.origin_kind = 'rectification' and f.department = c.department and exists (
           select from rectifications r where r.rectification = c.origin and r.visit = f.visit and f.finding = any(r.findings)))
  join visits v on v.visit = f.visit
 where c.case_ref = :case_ref group by f.visit;

-- name: same_matter(case_ref, origin_kind, origin, finding)$
-- Another case that began with the same and is open, or has led to a penalty that stands.
select case_ref from cases
 where origin_kind = :origin_kind and origin = :origin and finding is not distinct from :finding::text and case_ref <> :case_ref
   and state not in ('not-filed', 'revoked') and not (state = 'closed' and ended <> 'performed' and ended <> 'enforced')
 order by filed_at limit 1;

-- name: fined(case_ref, origin_kind, origin, finding)$
-- Another case in which the same matter was fined, and still is.
select case_ref from cases
 where origin_kind = :origin_kind and origin = :origin and finding is not distinct from :finding::text and case_ref <> :case_ref
   and revoked is null and penalties @> '[{"kind": "fine"}]' order by decided_on limit 1;

-- name: earlier_offence(case_ref, entity, items, on, years)$
-- Of all visits: of visits that have taken place.
-- What makes a breach no first offence: a case that was decided, or a finding of another visit, on one of the items within so
-- many years, whatever code the business went by.
with mine as (select origin_kind, origin from cases where case_ref = :case_ref), codes as (
    select public.codes_of(:entity) as entity
)
select ref from (
    select c.case_ref as ref, c.decided_on as on_day from cases c
     where c.entity in (select entity from codes) and c.items && :items::text[] and c.case_ref <> :case_ref and c.revoked is null
       and c.decided_on is not null and c.outcome <> 'not-borne-out'
    union all
    select f.finding, v.completed_on from findings f join visits v using (visit)
     where v.entity in (select entity from codes) and f.item = any(:items) and v.completed_on is not null
       and not exists (select from mine where origin_kind = 'visit' and origin = f.visit)
) before
 where on_day <= :on::date and on_day > (:on::date - make_interval(years => :years))::date
 order by on_day desc, ref limit 1;

-- name: case_dues(first_due)
-- Clocks of working days that run and end on a day or later.
select case_ref, stage, due, began_at from case_clocks where due >= :first_due::timestamptz order by due, case_ref, stage;
