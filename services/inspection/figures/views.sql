-- name: figures(whole, own_departments, own_divisions, told, visiting)^
-- Of the visits within reach that are in the lists of the one who asks; of what departments did on them, those within reach.
with v as (
    select * from visits
     where (:whole or departments && :own_departments::text[] or township ^@ any(:own_divisions::text[]))
       and public.may_know(confided, departments, :told, :visiting)
), r as (
    select r.* from rectifications r join v using (visit)
     where :whole or v.township ^@ any(:own_divisions) or v.lead = any(:own_departments) or r.department = any(:own_departments)
)
select count(*) as visits,
       count(*) filter (where completed_on is not null) as completed,
       count(*) filter (where completed_on is not null and problems > 0) as with_problems,
       count(*) filter (where cardinality(departments) > 1) as joint,
       count(*) filter (where state = 'cancelled') as cancelled,
       count(*) filter (where overdue) as overdue_visits,
       (select count(*) from parts p join v using (visit)
         where recorded_at is not null
           and (:whole or v.township ^@ any(:own_divisions) or p.department = any(:own_departments))) as parts,
       (select count(*) from r where state <> 'passed') as rectifications_open,
       (select count(*) from r where overdue) as rectifications_overdue,
       (select count(*) from results join v using (visit) where revoked is not null) as results_revoked,
       (select count(*) from recorded_results where :whole or department = any(:own_departments)) as results_recorded
  from v;

-- name: dispositions(whole, own_departments, own_divisions)
-- Of all visits: of visits that have taken place.
select p.disposition, count(*) as parts from parts p join visits v using (visit)
 where p.disposition is not null
   and (:whole or v.township ^@ any(:own_divisions::text[]) or p.department = any(:own_departments::text[]))
 group by 1 order by 1;

-- name: guidance_kinds(whole, own_departments, own_divisions)
-- Of all visits: of visits that have taken place.
select g.kind, count(*) as times from guidance g join visits v using (visit)
 where :whole or v.township ^@ any(:own_divisions::text[]) or v.lead = any(:own_departments::text[])
    or g.department = any(:own_departments)
 group by 1 order by 1;
