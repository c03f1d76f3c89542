-- name: profile(entity)^
select p.*, coalesce(e.name, '') as name, e.township, coalesce(e.operating, true) as operating
  from profiles p left join entities e using (entity) where p.entity = :entity;

-- name: lines(entity)
select *, on_day as "on" from lines where entity = :entity order by version, number;

-- name: changes_of(entity)
select * from class_changes where entity = :entity order by version;

-- name: profiles_page(credit_class, by_hand, q, after_entity, limit)
select p.*, coalesce(e.name, '') as name, e.township, coalesce(e.operating, true) as operating
  from profiles p left join entities e using (entity)
 where (:credit_class::text is null or p.credit_class = :credit_class)
   and (:by_hand::boolean is null or p.by_hand = :by_hand)
   and (:q::text is null or p.entity = :q or position(:q in e.name) > 0)
   and p.entity > :after_entity
 order by p.entity limit :limit;

-- name: changes_page(credit_class, after_position, limit)
select * from class_changes
 where (:credit_class::text is null or credit_class = :credit_class) and position > :after_position
 order by position limit :limit;
