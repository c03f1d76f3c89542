-- name: profile(entity)^
select p.*, coalesce(e.name, '') as name, e.township, e.entity is not null as listed, coalesce(e.operating, true) as operating,
       case when s.entity is not null then nullif(public.goes_on_as(p.entity), p.entity) end as goes_on_as
  from profiles p left join entities e using (entity) left join successions s using (entity) where p.entity = :entity;

-- name: profiles_of(entities)
select entity, score, credit_class, by_hand from profiles where entity = any(:entities::text[]) order by entity;

-- name: lines(entity)
select *, on_day as "on" from lines where entity = :entity order by version, number;

-- name: successions()
-- Those in force.
select entity, successor, fact from successions;

-- name: named_successions(entity)
-- All that were ever named for an entity, revoked ones too.
select entity, successor, fact from named_successions where entity = :entity order by fact;

-- name: changes_of(entity)
select * from class_changes where entity = :entity order by version;

-- name: profiles_page(credit_class, by_hand, q, whole, own_divisions, own_entities, after_entity, limit)
select p.*, coalesce(e.name, '') as name, e.township, e.entity is not null as listed, coalesce(e.operating, true) as operating,
       case when s.entity is not null then nullif(public.goes_on_as(p.entity), p.entity) end as goes_on_as
  from profiles p left join entities e using (entity) left join successions s using (entity)
 where (:credit_class::text is null or p.credit_class = :credit_class)
   and (:by_hand::boolean is null or p.by_hand = :by_hand)
   and (:q::text is null or p.entity = any(array(select public.codes_of(:q))) or position(:q in e.name) > 0)
   and (:whole or e.township ^@ any(:own_divisions::text[]) or p.entity = any(:own_entities::text[]))
   and p.entity > :after_entity
 order by p.entity limit :limit;

-- name: changes_page(credit_class, whole, own_divisions, own_entities, after_position, limit)
select c.* from class_changes c left join entities e using (entity)
 where (:credit_class::text is null or c.credit_class = :credit_class) and c.position > :after_position
   and (:whole or e.township ^@ any(:own_divisions::text[]) or c.entity = any(:own_entities::text[]))
 order by c.position limit :limit;
