-- Read models only: the facts are in public.events. No foreign keys, so that the set can be rebuilt beside the living one.
create table views.entities (
    entity    text primary key,
    name      text    not null,
    township  text    not null,
    operating boolean not null default true
);

create table views.models (
    model          text    not null,
    edition        integer not null,
    title          text    not null,
    base           integer not null,
    cutoffs        jsonb   not null,
    indicators     jsonb   not null,
    effective_from date    not null,
    position       bigint  not null,
    adopted_at     timestamptz not null,
    primary key (model, edition)
);
create index models_in_force on views.models (effective_from, position);

create table views.profiles (
    entity       text primary key,
    score        integer not null,
    credit_class text    not null,
    by_hand      boolean not null default false,
    model        text    not null,
    edition      integer not null,
    opened_at    timestamptz not null,
    changed_at   timestamptz not null,
    version      integer not null
);
create index profiles_by_class on views.profiles (credit_class, entity);

-- `occurrence` is 1 for a line that rests on evidence, -1 for one that takes such a line back, 0 for base, opening and repricing.
create table views.lines (
    entity      text     not null,
    version     integer  not null,
    number      smallint not null,
    indicator   text     not null,
    points      integer  not null,
    reason      text     not null,
    evidence    text     not null,
    on_day      date     not null,
    occurrence  smallint not null,
    score       integer  not null,
    recorded_at timestamptz not null,
    primary key (entity, version, number)
);

create table views.class_changes (
    entity       text    not null,
    version      integer not null,
    previous     text    not null,
    credit_class text    not null,
    score        integer not null,
    because      text    not null,
    model        text    not null,
    edition      integer not null,
    at           timestamptz not null,
    position     bigint  not null,
    primary key (entity, version)
);
create index class_changes_in_order on views.class_changes (position);

-- The numbers of the place, edition by edition.
create table views.policies (
    edition        integer primary key,
    effective_from date        not null,
    pack           jsonb       not null,
    reason         text        not null,
    adopted_at     timestamptz not null,
    fact           text        not null
);

-- Who asked for a class: an access log, not a consequence of facts. Real time, since it also limits the rate. No class: no such
-- entity.
create table public.queries (
    id           bigint generated always as identity primary key,
    caller       text        not null,
    entity       text        not null,
    credit_class text,
    at           timestamptz not null default clock_timestamp()
);
create index queries_by_caller on public.queries (caller, at);
