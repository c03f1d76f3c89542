-- Read models: derived from facts, rebuilt beside the living ones, so no foreign keys.
create table views.industries (
    industry text primary key,
    title    text    not null,
    version  integer not null
);

create table views.departments (
    department text primary key,
    title      text    not null,
    level      text    not null,
    divisions  text[]  not null,
    version    integer not null
);

create table views.townships (
    township   text primary key,
    title      text    not null,
    department text    not null,
    version    integer not null
);

-- One row per edition, in force from `effective_from` until the day before `effective_until`.
create table views.items (
    item            text    not null,
    edition         integer not null,
    kind            text    not null,
    list_class      text    not null,
    department      text    not null,
    industries      text[]  not null,
    content         jsonb   not null,
    effective_from  date    not null,
    effective_until date,
    withdrawn       text,
    version         integer not null,
    primary key (item, edition)
);

create table views.scenarios (
    scenario       text primary key,
    title          text    not null,
    industry       text    not null,
    lead           text    not null,
    departments    text[]  not null,
    items          text[]  not null,
    effective_from date    not null,
    version        integer not null
);

create table views.entities (
    entity          text primary key,
    name            text    not null,
    industries      text[]  not null,
    township        text    not null,
    category        text    not null,
    founded         date,
    struck_off_from date,
    struck_off_for  text,
    version         integer not null
);
create index entities_by_industry on views.entities using gin (industries);
create index entities_by_township on views.entities (township, entity);

create table views.inspectors (
    inspector      text primary key,
    department     text    not null,
    certificate    text    not null,
    qualifications text[]  not null,
    valid_from     date    not null,
    valid_until    date    not null,
    suspended_from date,
    suspended_for  text,
    version        integer not null
);
create index inspectors_by_department on views.inspectors (department, inspector);

create table views.agreements (
    agreement     text primary key,
    state         text    not null check (state in ('proposed', 'accepted', 'revoked')),
    partner       text    not null,
    partner_jwk   jsonb   not null,
    document      jsonb   not null,
    valid_from    date    not null,
    valid_until   date    not null,
    revoked_by    text,
    revoked_for   text,
    version       integer not null
);
create index agreements_by_partner on views.agreements (partner) where state = 'accepted';

-- Personal: not derived from facts, so that a name can be erased. An erased person's row stays without the name, so that a
-- file sent again does not bring it back.
create table public.people (
    inspector text primary key,
    name      text,
    erased_at timestamptz,
    erased_by text,
    check ((name is null) = (erased_at is not null))
);
