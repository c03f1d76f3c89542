create table views.seen (source text, position bigint, door text, primary key (source, position));
create table public.keys (
    place   text        not null,
    jwk     jsonb       not null,
    service text        not null default 'bell',
    since   timestamptz not null default '1970-01-01T00:00Z',
    until   timestamptz
);
