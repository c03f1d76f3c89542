-- Without a unique key on purpose: a fact applied twice must show, not fail.
create table views.heard (source text not null, position bigint not null, chime text not null);
create table views.tallies (source text, chime text, strikes integer not null, rests integer not null, primary key (source, chime));
create table public.keys (place text primary key, jwk jsonb not null);
-- Overwritten by each fact of a chime: the last one applied shows.
create table views.latest (source text, chime text, version integer not null, primary key (source, chime));
-- Filled by the newer code only.
create table views.hums (chime text primary key, heard integer not null);
