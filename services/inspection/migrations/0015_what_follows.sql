-- Every change of an entry of the exemption list stays, since the day of the visit counts; one that takes it off names no item.
create table views.exemptions (
    exemption          text    not null,
    version            integer not null,
    effective_from     date    not null,
    item               text,
    behaviour          text,
    conditions         text[],
    first_offence_only boolean,
    primary key (exemption, version)
);
create index findings_by_item on views.findings (item);
create index results_by_entity on views.results (entity, checked_on);

-- Orders of before were for a day; `extension`: how the asking for more time stands, if any.
alter table views.rectifications
    add column kind             text        not null default 'dated',
    add column day_set           boolean     not null default false,
    add column document         text,
    add column measures         text,
    add column planned_at       timestamptz,
    add column extension        text,
    add column extension_until  timestamptz,
    add column extension_reason text,
    add column recheck_by       timestamptz,
    add column recheck_overdue  boolean     not null default false,
    add column escalated_for    text,
    add column escalated_at     timestamptz;

-- `checks`: what was seen of each finding; null for a re-check of before, which was made by one officer and told the whole.
create table views.rechecks (
    rectification text        not null,
    version       integer     not null,
    passed        boolean     not null,
    officers      text[]      not null,
    checks        jsonb,
    reason        text,
    checked_at    timestamptz not null,
    primary key (rectification, version)
);

create table views.guidance (
    guidance   text primary key,
    visit      text        not null,
    finding    text,
    entity     text        not null,
    department text        not null,
    kind       text        not null,
    text       text        not null,
    document   text,
    given_at   timestamptz not null,
    version    integer     not null
);
create index guidance_in_order on views.guidance (given_at, guidance);
create index guidance_by_visit on views.guidance (visit);
create index guidance_by_department on views.guidance (department, kind);
