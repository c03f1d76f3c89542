-- name: entities_with_profile(after_entity, limit)
select entity from profiles where entity > :after_entity order by entity limit :limit;

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
