-- name: naming(sha256, whole, own_departments, own_divisions)
-- What names a file: a whistle of a township, or what a called department says of its part. Both read each other's.
with naming as (
    select whistle from whistles where evidence @> array[:sha256]
    union
    select whistle from calls where evidence @> array[:sha256]
)
select w.entity,
       (:whole or w.township ^@ any(:own_divisions::text[])
        or exists (select from calls c where c.whistle = w.whistle and c.department = any(:own_departments::text[]))) as reads
  from naming n join whistles w using (whistle);
