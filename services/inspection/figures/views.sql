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
