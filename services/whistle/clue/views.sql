-- name: clue(clue)^
select * from clues where clue = :clue;

-- name: clues_page(department, state, whole, own_departments, after_time, after_clue, limit)
select * from clues
 where (:department::text is null or competent = :department)
   and (:state::text is null or state = :state)
   and (:whole or competent = any(:own_departments::text[]) or finder = any(:own_departments))
   and (received_at, clue) > (:after_time::timestamptz, :after_clue)
 order by received_at, clue limit :limit;

-- name: open_dues(first_due)
-- Clocks that run and end on a day or later: when each began, and when its last day was set.
select c.clue, c.competent, c.due, c.set_at, coalesce(c.began_at, k.began_at, c.received_at) as began_at,
       case c.state when 'received' then 'acknowledge' else 'handle' end as stage
  from clues c left join clue_clocks k using (clue)
 where c.state in ('received', 'acknowledged') and c.due >= :first_due::timestamptz order by c.due, c.clue;
