-- name: classes(whole, own_divisions)
-- U counts the entities that are listed, in business and without a profile. A business is counted under its last code alone.
with e as (
    select * from entities where :whole or township ^@ any(:own_divisions::text[])
), p as (
    select * from profiles
     where (:whole or entity in (select entity from e)) and not exists (select from successions s where s.entity = profiles.entity)
), c as (
    select * from class_changes where :whole or entity in (select entity from e)
)
select k.credit_class,
       case when k.credit_class = 'U'
            then (select count(*) from e where e.operating and not exists (select 1 from profiles p where p.entity = e.entity)
                    and not exists (select from successions s where s.entity = e.entity))
            else (select count(*) from p where p.credit_class = k.credit_class) end as profiles,
       (select count(*) from c where c.credit_class = k.credit_class) as entered,
       (select count(*) from c where c.previous = k.credit_class) as "left"
  from unnest(array['A', 'B', 'C', 'D', 'U']) as k(credit_class) order by 1;

-- name: figures(whole, own_divisions)^
with p as (
    select * from profiles
     where (:whole or entity in (select entity from entities where township ^@ any(:own_divisions::text[])))
       and not exists (select from successions s where s.entity = profiles.entity)
), c as (
    select * from class_changes
     where :whole or entity in (select entity from entities where township ^@ any(:own_divisions))
), q as (
    select * from queries
     where :whole or entity in (select entity from entities where township ^@ any(:own_divisions))
)
select (select count(*) from p) as profiles,
       (select coalesce(jsonb_object_agg(credit_class, n), '{}')::text
          from (select credit_class, count(*) as n from p group by 1) k) as by_class,
       (select count(*) from c) as class_changes,
       (select count(*) from c where credit_class < previous) as up,
       (select count(*) from c where credit_class > previous) as down,
       (select count(*) from p where by_hand) as by_hand,
       (select count(*) from q) as queries;
