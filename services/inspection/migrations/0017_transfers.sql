-- Every change of an organ stays, since the day counts; one that takes it off the list leaves it no kind.
create table views.organs (
    organ          text    not null,
    version        integer not null,
    effective_from date    not null,
    kind           text,
    primary key (organ, version)
);

create table views.transfers (
    transfer         text primary key,
    visit            text        not null,
    finding          text        not null,
    department       text        not null,
    articles         text[]      not null,
    officers         text[]      not null default '{}',
    evidence         text[]      not null default '{}',
    receiver         text,
    receivers_before text[]      not null default '{}',
    copy_to          text,
    case_number      text,
    ways             text[]      not null default '{}',
    reason           text,
    outcome          text,
    state            text        not null,
    due              timestamptz,
    passed           text[]      not null default '{}',
    suspected_at     timestamptz not null,
    approved_at      timestamptz,
    sent_at          timestamptz,
    received_at      timestamptz,
    closed_at        timestamptz,
    version          integer     not null
);
create index transfers_in_order on views.transfers (suspected_at, transfer);
create index transfers_by_visit on views.transfers (visit, finding);
create index transfers_by_evidence on views.transfers using gin (evidence);

create table views.hazards (
    hazard                text primary key,
    visit                 text,
    finding               text,
    entity                text,
    township              text        not null,
    lead                  text        not null,
    reach                 text,
    matter                text,
    government            text,
    guidance              text,
    peers                 text[]      not null default '{}',
    read_by               text[]      not null default '{}',
    evidence              text[]      not null default '{}',
    orders_standing       integer     not null default 0,
    measures              text,
    treatment_lead        text,
    treatment_departments text[]      not null default '{}',
    area                  text[]      not null default '{}',
    campaign              boolean     not null default false,
    reason                text,
    state                 text        not null,
    due                   timestamptz,
    passed                text[]      not null default '{}',
    found_at              timestamptz,
    begun_at              timestamptz not null,
    reported_at           timestamptz,
    acknowledged_at       timestamptz,
    closed_at             timestamptz,
    version               integer     not null
);
create index hazards_in_order on views.hazards (begun_at, hazard);
create index hazards_by_entity on views.hazards (entity);
create index hazards_by_evidence on views.hazards using gin (evidence);

create table views.danger_orders (
    danger_order text primary key,
    hazard       text        not null,
    department   text        not null,
    officers     text[]      not null,
    measure      text        not null,
    what         text        not null,
    basis        text        not null,
    given_at     timestamptz not null,
    lifted_at    timestamptz,
    lifted_for   text
);
create index danger_orders_by_hazard on views.danger_orders (hazard);

create table views.treatment_steps (
    hazard     text        not null,
    version    integer     not null,
    department text        not null,
    what       text        not null,
    done_at    timestamptz not null,
    primary key (hazard, version)
);
