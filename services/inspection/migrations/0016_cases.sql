-- A case stands under its number; CASE is a word of SQL. `evidence` are files that the department alone reads, `papers` those that
-- the party has, or has brought in.
create table views.cases (
    case_ref      text primary key,
    department    text        not null,
    entity        text,
    person        text,
    subject       text,
    origin_kind   text        not null,
    origin        text        not null,
    finding       text,
    matter        text        not null,
    items         text[]      not null default '{}',
    officers      text[]      not null default '{}',
    procedure     text,
    state         text        not null,
    suspended     text,
    transfer      text,
    filed_at      timestamptz not null,
    late          boolean     not null,
    decide_by     timestamptz,
    overdue       text[]      not null default '{}',
    outcome       text,
    major         boolean,
    evidence      text[]      not null default '{}',
    papers        text[]      not null default '{}',
    told_at       timestamptz,
    defend_by     timestamptz,
    hearing_on    timestamptz,
    decision      text,
    decided_on    date,
    penalties     jsonb       not null default '[]',
    basis         text,
    grade         text,
    is_public     boolean,
    served_at     timestamptz,
    perform_by    timestamptz,
    left_fen      bigint,
    surcharge_fen bigint      not null default 0,
    revoked       text,
    ended         text,
    closed_at     timestamptz,
    version       integer     not null
);
create index cases_in_order on views.cases (filed_at, case_ref);
create index cases_by_entity on views.cases (entity);
create index cases_by_department on views.cases (department, state);
create index cases_by_origin on views.cases (origin, finding);
create index cases_by_evidence on views.cases using gin (evidence);
create index cases_by_papers on views.cases using gin (papers);

-- What was done in a case, step by step, as its facts say it.
create table views.case_steps (
    case_ref text        not null,
    version  integer     not null,
    step     text        not null,
    said     jsonb       not null,
    noted_at timestamptz not null,
    primary key (case_ref, version)
);

-- The clocks that run, so that an arrangement of holidays moves them.
create table views.case_clocks (
    case_ref text        not null,
    stage    text        not null,
    due      timestamptz not null,
    began_at timestamptz not null,
    primary key (case_ref, stage)
);

-- Every change of a benchmark stays, since the day counts; one that takes it off the list names no item.
create table views.benchmarks (
    benchmark      text    not null,
    version        integer not null,
    effective_from date    not null,
    item           text,
    grades         jsonb,
    primary key (benchmark, version)
);

create table views.entity_tags (
    entity text not null,
    tag    text not null,
    until  date,
    primary key (entity, tag)
);

