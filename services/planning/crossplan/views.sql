-- name: crossplan(crossplan)^
select * from crossplans where crossplan = :crossplan;

-- name: crossplans_named(crossplans)
select crossplan, kinds, industries, window_from, window_to, state from crossplans
 where crossplan = any(:crossplans) order by crossplan;

-- name: crossplans_page(state, place, year, after_crossplan, limit)
select * from crossplans
 where (:state::text is null or state = :state)
   and (:place::text is null or :place in (proposer, partner))
   and (:year::integer is null or extract(year from window_from) = :year::integer)
   and crossplan > :after_crossplan
 order by crossplan limit :limit;

-- name: agreement_covering(here, there, kinds, industries, first_day, last_day)$
-- In force between the two for every kind, every industry and every day, revoked by neither.
select a.agreement from agreements a
 where :here::text = any(a.places) and :there::text = any(a.places)
   and a.kinds @> :kinds::text[] and a.industries @> :industries::text[]
   and a.valid_from <= :first_day::date and a.valid_until >= :last_day::date
   and not exists (select 1 from agreement_revocations g where g.agreement = a.agreement and g.place = any(a.places))
 order by a.agreement limit 1;

-- name: crossplans_uncovered()
-- Joint plans under way that no agreement covers any more.
select c.crossplan from crossplans c
 where c.state in ('proposed', 'accepted')
   and not exists (
       select 1 from agreements a
        where c.proposer = any(a.places) and c.partner = any(a.places)
          and a.kinds @> c.kinds and a.industries @> c.industries
          and a.valid_from <= c.window_from and a.valid_until >= c.window_to
          and not exists (select 1 from agreement_revocations g where g.agreement = a.agreement and g.place = any(a.places)))
 order by c.crossplan;

-- name: crossplan_windows(demands)
-- The joint window of demands made for a joint plan that is in force.
select d.demand, c.window_from, c.window_to from demands d join crossplans c using (crossplan)
 where d.demand = any(:demands) and c.state = 'accepted' order by d.demand;

-- name: agreements_in_force(place)
-- Agreements with a neighbour that neither side has revoked, and when each ends. Whether one covers a result is asked when a
-- frame is frozen.
select a.agreement, (a.valid_until + 1)::timestamp at time zone 'Asia/Shanghai' as ends from agreements a
 where :place = any(a.places) and not exists (
       select 1 from agreement_revocations g where g.agreement = a.agreement and g.place = any(a.places))
 order by a.agreement;
