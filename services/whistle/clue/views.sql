-- name: clue(clue)^
select * from clues where clue = :clue;

-- name: clues_page(department, state, whole, own_departments, after_time, after_clue, limit)
select * from clues
 where (:department::text is null or competent = :department)
   and (:state::text is null or state = :state)
   and (:whole or competent = any(:own_departments::text[]) or finder = any(:own_departments))
   and (received_at, clue) > (:after_time::timestamptz, :after_clue)
 order by received_at, clue limit :limit;
