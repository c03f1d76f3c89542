-- name: filing(filing)^
-- Of all visits: for commands, whose callers know of it by `filings_page`.
select f.*, v.cancelled as visit_cancelled, v.completed_on as visit_completed_on
  from filings f left join visits v on v.visit = f.visit where f.filing = :filing;

-- name: filings_page(filing, state, department, entity, kind, year, until_year, whole, own_departments, own_divisions, told, visiting, today, after_filing, limit)
-- For who may know of it (libs/domain/secret_teams.py). To all others one that has joined a confided visit looks like one of
-- which nobody has said anything: it waits, and after its day it waits for a later plan.
with seen as (
    select f.*, v.cancelled as visit_cancelled, v.completed_on as visit_completed_on,
           not public.may_know(f.joined_in_confidence or coalesce(v.confided, false),
                               array_append(v.departments, f.department), :told, :visiting) as hidden
      from filings f left join visits v on v.visit = f.visit
     where (:filing::text is null or f.filing = :filing)
       and (:department::text is null or f.department = :department)
       and (:entity::text is null or f.entity = any(array(select public.codes_of(:entity))))
       and (:kind::text is null or f.kind = :kind)
       and (:year::integer is null or f.year = :year)
       and (:whole or f.department = any(:own_departments::text[]) or f.township ^@ any(:own_divisions::text[]))
       and public.may_know((f.confided or f.notice_forbidden) and coalesce(v.confided, true),
                           array_append(v.departments, f.department), :told, :visiting)
       and f.filing > :after_filing
), shown as (
    select s.*, case when not hidden then state when planned_on > :today::date then 'awaiting' else 'deferred' end as shown_state,
           case when not hidden then until_year when planned_on <= :today then year + 1 end as shown_until_year
      from seen s
)
select * from shown
 where (:state::text is null or shown_state = :state) and (:until_year::integer is null or shown_until_year <= :until_year)
 order by filing limit :limit;

-- name: filings_on(visit)
-- Of all visits: for reactions.
select filing, items from filings where visit = :visit and state = 'joined' order by filing;

-- name: to_be_told(visits)
-- Of all visits: for whoever tells them.
-- Filings that everybody knows and that have joined visits which are told now. One that was cancelled is told if somebody went.
select f.filing, f.visit from filings f join visits v using (visit)
 where v.visit = any(:visits::text[]) and f.joined_in_confidence and (v.cancelled is null or v.completed_on is not null)
 order by f.filing;

-- name: filed_items(items, on_day)
-- What the list says of items on a day, with the grounds the law gives them.
select distinct on (v.item) v.item, v.department, v.kind, v.list_class, v.industries, v.notice, v.qualification,
       v.grounds, v.withdrawn
  from item_versions v
 where v.item = any(:items) and v.effective_from <= :on_day::date
 order by v.item, v.effective_from desc, v.version desc;

-- name: filed_entity(entity)^
select entity, name, industries, township, struck_off_from from entities where entity = :entity;

-- name: filed_premises(entity, premises, on_day)^
-- The place where it does business on that day.
select name, industries, township from premises
 where entity = :entity and premises = :premises and (closed_from is null or closed_from > :on_day::date);

-- name: same_kind_checks(entity, kind, year, told, visiting)
-- X1: checks made here that count, and visits planned that have no result yet, of which the one who asks may know. An entry at
-- once uses up no cap. Here and below
-- under all codes of the business.
select r.fact, r.result as "check", r.checked_on as on_day from results r
 where r.entity = any(array(select public.codes_of(:entity))) and :kind::text = any(r.kinds) and extract(year from r.checked_on) = :year::integer
   and not exists (select 1 from revocations v where v.result = r.result)
   and not exists (select 1 from visits u where u.visit = r.visit and u.origin = 'emergency')
union all
select v.fact, v.visit, v.window_from from visits v
 where v.entity = any(array(select public.codes_of(:entity))) and :kind::text = any(v.kinds) and extract(year from v.window_from) = :year::integer
   and v.cancelled is null and v.origin <> 'emergency' and not exists (select 1 from results r where r.visit = v.visit)
   and public.may_know(v.confided, v.departments, :told, :visiting)
 order by on_day, "check";

-- name: superiors_checks(entity, kind, year, department, any_kind)
-- X3: by a department of a higher level, or of a division that this one belongs to (4210 above 421088; 421000 is 4210).
with ranks(level, rank) as (values ('city', 1), ('county', 2), ('township', 3)),
     own as (select split_part(:department, '-', 1) as code,
                    (select rank from departments join ranks using (level) where department = :department) as rank)
select distinct r.fact, r.result as "check", r.checked_on as on_day
  from results r join result_bodies m using (result) cross join own
  left join departments l on l.department = m.department left join ranks k using (level)
 where r.entity = any(array(select public.codes_of(:entity))) and extract(year from r.checked_on) = :year::integer
   and (:any_kind or :kind::text = any(r.kinds))
   and not exists (select 1 from revocations v where v.result = r.result)
   and (k.rank < own.rank
        or (length(regexp_replace(split_part(m.department, '-', 1), '(00)+$', '')) < length(regexp_replace(own.code, '(00)+$', ''))
            and own.code like regexp_replace(split_part(m.department, '-', 1), '(00)+$', '') || '%'))
 order by on_day, "check";

-- name: recognised_checks(entity, kind, year, place, today)
-- X4, as when a frame is frozen.
select n.fact, n.result as "check", n.checked_on as on_day
  from neighbour_results n
 where n.entity = any(array(select public.codes_of(:entity))) and :kind::text = any(n.kinds) and extract(year from n.checked_on) = :year::integer
   and not exists (select 1 from neighbour_revocations v where v.place = n.place and v.result = n.result)
   and exists (
       select 1 from agreements a
        where n.place = any(a.places) and :place::text = any(a.places)
          and :kind = any(a.kinds) and a.industries && n.industries
          and n.checked_on between a.valid_from and a.valid_until and :today::date between a.valid_from and a.valid_until
          and not exists (select 1 from agreement_revocations g where g.agreement = a.agreement and g.place = any(a.places)))
 order by on_day, "check";

-- name: visit_to_join(entity, premises, year, planned_on, today, forbidden, told, visiting)^
-- The open visit at the same place that is nearest to the planned day, of those of which the one who asks may know. What may not
-- be announced joins only what is not announced either; nothing that can wait joins an entry at once. Premises are numbered by code.
select visit, window_from, window_to, parts, confided from visits
 where entity = any(array(select public.codes_of(:entity)))
   and premises is not distinct from :premises::text and (premises is null or entity = :entity)
   and extract(year from window_from) = :year::integer and cancelled is null and completed_on is null
   and not closed and not under_way and origin <> 'emergency' and window_to >= :today::date and (notice_forbidden or not :forbidden)
   and public.may_know(confided, departments, :told, :visiting)
 order by greatest(window_from - :planned_on::date, :planned_on::date - window_to, 0), window_from, visit limit 1;

-- name: officers_fit(department, qualifications, first_day, last_day, entity, year, cap)
-- Certified on every day, qualified, below the workload cap. Rested: not on the entity's last visit.
with fit as (
    select inspector from inspectors
     where department = :department and qualifications && :qualifications::text[]
       and valid_from <= :first_day::date and valid_until >= :last_day::date
       and (suspended_from is null or suspended_from > :last_day::date)
), loads as (
    select t.inspector, count(*) as visits
      from visits v cross join unnest(v.inspectors) as t(inspector) join fit using (inspector)
     where v.cancelled is null and extract(year from v.window_from) = :year::integer group by 1
), last_team as (
    -- One of which the department does not know would show in who is left out.
    select inspectors from visits
     where entity = any(array(select public.codes_of(:entity))) and cancelled is null
       and public.may_know(confided, departments, false, array[:department]) order by window_from desc, visit desc limit 1
)
select f.inspector, not exists (select 1 from last_team t where f.inspector = any(t.inspectors)) as rested
  from fit f left join loads l using (inspector)
 where coalesce(l.visits, 0) < :cap::integer
 order by f.inspector;

-- name: lock_entity(entity)^
-- Two checks of an entity are decided on one after the other: each must see the other for the caps.
select public.in_turn('filing/' || :entity);
