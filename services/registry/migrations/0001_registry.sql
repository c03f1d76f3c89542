-- Read models: derived from facts, rebuilt beside the living ones, so no foreign keys.
-- Every effective-dated list in one table: a row per edition, in force from `effective_from` until the day before
-- `effective_until`. `seq` is the version its stream had when the edition was written, `version` the one it has now.
create table views.editions (
    list            text    not null,
    key             text    not null,
    seq             integer not null,
    effective_from  date    not null,
    effective_until date,
    withdrawn       text,
    version         integer not null,
    content         jsonb   not null,
    primary key (list, key, seq)
);
create index editions_by_day on views.editions (list, key, effective_from);
create index tags_by_entity on views.editions ((content ->> 'entity')) where list = 'tags';

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

-- An entity's particulars as they stand, and as they stood: `since` until the day before `until`.
create table views.entities (
    entity          text primary key,
    name            text    not null,
    industries      text[]  not null,
    township        text    not null,
    category        text    not null,
    founded         date,
    struck_off_from date,
    struck_off_for  text,
    version         integer not null,
    since           date
);
create index entities_by_industry on views.entities using gin (industries);
create index entities_by_township on views.entities (township, entity);

create table views.entity_past (
    entity     text    not null,
    version    integer not null,
    since      date,
    until      date    not null,
    name       text    not null,
    industries text[]  not null,
    township   text    not null,
    category   text    not null,
    founded    date,
    primary key (entity, version)
);

create table views.approvals (
    approval          text primary key,
    entity            text    not null,
    title             text    not null,
    mode              text    not null,
    approver          text    not null,
    supervisor        text    not null,
    delegate          text,
    by_commitment     boolean not null,
    granted_on        date    not null,
    valid_until       date,
    handed_over_on    date    not null,
    taken_over_on     date,
    ceased_from       date,
    ceased_for        text,
    commitment_broken boolean,
    version           integer not null
);
create index approvals_by_entity on views.approvals (entity);

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

create table views.dismissals (
    suggestion text primary key,
    reason     text not null,
    until      date not null
);

-- Who checked whom: planned visits and results, a row per department. `ref`: the visit or the result it came from.
create table views.meetings (
    fact       text    not null,
    ref        text    not null,
    entity     text    not null,
    department text    not null,
    industries text[]  not null,
    day        date    not null,
    problems   integer not null,
    penalty    boolean not null,
    primary key (fact, department)
);
create index meetings_by_ref on views.meetings (ref);
create index meetings_by_entity on views.meetings (entity, day);
create index meetings_by_day on views.meetings (day);

-- A revocation or a cancellation may arrive before what it takes back.
create table views.taken_back (
    ref text primary key
);

create table views.complaints (
    fact        text primary key,
    entity      text,
    township    text,
    matter_kind text,
    departments text[] not null,
    day         date   not null
);
create index complaints_by_entity on views.complaints (entity, day);
create index complaints_by_day on views.complaints (day);

-- Entities that the credit service classes as high risk (D).
create table views.high_risk (
    entity text primary key,
    fact   text not null,
    since  date not null
);

create table views.policies (
    edition        integer     primary key,
    effective_from date        not null,
    pack           jsonb       not null,
    reason         text        not null,
    adopted_at     timestamptz not null,
    fact           text        not null
);

-- Personal: not derived from facts, so that a name can be erased. An erased person's row stays without the name, so that a
-- file sent again does not bring it back.
create table public.people (
    inspector text primary key,
    name      text,
    erased_at timestamptz,
    erased_by text,
    check ((name is null) = (erased_at is not null))
);
