-- name: conference_on(on_day)
select department, lead from conference_on(:on_day::date) order by department;

-- name: approved_conference(year)^
-- Lead and members of the first edition of a year's plans that was approved, and then of each later one that a majority of the
-- members of the one before has approved: a plan of few departments takes the conference from nobody.
with recursive rules as (
    (select e.plan, e.edition, e.decided_at, e.members from plan_editions e join plans p using (plan)
      where p.year = :year and e.state = 'approved' order by e.decided_at, e.plan, e.edition limit 1)
    union all
    select next.* from rules r cross join lateral (
        select e.plan, e.edition, e.decided_at, e.members from plan_editions e join plans p using (plan)
         where p.year = :year and e.state = 'approved' and (e.decided_at, e.plan, e.edition) > (r.decided_at, r.plan, r.edition)
           and 2 * (select count(*) from plan_votes v
                     where v.plan = e.plan and v.edition = e.edition and v.approve and v.member = any(r.members))
               > cardinality(r.members)
         order by e.decided_at, e.plan, e.edition limit 1) next
)
select p.lead, r.members from rules r join plans p using (plan) order by r.decided_at desc, r.plan desc, r.edition desc limit 1;
