-- The policy in force, campaigns, and what excludes an entity or lifts that. Read models: `POST /v1/ops/rebuild` fills them
-- from facts that came before this migration.

create table views.policies (
    edition        integer primary key,
    effective_from date    not null,
    pack           jsonb   not null,
    reason         text    not null,
    adopted_at     timestamptz not null,
    fact           text    not null
);

create table views.campaigns (
    campaign    text primary key,
    level       text   not null,
    document    text   not null,
    kinds       text[] not null,
    industries  text[] not null,
    valid_from  date   not null,
    valid_until date   not null,
    ended_from  date,
    ended       text,
    ordered_at  timestamptz not null,
    fact        text    not null,
    version     integer not null
);

-- The lists. What came before is known by its level at least.
alter table views.departments add column if not exists level text;
alter table views.departments add column if not exists divisions text[];
alter table views.departments add column if not exists withdrawn_from date;
alter table views.scenarios add column if not exists withdrawn_from date;
alter table views.entities add column if not exists listed_on date;
create index if not exists entities_by_industry on views.entities using gin (industries);
alter table views.item_versions add column if not exists grounds text[] not null default '{}';
alter table views.item_versions add column if not exists frequency_months integer;
alter table views.item_versions add column if not exists fact text;
update views.item_versions v
   set fact = i.id::text,
       frequency_months = (i.data #>> '{content,frequency_months}')::integer
  from public.inbox i
 where i.stream = 'item-' || v.item and i.version = v.version and i.type like 'registry.item-%';

-- X-06: one row per change of a body's mandate; `granted` false from the day it ended.
create table views.mandates (
    department      text    not null,
    version         integer not null,
    granted         boolean not null,
    effective_from  date    not null,
    effective_until date,
    primary key (department, version)
);

-- N-09: one row per change of a department's seat in the joint conference.
create table views.conference (
    department     text    not null,
    version        integer not null,
    member         boolean not null,
    lead           boolean not null,
    effective_from date    not null,
    primary key (department, version)
);

-- B-19: entities under key supervision, with the tag that says so.
create table views.key_entities (
    entity text primary key,
    until  date,
    fact   text not null
);

-- Who took part in a check, for what: one row per result and department.
create table views.result_bodies (
    result     text   not null,
    department text   not null,
    kinds      text[] not null,
    items      text[] not null,
    primary key (result, department)
);
create index if not exists results_by_entity on views.results (entity, checked_on);
create index if not exists neighbour_results_by_entity on views.neighbour_results (entity);

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

alter table views.demands add column if not exists key_ratios jsonb;
