-- name: classes()
-- U counts the entities that are listed, in business and without a profile.
select k.credit_class,
       case when k.credit_class = 'U'
            then (select count(*) from entities e where e.operating
                     and not exists (select 1 from profiles p where p.entity = e.entity))
            else (select count(*) from profiles p where p.credit_class = k.credit_class) end as profiles,
       (select count(*) from class_changes c where c.credit_class = k.credit_class) as entered,
       (select count(*) from class_changes c where c.previous = k.credit_class) as "left"
  from unnest(array['A', 'B', 'C', 'D', 'U']) as k(credit_class) order by 1;

-- name: figures()^
select (select count(*) from profiles) as profiles,
       (select coalesce(jsonb_object_agg(credit_class, n), '{}')::text
          from (select credit_class, count(*) as n from profiles group by 1) c) as by_class,
       (select count(*) from class_changes) as class_changes,
       (select count(*) from class_changes where credit_class < previous) as up,
       (select count(*) from class_changes where credit_class > previous) as down,
       (select count(*) from profiles where by_hand) as by_hand,
       (select count(*) from queries) as queries;
