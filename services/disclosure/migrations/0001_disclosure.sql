-- What the public reads, by digest. Not derived: views move on (names, titles, later steps), what was published must not.
create table contents (
    digest  text primary key,
    body    jsonb       not null,
    title   text        generated always as (body ->> 'title') stored,
    kept_at timestamptz not null default now()
);

-- Keys of this store alone: never in a fact, never in a view.
create table secrets (
    name  text primary key,
    value bytea not null
);

-- Read models only from here. No foreign keys, so that the set can be rebuilt beside the living one.
create table views.departments (
    department text primary key,
    title      text not null
);

create table views.townships (
    township text primary key,
    title    text not null
);

create table views.industries (
    industry text primary key,
    title    text not null
);

create table views.items (
    item           text    not null,
    edition        integer not null,
    subject        text    not null,
    content        text    not null,
    effective_from date    not null,
    primary key (item, edition)
);

create table views.entities (
    entity       text primary key,
    name         text        not null,
    category     text        not null,
    township     text        not null,
    industries   text[]      not null,
    listed_at    timestamptz not null,
    changed_at   timestamptz,
    struck_at    timestamptz,
    struck_reason text
);

create table views.demands (
    demand     text primary key,
    department text   not null,
    kind       text   not null,
    items      text[] not null,
    industries text[] not null,
    list_class text   not null,
    ratios     jsonb  not null,
    method     text   not null
);

create table views.plan_editions (
    publication   text primary key,
    plan          text    not null,
    edition       integer not null,
    year          integer not null,
    lead          text    not null,
    demands       text[]  not null,
    departments   text[]  not null,
    window_from   date    not null,
    window_to     date    not null,
    votes_for     integer not null,
    votes_against integer not null
);

create table views.draws (
    draw               text primary key,
    publication        text not null,
    plan               text,
    year               integer,
    lead               text,
    demands            text[] not null default '{}',
    departments        text[] not null default '{}',
    manifest           text,
    frame_root         text,
    frame_count        integer,
    excluded           jsonb not null default '{}',
    certificate        text,
    department_checks  integer,
    visits             integer,
    visits_if_separate integer,
    lower_bound_milli  integer,
    shortfalls         integer,
    shortages          integer,
    completed_on       date
);
create unique index draws_by_publication on views.draws (publication);

create table views.visits (
    visit       text primary key,
    draw        text    not null,
    entity      text    not null,
    departments integer not null,
    cancelled   boolean not null default false
);

create table views.inspections (
    visit        text primary key,
    draw         text   not null,
    entity       text   not null,
    township     text   not null,
    lead         text   not null,
    departments  text[] not null,
    method       text   not null,
    completed_on date,
    completed_at timestamptz
);
create index inspections_by_entity on views.inspections (entity) where completed_at is not null;

create table views.parts (
    visit       text  not null,
    department  text  not null,
    findings    jsonb not null,
    disposition text  not null,
    basis       text,
    primary key (visit, department)
);

create table views.results (
    result      text primary key,
    publication text    not null,
    visit       text    not null,
    entity      text    not null,
    entity_name text    not null,
    industries  text[]  not null,
    kinds       text[]  not null,
    lead        text    not null,
    parts       jsonb   not null,
    problems    integer not null,
    checked_on  date    not null,
    record      text    not null,
    revoked     boolean not null default false
);
create unique index results_by_publication on views.results (publication);
create index results_by_visit on views.results (visit);

create table views.rectifications (
    rectification text primary key,
    visit         text        not null,
    entity        text        not null,
    department    text        not null,
    due           timestamptz not null,
    state         text        not null
);
create index rectifications_by_visit on views.rectifications (visit);

create table views.rectification_steps (
    rectification text        not null,
    version       integer     not null,
    visit         text        not null,
    entity        text        not null,
    department    text        not null,
    step          text        not null,
    at            timestamptz not null,
    primary key (rectification, version)
);
create index rectification_steps_by_entity on views.rectification_steps (entity);

create table views.classes (
    entity       text        not null,
    version      integer     not null,
    previous     text,
    credit_class text        not null,
    at           timestamptz not null,
    primary key (entity, version)
);

create table views.whistles (
    whistle     text primary key,
    entity      text,
    matter_kind text        not null,
    escalations integer     not null default 0,
    closed_at   timestamptz
);
create index whistles_by_entity on views.whistles (entity) where entity is not null;

create table views.publications (
    publication  text primary key,
    subject      text        not null,
    reference    text        not null,
    entity       text,
    department   text        not null,
    occurred_on  date        not null,
    due          timestamptz not null,
    state        text        not null,
    overdue      boolean     not null default false,
    content      text,
    masked       text[]      not null default '{}',
    late         boolean     not null default false,
    published_at timestamptz,
    corrections  integer     not null default 0,
    version      integer     not null
);
create index publications_due on views.publications (due, publication) where state = 'due';
create index publications_made on views.publications (published_at, publication) where published_at is not null;
create index publications_by_entity on views.publications (entity) where entity is not null;

create table views.publication_steps (
    publication text        not null,
    version     integer     not null,
    step        text        not null,
    at          timestamptz not null,
    content     text,
    reason      text,
    primary key (publication, version)
);

-- No visit, no time: only what the averages need.
create table views.ratings (
    rating      text primary key,
    position    bigint  not null,
    stars       integer not null,
    departments text[]  not null
);

-- The numbers of the place, edition by edition.
create table views.policies (
    edition        integer primary key,
    effective_from date        not null,
    pack           jsonb       not null,
    reason         text        not null,
    adopted_at     timestamptz not null,
    fact           text        not null
);
