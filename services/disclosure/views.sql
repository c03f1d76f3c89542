-- name: publication(publication)^
select p.*, coalesce(d.title, p.department) as department_title, c.title, c.body::text as body
  from publications p left join departments d using (department) left join contents c on c.digest = p.content
 where p.publication = :publication;

-- name: publication_steps(publication)
select step, at, content, reason from publication_steps where publication = :publication order by version;

-- name: keep_content(digest, body)!
insert into contents (digest, body) values (:digest, :body::jsonb) on conflict (digest) do nothing;

-- name: pending_page(department, overdue, after_due, after_publication, limit)
select p.publication, p.subject, p.reference, p.entity, p.department, coalesce(d.title, p.department) as department_title,
       p.occurred_on, p.due, p.overdue, p.version
  from publications p left join departments d using (department)
 where p.state = 'due'
   and (:department::text is null or p.department = :department)
   and (:overdue::boolean is null or p.overdue = :overdue)
   and (p.due, p.publication) > (:after_due::timestamptz, :after_publication)
 order by p.due, p.publication limit :limit;

-- name: publications_page(subject, department, entity, late, q, before_time, before_publication, limit)
-- Newest first. What is withdrawn stays in the list, without its title.
select p.publication, p.subject, p.reference, p.entity, p.department, coalesce(d.title, p.department) as department_title,
       c.title, (c.body ->> 'problems')::integer as problems, p.state, p.occurred_on, p.due, p.published_at, p.late,
       p.corrections, p.content as digest, p.version
  from publications p left join departments d using (department) left join contents c on c.digest = p.content
 where p.published_at is not null
   and (:subject::text is null or p.subject = :subject)
   and (:department::text is null or p.department = :department)
   and (:entity::text is null or p.entity = :entity)
   and (:late::boolean is null or p.late = :late)
   and (:q::text is null or position(lower(:q) in lower(c.title)) > 0)
   and (p.published_at, p.publication) < (:before_time::timestamptz, :before_publication)
 order by p.published_at desc, p.publication desc limit :limit;

-- name: result_of(publication)^
select r.result, r.visit, r.entity, r.entity_name, r.industries, r.kinds, r.lead, r.parts::text as parts, r.problems,
       r.checked_on, r.record, i.draw, i.method, coalesce(e.township, i.township) as township, e.category
  from results r left join inspections i using (visit) left join entities e on e.entity = r.entity
 where r.publication = :publication;

-- name: draw_of(publication)^
select draw, plan, year, lead, demands, departments, manifest, frame_root, frame_count, excluded::text as excluded, certificate,
       department_checks, visits, visits_if_separate, lower_bound_milli, shortfalls, shortages, completed_on
  from draws where publication = :publication and completed_on is not null;

-- name: plan_of(publication)^
select * from plan_editions where publication = :publication;

-- name: parts_of(visit)
select department, findings::text as findings, disposition, basis from parts where visit = :visit;

-- name: rectifications_of(visit)
select department, state, due from rectifications where visit = :visit order by rectification;

-- name: demands_of(demands)
select demand, department, kind, items, industries, list_class, ratios::text as ratios, method
  from demands where demand = any(:demands) order by demand;

-- name: items_in_force(items, day)
select distinct on (item) item, subject, content from items
 where item = any(:items) and effective_from <= :day order by item, effective_from desc, edition desc;

-- name: titles(departments, townships, industries)
select 'department' as kind, department as code, title from departments where department = any(:departments)
union all select 'township', township, title from townships where township = any(:townships)
union all select 'industry', industry, title from industries where industry = any(:industries);

-- name: entity(entity)^
select e.entity, e.name, e.category, e.township, coalesce(t.title, e.township) as township_title, e.industries, e.struck_at
  from entities e left join townships t using (township) where e.entity = :entity;

-- name: timeline(entity, before_time, before_kind, before_reference, limit)
-- One file per entity (一企一档, H-28). What is not published yet, or no longer, is not in it: no visit before it took place, no
-- outcome before its publication, no accusation before the whistle is closed.
select at, kind, reference, department, detail::text as detail from (
    select listed_at as at, 'registered' as kind, entity as reference, null as department, '{}'::jsonb as detail
      from entities where entity = :entity
    union all
    select changed_at, 'registration-changed', entity, null, '{}' from entities where entity = :entity and changed_at is not null
    union all
    select struck_at, 'struck-off', entity, null, jsonb_build_object('reason', struck_reason)
      from entities where entity = :entity and struck_at is not null
    union all
    select completed_at, 'visit', visit, lead, jsonb_build_object('completed_on', completed_on, 'departments', departments,
           'method', method)
      from inspections where entity = :entity and completed_at is not null
    union all
    select s.at, 'publication-' || s.step, p.publication, p.department, jsonb_build_object('subject', p.subject, 'late', p.late,
           'reason', s.reason, 'title', c.title, 'problems', c.body -> 'problems')
      from publications p join publication_steps s using (publication) left join contents c on c.digest = p.content
     where p.entity = :entity and p.published_at is not null
    union all
    select s.at, 'rectification-' || s.step, s.rectification, s.department, jsonb_build_object('visit', s.visit)
      from rectification_steps s join results r using (visit) join publications p using (publication)
     where s.entity = :entity and p.state = 'published'
    union all
    select at, 'credit-class', 'class-' || version, null, jsonb_build_object('credit_class', credit_class, 'previous', previous)
      from classes where entity = :entity
    union all
    select closed_at, 'whistle', whistle, null, jsonb_build_object('matter_kind', matter_kind)
      from whistles where entity = :entity and closed_at is not null
) as file
 where (at, kind, reference) < (:before_time::timestamptz, :before_kind, :before_reference)
 order by at desc, kind desc, reference desc limit :limit;

-- name: visit_for_rating(visit)^
select visit, lead, departments, completed_at from inspections where visit = :visit;

-- name: secret(name)$
select value from secrets where name = :name;

-- name: make_secret(name, value)!
insert into secrets (name, value) values (:name, :value) on conflict (name) do nothing;

-- name: ratings_by_department(department, step)
-- Only whole groups of `step` ratings, in the order they came: the next group appears when it is full (X-03).
with each as (
    select unnest(departments) as department, stars, position from ratings
), numbered as (
    select *, row_number() over (partition by department order by position) as n, count(*) over (partition by department) as all_of
      from each where :department::text is null or department = :department
)
select n.department, coalesce(d.title, n.department) as title, count(*) as ratings, sum(stars) as stars
  from numbered n left join departments d using (department)
 where n.n <= all_of / :step::integer * :step group by 1, 2 order by 1;

-- name: ratings_of_all(step)^
with numbered as (
    select stars, row_number() over (order by position) as n, count(*) over () as all_of from ratings
)
select count(*) as ratings, coalesce(sum(stars), 0) as stars from numbered where n <= all_of / :step::integer * :step;

-- name: publication_figures()
-- A duty that ended before it was met (the result was revoked) counts neither as due nor as published.
select subject, count(*) as due, count(published_at) as published,
       count(*) filter (where published_at is not null and not late) as published_on_time,
       count(*) filter (where late or overdue) as late,
       count(*) filter (where state = 'due') as pending
  from publications where state <> 'withdrawn' or published_at is not null group by subject order by subject;

-- name: figures()^
select (select count(*) from draws where completed_on is not null) as draws,
       (select coalesce(sum(cardinality(demands)), 0) from draws where completed_on is not null) as tasks,
       (select coalesce(sum(department_checks), 0) from draws) as department_checks,
       (select coalesce(sum(visits), 0) from draws) as visits,
       (select coalesce(sum(visits_if_separate), 0) from draws) as visits_if_separate,
       (select count(*) from visits where not cancelled) as visits_planned,
       (select count(*) from visits where not cancelled and departments > 1) as visits_joint,
       (select count(distinct entity) from visits where not cancelled) as entities,
       (select count(*) from inspections where completed_at is not null) as visits_completed,
       (select count(*) from results where not revoked) as results,
       (select count(*) from results where not revoked and problems > 0) as results_with_problems,
       (select count(*) from whistles) as whistles,
       (select coalesce(sum(escalations), 0) from whistles) as escalated,
       (select count(*) from classes where previous is not null) as class_changes;
