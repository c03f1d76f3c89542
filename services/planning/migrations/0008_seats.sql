-- N-09: who sits in the joint conference on a day, and who leads it. A department that was withdrawn sits nowhere.
create function public.conference_on(on_day date) returns table (department text, lead boolean)
language sql stable as $$
    select c.department, c.lead from (
        select distinct on (department) department, member, lead from views.conference where effective_from <= on_day
         order by department, effective_from desc, version desc) c
     where c.member
       and not exists (select 1 from views.departments d where d.department = c.department and d.withdrawn_from <= on_day)
$$;

-- An edition is voted on by the conference of the day on which it was made.
alter table views.plan_editions add column members text[] not null default '{}';
update views.plan_editions e set members = p.members from views.plans p where p.plan = e.plan;
