-- name: visit_for_rating(visit)^
-- A visit without notice is none to the entity before it is completed (libs/domain/secret_teams.py): nobody has come yet.
select visit, entity, departments, completed_on from inspections
 where visit = :visit and (completed_on is not null or not notice_forbidden);

-- name: keys_missing(most)
-- Departments of completed visits, with the first day of a quarter for which they have no key.
select distinct date_trunc('quarter', i.completed_on)::date as first_day, d.department
  from inspections i cross join unnest(i.departments) as d(department)
 where i.completed_on is not null and not exists (
       select 1 from rating_keys k
        where k.department = d.department and k.period = to_char(i.completed_on, 'YYYY-"Q"Q'))
 order by 1, 2 limit :most;

-- name: keys_of(period, departments)
select period, department, modulus from rating_keys where period = :period and department = any(:departments) order by department;

-- name: key(period, department)$
select modulus from rating_keys where period = :period and department = :department;

-- name: keys_page(period, after_period, after_department, limit)
select period, department, modulus from rating_keys
 where (period, department) > (:after_period, :after_department) and (:period::text is null or period = :period)
 order by period, department limit :limit;

-- name: holders(department)$
-- Entities that were given a ticket for the department.
select count(distinct entity)::integer from rating_tickets where department = :department;

-- name: one_at_a_time()!
select public.in_turn('rating-pool');

-- name: is_spent(spent)$
select exists (select 1 from rating_spent where spent = :spent) or exists (select 1 from rating_taken where spent = :spent);

-- name: taken()
select spent from rating_taken;

-- name: empty_taken()!
delete from rating_taken;

-- name: fill_taken(spent)!
insert into rating_taken select unnest(:spent::text[]);

-- name: spend()!
insert into rating_spent select spent from rating_taken order by spent;

-- name: pool()
select department, stars from rating_pool;

-- name: empty_pool()!
delete from rating_pool;

-- name: fill_pool(departments, stars)!
insert into rating_pool (department, stars) select * from unnest(:departments::text[], :stars::integer[]);

-- name: last_count()$
select max(last_day) from rating_counts;

-- name: counted(day)!
insert into rating_counts values (:day);

-- name: ratings_shown(step)
-- By department, whole facts only (X-03). A fact is a group of the step that was in force when it was counted, so the difference
-- of any two answers is of whole groups, whatever the step becomes. Facts of the first version are of one rating each: they show
-- three at a time, as many as the step was then, or with the group that came next.
with facts as (
    select d.department, r.position, count(*) as ratings, sum(r.stars) as stars
      from ratings r cross join unnest(r.departments) as d(department) group by 1, 2
), placed as (
    select *, position > coalesce(max(position) filter (where ratings > 1) over (partition by department), -1) as single
      from facts
), numbered as (
    select *, row_number() over (partition by department, single order by position) as nth,
           count(*) over (partition by department, single) as all_of
      from placed
)
select n.department, coalesce(d.title, n.department) as title, sum(n.ratings)::bigint as ratings, sum(n.stars)::bigint as stars
  from numbered n left join departments d using (department)
 where not n.single or n.nth <= n.all_of / 3 * 3
 group by 1, 2 having sum(n.ratings) >= :step::integer order by 1;
