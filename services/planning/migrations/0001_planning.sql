-- Read models only, except the last three tables: the facts are in public.events.
-- No foreign keys, so that the set can be rebuilt beside the living one.

-- The lists.
create table views.departments (
    department text primary key,
    title      text not null
);

create table views.industries (
    industry text primary key,
    title    text not null
);

-- One row per change of an item, so that "in force on that day" has an answer.
create table views.item_versions (
    item           text    not null,
    version        integer not null,
    effective_from date    not null,
    withdrawn      boolean not null,
    department     text,
    kind           text,
    list_class     text,
    industries     text[],
    notice         text,
    qualification  text,
    primary key (item, version)
);

create table views.scenarios (
    scenario       text primary key,
    industry       text not null,
    lead           text not null,
    effective_from date not null
);

create table views.entities (
    entity          text primary key,
    name            text   not null,
    industries      text[] not null,
    township        text   not null,
    struck_off_from date,
    struck_off_fact text
);

create table views.classes (
    entity       text primary key,
    credit_class text not null
);

create table views.inspectors (
    inspector      text primary key,
    department     text   not null,
    certificate    text   not null,
    qualifications text[] not null,
    valid_from     date   not null,
    valid_until    date   not null,
    suspended_from date
);

-- Recognition.
create table views.agreements (
    agreement   text primary key,
    places      text[] not null,
    jwks        jsonb  not null,
    kinds       text[] not null,
    industries  text[] not null,
    valid_from  date   not null,
    valid_until date   not null
);

create table views.agreement_revocations (
    agreement text not null,
    place     text not null,
    primary key (agreement, place)
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

create table views.neighbour_revocations (
    place  text not null,
    result text not null,
    primary key (place, result)
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

create table views.revocations (
    result text primary key
);

-- The year.
create table views.demands (
    demand       text primary key,
    year         integer not null,
    department   text    not null,
    kind         text    not null,
    items        text[]  not null,
    industries   text[]  not null,
    list_class   text    not null,
    ratios       jsonb   not null,
    rounding     text    not null,
    minimum      integer,
    maximum      integer,
    method       text    not null,
    withdrawn    text,
    submitted_at timestamptz not null,
    version      integer not null
);
create index demands_by_year on views.demands (year, department);

create table views.plans (
    plan        text primary key,
    year        integer not null,
    lead        text    not null,
    members     text[]  not null,
    state       text    not null,
    edition     integer not null default 0,
    demands     text[]  not null default '{}',
    window_from date,
    window_to   date,
    reason      text,
    drafted_at  timestamptz not null,
    version     integer not null
);

create table views.plan_votes (
    plan    text    not null,
    edition integer not null,
    member  text    not null,
    approve boolean not null,
    reason  text,
    cast_at timestamptz not null,
    primary key (plan, edition, member)
);

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
    version            integer not null
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

create table views.visits (
    visit           text primary key,
    draw            text    not null,
    entity          text    not null,
    entity_name     text    not null,
    industries      text[]  not null,
    township        text    not null,
    lead            text    not null,
    departments     text[]  not null,
    kinds           text[]  not null,
    inspectors      text[]  not null,
    parts           jsonb   not null,
    method          text    not null,
    notice_forbidden boolean not null,
    window_from     date    not null,
    window_to       date    not null,
    cancelled       text,
    completed_on    date,
    closed          boolean not null default false,
    planned_at      timestamptz not null,
    fact            text    not null,
    version         integer not null
);
create index visits_by_entity on views.visits (entity);
create index visits_by_draw on views.visits (draw);

-- Not derived from facts. The organiser's one-time code, until it is revealed with the pack.
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
