-- Chains of one-time codes, deadlines and beacons of draws, seals of teams, substitutions, officers who are left out.
create table views.code_chains (
    chain        text primary key,
    year         integer not null,
    lead         text    not null,
    head         text    not null,
    length       integer not null,
    published_at timestamptz not null
);
create index code_chains_by_lead on views.code_chains (year, lead);

-- `nth` from 0: the draw reveals H^(length - 1 - nth) of the chain's secret.
create table views.chain_draws (
    draw  text primary key,
    chain text    not null,
    nth   integer not null,
    unique (chain, nth)
);

-- Beacons in order of preference, and the chain whose code the draw took; empty for draws opened before there were any.
alter table views.draws add column beacons text[] not null default '{}', add column chain text;

create table views.missed_commitments (
    draw   text not null,
    member text not null,
    due    timestamptz not null,
    primary key (draw, member)
);

-- Beacons named in the manifest, in order. `signature`: what a round said; `missed`: nobody had it in time.
create table views.draw_beacons (
    draw      text    not null,
    ordinal   integer not null,
    name      text    not null,
    round     bigint,
    signature text,
    missed    boolean not null default false,
    primary key (draw, ordinal)
);

create table views.draw_voids (
    draw      text primary key,
    lead      text    not null,
    reason    text    not null,
    code      text    not null,
    completed boolean not null,
    revealed  boolean not null,
    voided_at timestamptz not null
);

-- Teams that are secret before the visit day. `day`: that day, where one is fixed; `team` and `salt` once they are public.
create table views.sealed_teams (
    visit       text primary key,
    draw        text not null,
    seal        text not null,
    until       date not null,
    day         date,
    team        jsonb,
    salt        text,
    unsealed_at timestamptz
);
create index sealed_teams_by_draw on views.sealed_teams (draw);

-- Who has checked in on the spot, as inspection tells.
create table views.arrivals (
    visit     text not null,
    inspector text not null,
    primary key (visit, inspector)
);

-- In the order they were made. `kind`: entity or inspector.
create table views.substitutions (
    position   bigint primary key,
    kind       text  not null,
    draw       text  not null,
    lead       text  not null,
    visit      text,
    demand     text,
    stratum    text,
    seat       text,
    gone       text  not null,
    ground     text  not null,
    reason     text  not null,
    evidence   jsonb not null,
    proof      text,
    passed     jsonb not null,
    substitute text,
    away       jsonb not null,
    team       jsonb not null,
    short      text[] not null,
    made_at    timestamptz not null
);
create index substitutions_by_draw on views.substitutions (draw, position);

create table views.recusals (
    recusal    text primary key,
    inspector  text not null,
    entity     text not null,
    department text not null,
    ground     text not null,
    lifted     text,
    fact       text not null,
    made_at    timestamptz not null
);
create index recusals_by_inspector on views.recusals (inspector);

create table views.absences (
    absence    text primary key,
    inspector  text not null,
    department text not null,
    first_day  date not null,
    last_day   date not null,
    ended      text,
    fact       text not null,
    made_at    timestamptz not null
);
create index absences_by_inspector on views.absences (inspector);

-- Not derived from facts. The secret at the bottom of each chain of one-time codes.
create table public.chain_secrets (
    chain  text primary key,
    secret bytea not null
);

-- What opens the seal of a team on the visit day: the team as drawn (RFC 8785 bytes of the pack) and the salt.
create table public.team_salts (
    visit text primary key,
    draw  text  not null,
    team  bytea not null,
    salt  bytea not null
);
