-- name: demands_open(year)
select * from demands where year = :year and withdrawn is null order by demand;

-- name: draws_of_year(year)
select draw, state, completed_on from draws where year = :year and state = 'completed' order by completed_on, draw;

-- name: checks_of(entity, year, informed, told, visiting)
-- What counts for the cap of each kind (an entry at once does not), under all codes of the business: results that stand, and visits planned that have none. Visits of which no notice may
-- be given (L-19) are left out until they have taken place, for officials (`informed`) while they may not know of them.
select kind, count(*) as used from (
    select k.kind from results r cross join unnest(r.kinds) as k(kind)
     where r.entity = any(array(select public.codes_of(:entity))) and extract(year from r.checked_on) = :year::integer
       and not exists (select 1 from revocations v where v.result = r.result)
       and not exists (select 1 from visits u where u.visit = r.visit and u.origin = 'emergency')
    union all
    select k.kind from visits v cross join unnest(v.kinds) as k(kind)
     where v.entity = any(array(select public.codes_of(:entity))) and extract(year from v.window_from) = :year::integer and v.cancelled is null
       and v.origin <> 'emergency'
       and (not v.notice_forbidden or v.completed_on is not null or v.closed
            or (:informed::boolean and public.may_know(v.confided, v.departments, :told, :visiting)))
       and not exists (select 1 from results r where r.visit = v.visit)) c
 group by 1 order by 1;

-- name: draws_used(entity, year, informed, told, visiting)$
select count(distinct v.draw) from visits v
 where v.entity = any(array(select public.codes_of(:entity))) and extract(year from v.window_from) = :year::integer and v.cancelled is null
   and (not v.notice_forbidden or v.completed_on is not null or v.closed
        or (:informed::boolean and public.may_know(v.confided, v.departments, :told, :visiting)))
   and exists (select 1 from draws d where d.draw = v.draw);

-- name: checks_by(entity, year, informed, told, visiting)
-- By department: results that stand, and visits planned that have none. Entries at once and what a superior has ordered do not
-- count. Visits of which no notice may be given (L-19) are left out as above.
with ordered as (
    select visit from filings where ground = 'O4' and state = 'exempted'
), counted as (
    select b.department, r.result as one from results r join result_bodies b using (result)
     where r.entity = any(array(select public.codes_of(:entity))) and extract(year from r.checked_on) = :year::integer
       and cardinality(b.kinds) > 0
       and not exists (select 1 from revocations v where v.result = r.result)
       and not exists (select 1 from visits u where u.visit = r.visit and (u.origin = 'emergency' or u.visit in (select visit from ordered)))
    union
    select d.department, v.visit from visits v cross join unnest(v.departments) as d(department)
     where v.entity = any(array(select public.codes_of(:entity))) and extract(year from v.window_from) = :year::integer and v.cancelled is null
       and v.origin <> 'emergency' and v.visit not in (select visit from ordered)
       and (not v.notice_forbidden or v.completed_on is not null or v.closed
            or (:informed::boolean and public.may_know(v.confided, v.departments, :told, :visiting)))
       and not exists (select 1 from results r where r.visit = v.visit)
)
select department, count(*) as used from counted group by 1 order by 1;

-- name: facts_named(entity, facts)
-- Of all visits: for facts that the one who asks is told of.
-- What the facts that speak for or against drawing an entity are, and of which day.
select fact, case when visit is null then 'inspection.result-recorded' else 'inspection.result-issued' end as type,
       checked_on as day
  from results where entity = any(array(select public.codes_of(:entity))) and fact = any(:facts::text[])
union
select fact, 'planning.visit-planned', window_from from visits where entity = any(array(select public.codes_of(:entity))) and fact = any(:facts)
union
select fact, 'inspection.result-issued', checked_on from neighbour_results where entity = any(array(select public.codes_of(:entity))) and fact = any(:facts)
union
select struck_off_fact, 'registry.entity-struck-off', struck_off_from from entities
 where entity = :entity and struck_off_fact = any(:facts)
union
select fact,
       case when withdrawn then 'registry.item-withdrawn'
            when exists (select 1 from item_versions e where e.item = i.item and e.version < i.version) then 'registry.item-adjusted'
            else 'registry.item-listed' end,
       effective_from
  from item_versions i where fact = any(:facts)
union
select fact, 'planning.campaign-ordered', valid_from from campaigns where fact = any(:facts)
union
select fact, 'whistle.blown', (blown_at at time zone 'Asia/Shanghai')::date from whistles where fact = any(:facts)
union
select fact, 'whistle.clue-received', (received_at at time zone 'Asia/Shanghai')::date from clues where fact = any(:facts);

-- name: unannounced(entity, informed, told, visiting)
-- Visits to come, or cancelled, of which no notice may be given (L-19): to officials (`informed`) those of which they may not know.
select fact from visits v
 where entity = any(array(select public.codes_of(:entity)))
   and notice_forbidden and completed_on is null and (cancelled is not null or not closed)
   and not (:informed::boolean and public.may_know(v.confided, v.departments, :told, :visiting));
