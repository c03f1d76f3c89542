-- Objections: lodged by entities, decided by officers who were not there, told.
create table views.objections (
    objection   text primary key,
    about       text        not null,
    reference   text        not null,
    visit       text,
    entity      text        not null,
    department  text        not null,
    points      text[]      not null,
    evidence    text[]      not null,
    on_paper    boolean     not null,
    state       text        not null,
    due         timestamptz,
    overdue     boolean     not null default false,
    late        boolean     not null default false,
    reason      text,
    outcome     text,
    answers     jsonb,
    reviewers   text[],
    correction  text,
    decided_on  date,
    way         text,
    told_on     date,
    lodged_at   timestamptz not null,
    accepted_at timestamptz,
    version     integer     not null
);
create index objections_in_order on views.objections (lodged_at, objection);
create index objections_by_reference on views.objections (reference);
create index objections_by_department on views.objections (department, state);
create index objections_by_entity on views.objections (entity);
create index objections_by_evidence on views.objections using gin (evidence);
