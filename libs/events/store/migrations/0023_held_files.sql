-- Files that wait for a second person: kept as they were sent until they are applied, refused, taken back or overdue.
alter table imports drop constraint imports_state_check;
alter table imports add constraint imports_state_check check (state in
    ('running', 'finished', 'broken-off', 'interrupted', 'waiting', 'refused', 'withdrawn', 'expired'));
alter table imports
    add column countersignature text unique,
    add column approved_by      text,
    -- Of the bytes that were sent, in hexadecimal.
    add column sha256           text;

create table import_files (
    import_id    text primary key references imports (import_id) on delete cascade,
    content_type text   not null,
    sheets       text[] not null,
    -- How the sender's office called the columns when it was sent.
    titles       jsonb  not null
);
create table import_pieces (
    import_id text    not null references import_files (import_id) on delete cascade,
    piece     integer not null,
    content   bytea   not null,
    primary key (import_id, piece)
);
