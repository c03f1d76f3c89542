-- name: checked_this_year(year, kinds)
-- X1: checks made here that count, and visits planned that have no result yet.
select r.entity, k.kind, min(r.fact) as fact
  from results r cross join unnest(r.kinds) as k(kind)
 where extract(year from r.checked_on) = :year::integer and k.kind = any(:kinds)
   and not exists (select 1 from revocations v where v.result = r.result)
 group by 1, 2
union
select v.entity, k.kind, min(v.fact)
  from visits v cross join unnest(v.kinds) as k(kind)
 where extract(year from v.window_from) = :year::integer and k.kind = any(:kinds) and v.cancelled is null
   and not exists (select 1 from results r where r.visit = v.visit)
 group by 1, 2;

-- name: drawn_this_year(year, times)
-- X2: the fact is that of the latest visit.
select entity, (array_agg(fact order by planned_at desc, visit desc))[1] as fact
  from visits where extract(year from window_from) = :year::integer and cancelled is null
 group by entity having count(distinct draw) >= :times::integer;

-- name: recognised_this_year(year, kinds, place, today)
-- X4: a neighbour's result counts when an agreement in force between the two places covers its kind, an industry and its day.
select n.entity, k.kind, min(n.fact) as fact
  from neighbour_results n cross join unnest(n.kinds) as k(kind)
 where extract(year from n.checked_on) = :year::integer and k.kind = any(:kinds)
   and not exists (select 1 from neighbour_revocations v where v.place = n.place and v.result = n.result)
   and exists (
       select 1 from agreements a
        where n.place = any(a.places) and :place::text = any(a.places)
          and k.kind = any(a.kinds) and a.industries && n.industries
          and n.checked_on between a.valid_from and a.valid_until and :today::date between a.valid_from and a.valid_until
          and not exists (select 1 from agreement_revocations g where g.agreement = a.agreement and g.place = any(a.places)))
 group by 1, 2;

-- name: in_open_visit()
-- X7.
select entity, min(fact) as fact from visits where cancelled is null and not closed group by entity;

-- name: loads(year)
select i.inspector, count(*) as visits
  from visits v cross join unnest(v.inspectors) as i(inspector)
 where extract(year from v.window_from) = :year::integer and v.cancelled is null group by 1;

-- name: last_teams(visits)
-- Who was on each entity's last visits.
select i.inspector, v.entity, v.fact
  from (select *, row_number() over (partition by entity order by window_from desc, visit desc) as nth
          from visits where cancelled is null) v
 cross join unnest(v.inspectors) as i(inspector)
 where v.nth <= :visits::integer;
