-- What an item says, for papers: by version, since the day of the visit counts.
create table views.item_texts (
    item           text    not null,
    version        integer not null,
    effective_from date    not null,
    content        text,
    legal_basis    text,
    primary key (item, version)
);

create table views.papers (
    document   text primary key,
    department text        not null,
    year       integer     not null,
    kind       text        not null,
    number     integer     not null,
    digest     text        not null,
    stream     text        not null,
    visit      text,
    addressee  text,
    void       text,
    dossier    text,
    issued_at  timestamptz not null,
    version    integer     not null
);
create unique index papers_by_number on views.papers (department, year, kind, number);
create index papers_in_order on views.papers (issued_at, document);
create index papers_by_stream on views.papers (stream);
create index papers_by_visit on views.papers (visit);
create index papers_by_addressee on views.papers (addressee);

-- Personal: what papers say, names among it. Not derived from facts, which hold the digest, so that it can be erased.
create table public.paper_contents (
    document text primary key,
    content  jsonb not null
);

-- One of a matter that is over: owed, then filed.
create table views.dossiers (
    dossier        text primary key,
    stream         text        not null,
    visit          text        not null,
    department     text        not null,
    due            timestamptz,
    overdue        boolean     not null default false,
    ends           text[]      not null default '{}',
    papers         integer     not null default 0,
    retention      text,
    retained_until date,
    owed_at        timestamptz not null,
    filed_at       timestamptz,
    readings       integer     not null default 0,
    version        integer     not null
);
create index dossiers_in_order on views.dossiers (owed_at, dossier);
create index dossiers_by_visit on views.dossiers (visit);
create index dossiers_by_department on views.dossiers (department, owed_at);

create table views.dossier_papers (
    dossier    text    not null,
    document   text    not null,
    ordinal    integer not null,
    kind       text    not null,
    department text    not null,
    digest     text    not null,
    pages      integer not null,
    primary key (dossier, document)
);
