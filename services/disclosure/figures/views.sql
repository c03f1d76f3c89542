-- name: publication_figures()
-- A duty that ended before it was met (the result was revoked) counts neither as due nor as published.
select subject, count(*) as due, count(published_at) as published,
       count(*) filter (where published_at is not null and not late) as published_on_time,
       count(*) filter (where late or overdue) as late,
       count(*) filter (where state = 'due') as pending
  from publications where state <> 'withdrawn' or published_at is not null group by subject order by subject;

-- name: figures(today)^
-- Of visits without notice (libs/domain/secret_teams.py) those that are completed, or whose windows are over.
with visited as (
    select * from visits v
     where not cancelled and (quiet_until is null or quiet_until < :today::date
                              or exists (select 1 from inspections i where i.visit = v.visit and i.completed_at is not null))
)
select (select count(*) from draws where completed_on is not null) as draws,
       (select coalesce(sum(cardinality(demands)), 0) from draws where completed_on is not null) as tasks,
       (select coalesce(sum(department_checks), 0) from draws) as department_checks,
       (select coalesce(sum(visits), 0) from draws) as visits,
       (select coalesce(sum(visits_if_separate), 0) from draws) as visits_if_separate,
       (select count(*) from visited) as visits_planned,
       (select count(*) from visited where departments > 1) as visits_joint,
       (select count(distinct entity) from visited) as entities,
       (select count(*) from inspections where completed_at is not null) as visits_completed,
       (select count(*) from results where not revoked) as results,
       (select count(*) from results where not revoked and problems > 0) as results_with_problems,
       (select count(*) from whistles) as whistles,
       (select coalesce(sum(escalations), 0) from whistles) as escalated,
       (select count(*) from classes where previous is not null) as class_changes;
