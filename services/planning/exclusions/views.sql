-- name: register(on_day, entity)
-- `key`: on the key-supervision list on that day (B-19), under any code of the business.
with listed as (
    select entity from key_entities where until is null or until >= :on_day::date
), key as (
    select entity from listed union select b.kin from listed join public.same_business() b using (entity)
)
select e.entity, e.industries, coalesce(c.credit_class, 'U') as credit_class, e.struck_off_from, e.struck_off_fact,
       k.entity is not null as key
  from entities e left join classes c using (entity) left join key k using (entity)
 where :entity::text is null or e.entity = :entity order by e.entity;

-- name: entities_named(entities)
select entity, name, industries, township from entities where entity = any(:entities);

-- name: checked_this_year(year, kinds, times, entity, unseen)
-- Of all visits: who asks names those that are `unseen`; a frame counts all, and is withheld.
-- X1: checks made here that count, and visits planned that have no result yet; the fact is the one that reaches the cap. A
-- re-check (rectification) leads to no result of its own and so is no new check. An entry at once uses up no cap. What a
-- business met with under a code before or
-- after counts too, here and below (`kin`).
with kin as (select * from public.same_business()), checks as (
    select r.entity, k.kind, r.checked_on as on_day, r.fact
      from results r cross join unnest(r.kinds) as k(kind)
     where r.checked_on between make_date(:year::integer, 1, 1) and make_date(:year::integer, 12, 31) and k.kind = any(:kinds)
       and (:entity::text is null or r.entity = any(array(
           select :entity::text union all select k.entity from kin k where k.kin = :entity)))
       and not exists (select 1 from revocations v where v.result = r.result)
       and not exists (select 1 from visits u where u.visit = r.visit and u.origin = 'emergency')
    union all
    select v.entity, k.kind, v.window_from, v.fact
      from visits v cross join unnest(v.kinds) as k(kind)
     where extract(year from v.window_from) = :year::integer and k.kind = any(:kinds) and v.cancelled is null and v.origin <> 'emergency'
       and (:entity::text is null or v.entity = any(array(
           select :entity::text union all select k.entity from kin k where k.kin = :entity)))
       and v.fact <> all(:unseen::text[])
       and not exists (select 1 from results r where r.visit = v.visit)
), counted as (
    select entity, kind, on_day, fact from checks
    union all
    select kin, kind, on_day, fact from checks join kin using (entity)
)
select entity, kind, (array_agg(fact order by on_day, fact))[:times::integer] as fact
  from counted where (:entity::text is null or entity = :entity) group by 1, 2 having count(*) >= :times::integer;

-- name: drawn_this_year(year, times, entity, unseen)
-- Of all visits: who asks names those that are `unseen`; a frame counts all, and is withheld.
-- X2: the fact is that of the latest visit. What was not drawn (an unplanned check) is no draw.
with kin as (select * from public.same_business()), drawn as (
    select v.entity, v.draw, v.planned_at, v.visit, v.fact
      from visits v where extract(year from v.window_from) = :year::integer and v.cancelled is null
       and (:entity::text is null or v.entity = any(array(
           select :entity::text union all select k.entity from kin k where k.kin = :entity)))
       and v.fact <> all(:unseen::text[])
       and exists (select 1 from draws d where d.draw = v.draw)
), counted as (
    select entity, draw, planned_at, visit, fact from drawn
    union all
    select kin, draw, planned_at, visit, fact from drawn join kin using (entity)
)
select entity, (array_agg(fact order by planned_at desc, visit desc))[1] as fact
  from counted where (:entity::text is null or entity = :entity) group by entity having count(distinct draw) >= :times::integer;

-- name: checkers(year, entity)
-- Who has checked anybody this year: departments, and places of neighbours.
with kin as (select * from public.same_business())
select distinct b.department as checker from results r join result_bodies b using (result)
 where r.checked_on between make_date(:year::integer, 1, 1) and make_date(:year::integer, 12, 31)
   and (:entity::text is null or r.entity = any(array(
           select :entity::text union all select k.entity from kin k where k.kin = :entity)))
   and not exists (select 1 from revocations v where v.result = r.result)
union
select distinct n.place from neighbour_results n
 where extract(year from n.checked_on) = :year::integer
   and (:entity::text is null or n.entity = any(array(
           select :entity::text union all select k.entity from kin k where k.kin = :entity)))
 order by 1;

-- name: checked_by(year, checkers, entity)
-- X3: checks of these bodies that count. A superior's check needs no agreement to count below, only its signature.
with kin as (select * from public.same_business()), checks as (
    select r.entity, b.department as checker, b.kinds, r.fact from results r join result_bodies b using (result)
     where r.checked_on between make_date(:year::integer, 1, 1) and make_date(:year::integer, 12, 31)
       and b.department = any(:checkers)
       and (:entity::text is null or r.entity = any(array(
           select :entity::text union all select k.entity from kin k where k.kin = :entity)))
       and not exists (select 1 from revocations v where v.result = r.result)
    union all
    select n.entity, n.place, n.kinds, n.fact from neighbour_results n
     where extract(year from n.checked_on) = :year::integer and n.place = any(:checkers)
       and (:entity::text is null or n.entity = any(array(
           select :entity::text union all select k.entity from kin k where k.kin = :entity)))
       and not exists (select 1 from neighbour_revocations v where v.place = n.place and v.result = n.result)
), counted as (
    select entity, checker, kinds, fact from checks
    union all
    select kin, checker, kinds, fact from checks join kin using (entity)
)
select entity, checker, kinds, fact from counted where (:entity::text is null or entity = :entity) order by 1, 4;

-- name: recognised_this_year(year, kinds, place, today, entity)
-- X4: a neighbour's result counts when an agreement in force between the two places covers its kind, an industry and its day.
with kin as (select * from public.same_business()), results_there as (
    select n.entity, k.kind, n.fact
      from neighbour_results n cross join unnest(n.kinds) as k(kind)
     where extract(year from n.checked_on) = :year::integer and k.kind = any(:kinds)
       and (:entity::text is null or n.entity = any(array(
           select :entity::text union all select k.entity from kin k where k.kin = :entity)))
       and not exists (select 1 from neighbour_revocations v where v.place = n.place and v.result = n.result)
       and exists (
           select 1 from agreements a
            where n.place = any(a.places) and :place::text = any(a.places)
              and k.kind = any(a.kinds) and a.industries && n.industries
              and n.checked_on between a.valid_from and a.valid_until and :today::date between a.valid_from and a.valid_until
              and not exists (
                  select 1 from agreement_revocations g where g.agreement = a.agreement and g.place = any(a.places)))
), counted as (
    select entity, kind, fact from results_there
    union all
    select kin, kind, fact from results_there join kin using (entity)
)
select entity, kind, min(fact) as fact from counted where (:entity::text is null or entity = :entity) group by 1, 2;

-- name: in_open_visit(entity, unseen)
-- Of all visits: who asks names those that are `unseen`; a frame counts all, and is withheld.
-- X7, by an announced visit where there is one: that one may be told to everybody.
with kin as (select * from public.same_business()), open as (
    select v.entity, v.notice_forbidden, v.fact from visits v
     where v.cancelled is null and not v.closed and v.fact <> all(:unseen::text[])
       and (:entity::text is null or v.entity = any(array(
           select :entity::text union all select k.entity from kin k where k.kin = :entity)))
), counted as (
    select entity, notice_forbidden, fact from open
    union all
    select kin, notice_forbidden, fact from open join kin using (entity)
)
select entity, coalesce(min(fact) filter (where not notice_forbidden), min(fact)) as fact from counted
 where (:entity::text is null or entity = :entity) group by entity;

-- name: spared(classes, months, day, entity)
-- X8: entities whose last check here is more recent than the months for which the policy spares their class.
with kin as (select * from public.same_business()), checks as (
    select r.entity, r.checked_on, r.fact from results r
     where (:entity::text is null or r.entity = any(array(
           select :entity::text union all select k.entity from kin k where k.kin = :entity)))
       and not exists (select 1 from revocations v where v.result = r.result)
), counted as (
    select entity, checked_on, fact from checks
    union all
    select kin, checked_on, fact from checks join kin using (entity)
), latest as (
    select distinct on (entity) entity, checked_on, fact from counted
     where (:entity::text is null or entity = :entity) order by entity, checked_on desc, fact
)
select l.entity, l.fact from latest l left join classes c using (entity)
  join unnest(:classes::text[], :months::integer[]) as p(credit_class, months)
    on p.credit_class = coalesce(c.credit_class, 'U')
 where l.checked_on + make_interval(months => p.months) > :day::date order by 1;

-- name: item_changes(items)
-- Every edition of the items, oldest first: X6 names the one by which nothing is in force.
select item, industries, effective_from, fact from item_versions where item = any(:items) and fact is not null
 order by effective_from, version, item;

-- name: callers(since, entity)
-- O7: open whistles and clues about an entity that are young enough, with the departments they concern.
with called as (
    select w.entity, c.department, w.fact from whistles w join whistle_calls c using (whistle)
     where not w.closed and w.entity is not null and w.blown_at >= :since::timestamptz
    union
    select entity, competent, fact from clues where not handled and received_at >= :since::timestamptz
), counted as (
    select entity, department, fact from called
    union
    select b.kin, c.department, c.fact from called c join public.same_business() b using (entity)
)
select entity, department, fact from counted where :entity::text is null or entity = :entity order by 1, 2, 3;

-- name: is_about(matter, entity)$
-- O7: whether a whistle or clue of that number is open and about the entity, under whichever code of its business.
select exists (
    select 1 from whistles where whistle = :matter and not closed and entity = any(array(select public.codes_of(:entity)))
    union all
    select 1 from clues where clue = :matter and not handled and entity = any(array(select public.codes_of(:entity))));

-- name: class_is_public(day)$
-- Whether credit's edition in force lets everybody be told the class of an entity.
select coalesce((select shown_to = 'everybody' from class_showing where effective_from <= :day::date
                  order by edition desc limit 1), false);
