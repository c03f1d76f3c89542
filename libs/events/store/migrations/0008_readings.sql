-- Who read what: a row for each answer with personal or internal data, written before the answer leaves (http/readings). `path` and
-- `asked` are what was asked for: the path with its numbers, and the names of the parameters, never their values, which may be a
-- name. `person` and `entity` are the numbers of whom it was about; both are null for a list of many.
create table readings (
    at      timestamptz not null,
    id      bigint generated always as identity,
    subject text        not null,
    roles   text[]      not null,
    route   text        not null,
    kind    text        not null,
    path    text        not null,
    asked   text[]      not null,
    person  text,
    entity  text,
    purpose text,
    primary key (at, id)
);
create index readings_by_subject on readings (subject, at, id);
create index readings_by_person on readings (person, at, id) where person is not null;
create index readings_by_entity on readings (entity, at, id) where entity is not null;

-- Forgets the oldest rows, so many at a time, and tells how many. The role of a service may add rows and no more; this is as far as
-- it may remove some: never one of the last 184 days (six months, 网络安全法 2016, 第二十一条第三项).
create function forget_readings(p_before timestamptz, p_most integer) returns integer
language sql security definer set search_path = pg_catalog, public as $$
    with oldest as (
        select at, id from public.readings where at < least(p_before, now() - interval '184 days') order by at, id limit p_most
    ), gone as (
        delete from public.readings r using oldest o where r.at = o.at and r.id = o.id returning 1
    )
    select count(*)::integer from gone;
$$;
