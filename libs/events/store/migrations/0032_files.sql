-- Files that facts name by their digest. The content lies in a store of its own and was there before its row; `gone_at`: since
-- when it is there no more, because it was erased.
create table files (
    sha256     text primary key check (sha256 ~ '^[0-9a-f]{64}$'),
    bytes      bigint      not null check (bytes > 0),
    media_type text        not null,
    kept_at    timestamptz not null,
    gone_at    timestamptz
);

-- Who brought a file in, for whom (names in the service's own scope), and what they said of it. Several may bring the same one.
create table file_uploads (
    sha256      text        not null references files (sha256),
    uploaded_by text        not null,
    acts_for    text[]      not null,
    taken_at    timestamptz,
    position    text,
    device      text,
    uploaded_at timestamptz not null,
    primary key (sha256, uploaded_by)
);
create index file_uploads_by_caller on file_uploads (uploaded_by, uploaded_at);

-- Files that come in pieces. `received` bytes are safe; `sha256`: it came whole and is kept.
create table uploads (
    upload      text primary key,
    bytes       bigint      not null check (bytes > 0),
    received    bigint      not null default 0 check (received between 0 and bytes),
    media_type  text        not null,
    taken_at    timestamptz,
    position    text,
    device      text,
    uploaded_by text        not null,
    acts_for    text[]      not null,
    started_at  timestamptz not null,
    expires_at  timestamptz not null,
    sha256      text
);
create index uploads_by_caller on uploads (uploaded_by);
create index uploads_by_end on uploads (expires_at);

-- `piece`: its name in the store.
create table upload_pieces (
    upload text   not null references uploads (upload) on delete cascade,
    start  bigint not null,
    bytes  bigint not null check (bytes > 0),
    piece  text   not null,
    primary key (upload, start)
);
