-- Read models only: the facts are in public.events. No foreign keys, so that the set can be rebuilt beside the living one.
create table views.departments (
    department text primary key,
    title      text not null
);

create table views.townships (
    township text primary key,
    title    text not null
);

create table views.competences (
    item       text primary key,
    kind       text   not null,
    department text   not null,
    industries text[] not null
);
create index competences_kind on views.competences (kind);

create table views.whistles (
    whistle      text primary key,
    township     text        not null,
    matter_kind  text        not null,
    matter       text        not null,
    place        text        not null,
    urgency      text        not null,
    entity       text,
    state        text        not null,
    blown_at     timestamptz not null,
    report_in_by timestamptz,
    escalations  integer     not null default 0,
    plan         text,
    solved       boolean,
    closed_at    timestamptz,
    version      integer     not null
);
create index whistles_by_state on views.whistles (state, blown_at);

create table views.calls (
    whistle     text    not null,
    department  text    not null,
    called_at   timestamptz not null,
    due         timestamptz not null,
    reported_at timestamptz,
    late        boolean not null default false,
    step        integer not null default 0,
    outcome     text,
    stars       integer,
    primary key (whistle, department)
);

create table views.clues (
    clue       text primary key,
    origin     text        not null,
    entity     text        not null,
    finder     text        not null,
    competent  text        not null,
    matter     text        not null,
    state      text        not null,
    due        timestamptz,
    late       boolean     not null default false,
    outcome    text,
    received_at timestamptz not null,
    version    integer     not null
);
create index clues_by_department on views.clues (competent, state);

-- The numbers of the place, edition by edition.
create table views.policies (
    edition        integer primary key,
    effective_from date        not null,
    pack           jsonb       not null,
    reason         text        not null,
    adopted_at     timestamptz not null,
    fact           text        not null
);
