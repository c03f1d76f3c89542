-- Without a unique key on purpose: a fact applied twice must show, not fail.
create table views.heard (source text not null, position bigint not null, chime text not null);
create table views.tallies (source text, chime text, strikes integer not null, rests integer not null, primary key (source, chime));
create table public.keys (place text primary key, jwk jsonb not null);
