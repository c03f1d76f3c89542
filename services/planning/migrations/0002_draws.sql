-- Read models in `views`; what is not derived from facts is in `public`.
-- No foreign keys, so that the set can be rebuilt beside the living one.

-- exclusions

create table views.entities (
    entity          text primary key,
    name            text   not null,
    industries      text[] not null,
    township        text   not null,
    struck_off_from date,
    struck_off_fact text,
    listed_on       date
);
create index entities_by_industry on views.entities using gin (industries);

create table views.classes (
    entity       text primary key,
    credit_class text not null
);

-- B-19: entities under key supervision, with the tag that says so.
create table views.key_entities (
    entity text primary key,
    until  date,
    fact   text not null
);

-- Checks made here. `visit` is null for a check made outside this system.
create table views.results (
    result     text primary key,
    visit      text,
    entity     text   not null,
    kinds      text[] not null,
    checked_on date   not null,
    fact       text   not null
);
create index results_by_visit on views.results (visit);
create index results_by_entity on views.results (entity, checked_on);

-- Who took part in a check, for what: one row per result and department.
create table views.result_bodies (
    result     text   not null,
    department text   not null,
    kinds      text[] not null,
    items      text[] not null,
    primary key (result, department)
);

create table views.revocations (
    result text primary key
);

create table views.neighbour_results (
    place      text   not null,
    result     text   not null,
    entity     text   not null,
    kinds      text[] not null,
    industries text[] not null,
    checked_on date   not null,
    fact       text   not null,
    primary key (place, result)
);
create index neighbour_results_by_entity on views.neighbour_results (entity);

create table views.neighbour_revocations (
    place  text not null,
    result text not null,
    primary key (place, result)
);

-- O7. A whistle or a clue that is open speaks for the departments called.
create table views.whistles (
    whistle  text primary key,
    entity   text,
    blown_at timestamptz not null,
    fact     text    not null,
    closed   boolean not null default false
);

create table views.whistle_calls (
    whistle    text not null,
    department text not null,
    primary key (whistle, department)
);

create table views.clues (
    clue        text primary key,
    entity      text    not null,
    competent   text    not null,
    received_at timestamptz not null,
    fact        text    not null,
    handled     boolean not null default false
);

-- L-45, B-18: every entity under every key item in force on a day, when it was last checked for it, and when it falls due.
-- `usual_months`: the cycle of items that name none. Whoever was never checked is due one cycle after item and entity were
-- both listed. A check taken over from elsewhere names no items: it counts for the key items of its kind.
create function public.key_coverage(on_day date, only_items text[], usual_months integer)
returns table (item text, department text, kind text, months integer, entity text, name text, township text, industries text[],
               credit_class text, last_day date, last_fact text, due_day date)
language sql stable as $$
    with listed as (
        select distinct on (v.item) v.* from views.item_versions v
         where v.effective_from <= on_day and (only_items is null or v.item = any(only_items))
         order by v.item, v.effective_from desc, v.version desc
    ), key_items as (
        select l.item, l.department, l.kind, l.industries, coalesce(l.frequency_months, usual_months) as months,
               (select min(f.effective_from) from views.item_versions f where f.item = l.item and f.list_class = 'key') as since
          from listed l where not l.withdrawn and l.list_class = 'key'
    )
    select k.item, k.department, k.kind, k.months, e.entity, e.name, e.township, e.industries, coalesce(c.credit_class, 'U'),
           l.checked_on, l.fact,
           (coalesce(l.checked_on, greatest(k.since, e.listed_on)) + make_interval(months => k.months))::date
      from key_items k
      join views.entities e on e.industries && k.industries
      left join views.classes c using (entity)
      left join lateral (
          select r.checked_on, r.fact from views.results r
           where r.entity = e.entity and r.checked_on <= on_day
             and not exists (select 1 from views.revocations v where v.result = r.result)
             and ((r.visit is null and k.kind = any(r.kinds))
                  or exists (select 1 from views.result_bodies b where b.result = r.result and k.item = any(b.items)))
           order by r.checked_on desc, r.fact limit 1) l on true
     where (e.struck_off_from is null or e.struck_off_from > on_day) and (e.listed_on is null or e.listed_on <= on_day)
$$;

-- filing

create table views.filings (
    filing           text primary key,
    year             integer not null,
    department       text    not null,
    entity           text    not null,
    entity_name      text    not null,
    industries       text[]  not null,
    township         text    not null,
    kind             text    not null,
    items            text[]  not null,
    inspectors       text[]  not null,
    method           text    not null,
    basis            text    not null,
    ground           text,
    document         text,
    notice_forbidden boolean not null,
    planned_on       date    not null,
    filed_on         date    not null,
    earliest         date,
    state            text    not null,
    visit            text,
    lead             text,
    until_year       integer,
    reason           text,
    submitted_at     timestamptz not null,
    version          integer not null
);
create index filings_by_state on views.filings (state, filing);
create index filings_by_visit on views.filings (visit);

-- conducting

-- `beacons` in order of preference; `chain`: whose code the draw took.
create table views.draws (
    draw               text primary key,
    plan               text    not null,
    edition            integer not null,
    year               integer not null,
    lead               text    not null,
    members            text[]  not null,
    demands            text[]  not null,
    state              text    not null,
    beacon             text    not null,
    code_head          text    not null,
    commit_until       timestamptz not null,
    reveal_until       timestamptz not null,
    opened_at          timestamptz not null,
    manifest           text,
    frame_root         text,
    frame_count        integer,
    inspectors_root    text,
    excluded           jsonb   not null default '{}',
    certificate        text,
    department_checks  integer,
    visits             integer,
    visits_if_separate integer,
    lower_bound_milli  bigint,
    shortfalls         integer,
    shortages          integer,
    completed_on       date,
    version            integer not null,
    beacons            text[]  not null default '{}',
    chain              text
);
create index draws_by_plan on views.draws (plan);

create table views.commitments (
    draw       text    not null,
    member     text    not null,
    commitment text    not null,
    public_key jsonb   not null,
    signature  text,
    nonce      text,
    missed     boolean not null default false,
    primary key (draw, member)
);

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

-- The organiser's one-time code, until it is revealed with the pack.
create table public.draw_secrets (
    draw text primary key,
    code bytea not null
);

-- What a draw rests on, as published before the reveal: RFC 8785 bytes, found by the manifest's digest.
create table public.manifests (
    digest   text primary key,
    draw     text  not null unique,
    manifest bytea not null,
    lists    bytea not null
);

-- Proof packs, found by the certificate's digest.
create table public.packs (
    digest text primary key,
    draw   text  not null unique,
    pack   bytea not null
);

-- The secret at the bottom of each chain of one-time codes.
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

-- schedule

create table views.schedules (
    schedule       text primary key,
    draw           text    not null,
    year           integer not null,
    first_day      date    not null,
    last_day       date    not null,
    solver         jsonb   not null,
    greedy         jsonb   not null,
    proven_optimal boolean not null,
    issued_at      timestamptz not null,
    version        integer not null
);
create index schedules_by_draw on views.schedules (draw);

-- Where townships are, as far as the registry knows it.
create table views.township_positions (
    township  text primary key,
    latitude  integer not null,
    longitude integer not null
);

-- The computation of a schedule, while it runs and what it answered.
create table public.schedule_runs (
    schedule       text primary key,
    draw           text        not null,
    caller         text        not null,
    state          text        not null check (state in ('running', 'finished', 'infeasible', 'cancelled', 'failed', 'interrupted')),
    partial        boolean     not null,
    keep_days      boolean     not null,
    seconds        integer     not null,
    visits         integer     not null,
    done_permille  integer     not null default 0,
    stop           boolean     not null default false,
    solver         jsonb,
    greedy         jsonb,
    proven_optimal boolean     not null default false,
    assumed        text[]      not null default '{}',
    missing        jsonb       not null default '[]',
    error          text,
    started_at     timestamptz not null,
    finished_at    timestamptz
);
create index schedule_runs_by_draw on public.schedule_runs (draw, started_at);
