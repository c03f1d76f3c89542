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

-- name: open_visits_of(draw)
-- Visits on which nobody has arrived yet.
select v.visit, v.entity from visits v
 where v.draw = :draw and v.cancelled is null and v.completed_on is null and not v.closed
   and not exists (select 1 from arrivals a where a.visit = v.visit)
 order by v.visit;

-- name: has_begun(visit)$
select exists (select 1 from visits v where v.visit = :visit
                  and (v.completed_on is not null or v.closed or exists (select 1 from arrivals a where a.visit = v.visit)));

-- name: organisers(year)
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
