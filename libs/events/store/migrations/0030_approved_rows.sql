-- What a second person approves of a file, row by row. Rows of files that were kept before were not noted: none of them is
-- taken, and the report says so.
alter table import_files
    -- A byte for each row of the file, in order: 0 where it leads to nothing, else the place in `leads`, from 1.
    add column approved bytea  not null default ''::bytea,
    -- Types of the facts that rows lead to, separated by commas.
    add column leads    text[] not null default '{}';

-- All changes, for whoever may approve: NDJSON, compressed by zlib, a piece for each thousand rows.
create table import_changes (
    import_id text    not null references import_files (import_id) on delete cascade,
    piece     integer not null,
    content   bytea   not null,
    primary key (import_id, piece)
);
