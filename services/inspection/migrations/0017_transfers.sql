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
