create table views.seen (source text, position bigint, door text, primary key (source, position));
create table public.keys (place text not null, jwk jsonb not null);
