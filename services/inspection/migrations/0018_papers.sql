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
