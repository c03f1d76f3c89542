-- name: draw(draw)^
select * from draws where draw = :draw;

-- name: commitments(draw)
select * from commitments where draw = :draw order by member;

-- name: drawn_demands(demands, but_for)
-- Demands that another frozen or completed draw has taken.
select distinct d.demand from draws w cross join unnest(w.demands) as d(demand)
 where w.state in ('frozen', 'completed') and w.draw <> :but_for and d.demand = any(:demands) order by 1;

-- name: draws_page(year, plan, state, after_draw, limit)
select * from draws
 where (:year::integer is null or year = :year) and (:plan::text is null or plan = :plan)
   and (:state::text is null or state = :state) and draw > :after_draw
 order by draw limit :limit;

-- name: manifest_of(draw)^
select * from public.manifests where draw = :draw;

-- name: pack_of(draw)^
select digest, pack from public.packs where draw = :draw;

-- name: chain(chain)^
select * from code_chains where chain = :chain;

-- name: chains_of(year, lead)
select * from code_chains where year = :year and lead = :lead order by published_at desc, chain desc;

-- name: chains_page(year, lead, after_chain, limit)
select * from code_chains
 where (:year::integer is null or year = :year) and (:lead::text is null or lead = :lead) and chain > :after_chain
 order by chain limit :limit;

-- name: draws_on(chain, today)
-- Draws in the order of their codes; `sealed_until` while a team of theirs is secret, `burnt` the code of one that was voided.
select c.draw, c.nth, w.code_head, w.state, w.opened_at, v.code as burnt,
       (select max(s.until) from sealed_teams s where s.draw = c.draw and w.state <> 'voided'
           and s.visit in (select q.visit from public.quiet_visits(:today) q)) as sealed_until
  from chain_draws c join draws w using (draw) left join draw_voids v using (draw)
 where c.chain = :chain order by c.nth;

-- name: chain_secret(chain)$
select secret from public.chain_secrets where chain = :chain;

-- name: beacons_of(draw)
select * from draw_beacons where draw = :draw order by ordinal;

-- name: awaited_beacons()
-- The beacon that counts of each draw under way, while it is not on record.
select * from (
    select distinct on (b.draw) b.draw, b.name, b.round, b.signature
      from draw_beacons b join draws w using (draw)
     where w.state = 'frozen' and not b.missed order by b.draw, b.ordinal) counting
 where round is not null and signature is null;

-- name: missed_commitments(draw)
select member, due from missed_commitments where draw = :draw order by member;

-- name: void_of(draw)^
select * from draw_voids where draw = :draw;

-- name: organisers(year)
-- Of all visits: how often, and nothing of whom.
-- Per lead: how often it drew, voided and substituted.
select w.lead, count(*) as draws, count(*) filter (where w.state = 'completed') as completed,
       count(*) filter (where w.state = 'voided') as voided,
       count(*) filter (where v.revealed) as voided_after_reveal,
       coalesce(sum(s.entities), 0)::bigint as entities, coalesce(sum(s.inspectors), 0)::bigint as inspectors,
       coalesce(sum(s.without), 0)::bigint as without_substitute
  from draws w left join draw_voids v using (draw)
  left join (select draw, count(*) filter (where kind = 'entity') as entities,
                    count(*) filter (where kind = 'inspector') as inspectors,
                    count(*) filter (where substitute is null) as without
               from substitutions group by draw) s using (draw)
 where (:year::integer is null or w.year = :year) group by w.lead order by w.lead;

-- name: sealed_teams_of(draw, today)
-- Day, team and salt where everybody may know of the visit.
select s.visit, s.seal, s.until, case when shown then s.day end as day, case when shown then s.team end as team,
       case when shown then s.salt end as salt
  from sealed_teams s
 cross join lateral (select s.visit not in (select q.visit from public.quiet_visits(:today) q) as shown) to_all
 where s.draw = :draw order by s.visit;

-- name: sealed_until(draw, today)$
-- The day on which the last secret team of a draw is opened at the latest; null when none is secret. A visit's own day is not
-- told: it would be that of the last visit.
select max(s.until) from sealed_teams s join draws w using (draw)
 where s.draw = :draw and w.state <> 'voided' and s.visit in (select q.visit from public.quiet_visits(:today) q);

-- name: resting_on_secrets(draws, today)
-- Of these draws, those in whose frozen lists visits of others stand of which not everybody may know yet: as X7 in the frame,
-- among those who do not go again, in the loads of officers. `until`: the day by whose end the last of them is told. One that
-- was cancelled is secret while it could have been made.
select w.draw, max(v.window_to) as until
  from public.quiet_visits(:today) join visits v using (visit)
  join draws w on v.draw <> w.draw and v.planned_at <= coalesce(w.frozen_at, 'infinity')
 where w.draw = any(:draws) and (v.cancelled is null or v.window_to >= :today::date)
 group by w.draw;

-- name: quiet_elsewhere(draw, today)
-- Visits of other draws and of filings of which not everybody may know yet.
select fact from public.quiet_visits(:today) join visits using (visit) where draw <> :draw and cancelled is null order by 1;

-- name: quiet_until(draw, entity, today)$
-- The day by whose end those of this business are told.
select max(window_to) from public.quiet_visits(:today) join visits using (visit)
 where draw <> :draw and cancelled is null
   and entity = any(array(select public.codes_of(:entity)));

-- name: seals_due(today, draw)
-- Of all visits: for the worker that tells them.
-- On the visit day, or when the window is over; of a visit that was cancelled, its day is not told.
select s.visit, t.team, t.salt
  from sealed_teams s join public.team_salts t using (visit) join visits v using (visit)
 where s.unsealed_at is null and (s.until < :today::date or (s.day <= :today and v.cancelled is null))
   and (:draw::text is null or s.draw = :draw)
 order by s.visit limit 500;

-- name: confided_due(today, draw)
-- Of all visits: for the worker that tells them.
-- The same for visits that have no seal: those of filings.
select v.visit from visits v left join visit_days d using (visit)
 where v.confided and v.cancelled is null and not exists (select 1 from sealed_teams s where s.visit = v.visit)
   and (d.day <= :today::date or (d.day is null and v.window_to < :today::date))
   and (:draw::text is null or v.draw = :draw)
 order by v.visit limit 500;

-- name: salt_of(visit)^
-- Of all visits: for whoever opens the seal.
select s.visit, t.team, t.salt from sealed_teams s join public.team_salts t using (visit)
 where s.visit = :visit and s.unsealed_at is null;

-- name: salts_of(draw)
-- Of all visits: for whoever opens the seals.
select s.visit, t.team, t.salt from sealed_teams s join public.team_salts t using (visit)
 where s.draw = :draw and s.unsealed_at is null order by s.visit;

-- name: substitutions_of(draw)
-- Of all visits: for the record, which waits until all seals are open.
select * from substitutions where draw = :draw order by position;

-- name: substitutions_page(draw, lead, kind, whole, own_departments, after_position, limit)
-- Of all visits: the route leaves out what tells of a visit where `sealed`.
-- `sealed`: the visit is confided or, where an entity is gone, a team of the draw is secret.
select *, case when kind = 'entity'
               then exists (select 1 from sealed_teams s join draws w using (draw)
                             where s.draw = substitutions.draw and s.unsealed_at is null and w.state <> 'voided')
               else exists (select 1 from visits v where v.visit = substitutions.visit and v.confided) end as sealed
  from substitutions
 where (:draw::text is null or draw = :draw) and (:lead::text is null or lead = :lead)
   and (:kind::text is null or kind = :kind)
   and (:whole or lead = any(:own_departments::text[])
        or exists (select 1 from visits v where v.visit = substitutions.visit and v.departments && :own_departments))
   and position > :after_position
 order by position limit :limit;

-- name: loads(year)
-- Of all visits: for frozen lists, which are withheld while confided visits stand in them.
select i.inspector, count(*) as visits
  from visits v cross join unnest(v.inspectors) as i(inspector)
 where extract(year from v.window_from) = :year::integer and v.cancelled is null group by 1;

-- name: last_teams(visits)
-- Of all visits: for frozen lists, which are withheld while confided visits stand in them.
-- Who was on the last visits of each business, whatever its code was then.
with counted as (
    select entity, visit, window_from, inspectors, fact from visits where cancelled is null
    union all
    select b.kin, v.visit, v.window_from, v.inspectors, v.fact
      from visits v join public.same_business() b using (entity) where v.cancelled is null
)
select i.inspector, v.entity, v.fact
  from (select *, row_number() over (partition by entity order by window_from desc, visit desc) as nth from counted) v
 cross join unnest(v.inspectors) as i(inspector)
 where v.nth <= :visits::integer;
