-- name: model_in_force(on_day)^
-- The edition that took effect last; of two on one day, the one adopted last.
select * from models where effective_from <= :on_day order by effective_from desc, position desc limit 1;

-- name: models_page(after_position, limit)
select * from models where position > :after_position order by position limit :limit;

-- name: profile(entity)^
select p.*, coalesce(e.name, '') as name, e.township, coalesce(e.operating, true) as operating
  from profiles p left join entities e using (entity) where p.entity = :entity;

-- name: lines(entity)
select * from lines where entity = :entity order by version, number;

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

-- name: entities_with_profile(after_entity, limit)
select entity from profiles where entity > :after_entity order by entity limit :limit;

-- name: changes_page(credit_class, after_position, limit)
select * from class_changes
 where (:credit_class::text is null or credit_class = :credit_class) and position > :after_position
 order by position limit :limit;

-- name: classes()
-- U counts who is listed, in business and has no profile.
select k.credit_class,
       case when k.credit_class = 'U'
            then (select count(*) from entities e where e.operating
                     and not exists (select 1 from profiles p where p.entity = e.entity))
            else (select count(*) from profiles p where p.credit_class = k.credit_class) end as profiles,
       (select count(*) from class_changes c where c.credit_class = k.credit_class) as entered,
       (select count(*) from class_changes c where c.previous = k.credit_class) as left_it
  from unnest(array['A', 'B', 'C', 'D', 'U']) as k(credit_class) order by 1;

-- name: class_of(entity)^
-- No row for an entity that nobody has listed and that has no profile.
select coalesce(p.credit_class, 'U') as credit_class, p.model, p.edition, p.changed_at
  from (select :entity::text as entity) asked
  left join profiles p using (entity) left join entities e using (entity)
 where p.entity is not null or e.entity is not null;

-- name: lock_caller(caller)$
select pg_advisory_xact_lock(hashtextextended(:caller, 4208804));

-- name: recent_queries(caller, seconds)^
-- How many in the window, and after how many seconds the oldest of them leaves it.
select count(*) as asked,
       coalesce(ceil(extract(epoch from min(at) + make_interval(secs => :seconds) - clock_timestamp())), 0)::int as free_in
  from queries where caller = :caller and at > clock_timestamp() - make_interval(secs => :seconds);

-- name: log_query(caller, entity, credit_class)!
insert into queries (caller, entity, credit_class) values (:caller, :entity, :credit_class);

-- name: trial(base, a, b, c, least, most, indicators, points)
-- Every profile judged as `ApplyModel` would: opening lines as they are, evidence at the tried points, classes set by hand left.
with tried as (
    select p.entity, p.credit_class, p.by_hand,
           least(:most::int, greatest(:least::int, :base::int + coalesce(sum(
               case when l.indicator = 'base' then 0
                    when t.points is not null then l.occurrence * t.points
                    else l.points end), 0))) as score
      from profiles p join lines l using (entity)
      left join unnest(:indicators::text[], :points::int[]) as t(indicator, points) using (indicator)
     group by 1, 2, 3
)
select credit_class as previous,
       case when by_hand then credit_class when score >= :a::int then 'A' when score >= :b::int then 'B' when score >= :c::int then 'C' else 'D' end
           as credit_class,
       count(*) as profiles
  from tried group by 1, 2 order by 1, 2;

-- name: figures()^
select (select count(*) from profiles) as profiles,
       (select coalesce(jsonb_object_agg(credit_class, n), '{}')::text
          from (select credit_class, count(*) as n from profiles group by 1) c) as by_class,
       (select count(*) from class_changes) as class_changes,
       (select count(*) from class_changes where credit_class < previous) as up,
       (select count(*) from class_changes where credit_class > previous) as down,
       (select count(*) from profiles where by_hand) as by_hand,
       (select count(*) from queries) as queries;
