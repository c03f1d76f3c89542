-- One record under all codes of a business (libs/domain/entities/successions.py).
-- The last code of the line; the code itself where no other follows, and where two commands at once made a circle.
create function public.goes_on_as(code text) returns text language sql stable as $$
    with recursive line as (
        select code as entity, array[code] as passed
        union all
        select s.successor, l.passed || s.successor from line l join views.successions s on s.entity = l.entity
         where s.successor <> all(l.passed)
    )
    select coalesce(
        (select l.entity from line l where not exists (select from views.successions s where s.entity = l.entity)), code)
$$;

-- The code with all before and after it. Two codes that were merged into one stay strangers to each other.
create function public.codes_of(code text) returns setof text language sql stable as $$
    with recursive earlier as (
        select code as entity
        union
        select s.entity from earlier e join views.successions s on s.successor = e.entity
    ), later as (
        select code as entity
        union
        select s.successor from later l join views.successions s on s.entity = l.entity
    )
    select entity from earlier union select entity from later
$$;

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
