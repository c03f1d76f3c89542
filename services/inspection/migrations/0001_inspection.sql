-- Read models only: the facts are in public.events. No foreign keys, so that the set can be rebuilt beside the living one.
create table views.departments (
    department text primary key,
    title      text not null
);

-- Every change of an item stays, since the day of the visit counts; one that takes it off the list leaves it no case.
create table views.items (
    item            text    not null,
    version         integer not null,
    effective_from  date    not null,
    minor_exemption text,
    primary key (item, version)
);

create table views.inspectors (
    inspector      text primary key,
    department     text not null,
    valid_from     date not null,
    valid_until    date not null,
    suspended_from date
);

create table views.visits (
    visit            text primary key,
    draw             text        not null,
    entity           text        not null,
    entity_name      text        not null,
    industries       text[]      not null,
    township         text        not null,
    lead             text        not null,
    departments      text[]      not null,
    method           text        not null,
    notice_forbidden boolean     not null,
    window_from      date        not null,
    window_to        date        not null,
    due              timestamptz not null,
    state            text        not null,
    announced        boolean,
    visit_on         date,
    basis            text,
    overdue          boolean     not null default false,
    answer           text,
    answer_remark    text,
    problems         integer     not null default 0,
    completed_on     date,
    result           text,
    assigned_at      timestamptz not null,
    version          integer     not null
);
create index visits_in_order on views.visits (assigned_at, visit);
create index visits_by_state on views.visits (state, assigned_at, visit);
create index visits_by_entity on views.visits (entity);
create index visits_by_department on views.visits using gin (departments);

create table views.parts (
    visit       text    not null,
    department  text    not null,
    ordinal     integer not null,
    kinds       text[]  not null,
    items       text[]  not null,
    inspectors  text[]  not null,
    disposition text,
    basis       text,
    problems    integer,
    recorded_at timestamptz,
    filings     text[]  not null default '{}',
    primary key (visit, department)
);
create index parts_by_disposition on views.parts (disposition);

create table views.check_ins (
    visit      text        not null,
    inspector  text        not null,
    department text        not null,
    how        text        not null,
    at         timestamptz not null,
    reason     text,
    primary key (visit, inspector)
);

create table views.findings (
    visit       text   not null,
    finding     text   not null,
    department  text   not null,
    item        text   not null,
    severity    text   not null,
    description text   not null,
    evidence    text[] not null,
    primary key (visit, finding)
);

create table views.clues (
    clue      text primary key,
    visit     text        not null,
    finder    text        not null,
    competent text        not null,
    matter    text        not null,
    found_at  timestamptz not null
);
create index clues_by_visit on views.clues (visit);

create table views.results (
    result     text primary key,
    visit      text        not null,
    lead       text        not null,
    entity     text        not null,
    kinds      text[]      not null,
    problems   integer     not null,
    checked_on date        not null,
    record     text        not null,
    issued_at  timestamptz not null,
    revoked    text
);
create index results_by_visit on views.results (visit);

create table views.rectifications (
    rectification text primary key,
    visit         text        not null,
    entity        text        not null,
    department    text        not null,
    findings      text[]      not null,
    due           timestamptz not null,
    state         text        not null,
    overdue       boolean     not null default false,
    reported_late boolean,
    failures      integer     not null default 0,
    reason        text,
    ordered_at    timestamptz not null,
    passed_at     timestamptz,
    version       integer     not null
);
create index rectifications_in_order on views.rectifications (ordered_at, rectification);
create index rectifications_by_visit on views.rectifications (visit);
create index rectifications_by_department on views.rectifications (department, state);

-- Checks taken over from files; `department`: who made it, where the file says so.
create table views.recorded_results (
    result     text primary key,
    entity     text not null,
    kind       text not null,
    checked_on date not null,
    score      integer,
    problems   text[] not null,
    origin     text not null,
    department text
);
create index recorded_results_by_entity on views.recorded_results (entity, checked_on);

-- Editions of the jurisdiction's numbers.
create table views.policies (
    edition        integer primary key,
    effective_from date        not null,
    pack           jsonb       not null,
    reason         text        not null,
    adopted_at     timestamptz not null,
    fact           text        not null
);
