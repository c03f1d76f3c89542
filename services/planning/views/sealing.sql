-- name: sealed_teams_of(draw)
select * from sealed_teams where draw = :draw order by visit;

-- name: sealed_until(draw)$
-- The day on which the last secret team of a draw is opened at the latest; null when none is secret.
select max(coalesce(s.day, s.until)) from sealed_teams s join draws w using (draw)
 where s.draw = :draw and s.unsealed_at is null and w.state <> 'voided';

-- name: still_sealed(visits)
select visit from sealed_teams where visit = any(:visits) and unsealed_at is null;

-- name: seals_due(today, draw)
-- On the visit day, or when the window is over.
select s.visit, t.team, t.salt from sealed_teams s join public.team_salts t using (visit)
 where s.unsealed_at is null and (s.day <= :today::date or (s.day is null and s.until < :today::date))
   and (:draw::text is null or s.draw = :draw)
 order by s.visit limit 500;

-- name: salt_of(visit)^
select s.visit, t.team, t.salt from sealed_teams s join public.team_salts t using (visit)
 where s.visit = :visit and s.unsealed_at is null;

-- name: salts_of(draw)
select s.visit, t.team, t.salt from sealed_teams s join public.team_salts t using (visit)
 where s.draw = :draw and s.unsealed_at is null order by s.visit;
