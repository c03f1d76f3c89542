-- name: visit_for_rating(visit)^
select visit, entity, lead, departments, completed_at from inspections where visit = :visit;

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
