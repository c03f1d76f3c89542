-- Under which code a business goes on: what was checked and drawn under one code counts for the codes before and after.
create table views.successions (
    entity    text primary key,
    successor text not null
);

-- Each code with each other code of the same line. Two codes that were merged into one stay strangers to each other.
create function public.same_business() returns table (entity text, kin text) language sql stable as $$
    with recursive line as (
        select s.entity, s.successor from views.successions s
        union
        select l.entity, s.successor from line l join views.successions s on s.entity = l.successor
    )
    select l.entity, l.successor from line l where l.entity <> l.successor
    union
    select l.successor, l.entity from line l where l.entity <> l.successor
$$;
