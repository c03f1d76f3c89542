-- name: conference_on(on_day)
-- N-09: who sits in the joint conference on a day.
select department, lead from (
    select distinct on (department) department, member, lead from conference where effective_from <= :on_day::date
     order by department, effective_from desc, version desc) c
 where member order by department;

-- name: conference_of(year)^
-- Who leads and who sits in the joint conference of a year: of the approved plan, else of the newest.
select lead, members from plans where year = :year order by (state = 'approved') desc, drafted_at desc, plan limit 1;
