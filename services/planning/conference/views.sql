-- name: conference_on(on_day)
select department, lead from conference_on(:on_day::date) order by department;

-- name: approved_conference(year)^
-- Lead and members of the newest plan of a year of which an edition was approved; it stays so while an amendment is voted on.
select lead, members from plans p
 where year = :year and exists (select 1 from plan_editions e where e.plan = p.plan and e.state = 'approved')
 order by drafted_at desc, plan limit 1;
