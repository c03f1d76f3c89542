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

-- name: latest_draw()^
select w.* from draws w where w.state = 'completed' order by w.completed_on desc, w.version desc, w.draw desc limit 1;

-- name: manifest_of(draw)^
select * from public.manifests where draw = :draw;

-- name: pack_of(draw)^
select digest, pack from public.packs where draw = :draw;
