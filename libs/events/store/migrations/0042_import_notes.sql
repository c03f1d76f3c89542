-- What is to be known of rows that an import has taken: of all rows of which the same is to be said once, with the first of them.
create table import_notes (
    number    bigint generated always as identity,
    import_id text   not null references imports (import_id) on delete cascade,
    field     text   not null,
    value     text   not null,
    note_en   text   not null,
    note_zh   text   not null,
    rows      bigint not null,
    line      bigint not null,
    sheet     text   not null,
    primary key (import_id, field, value, note_en)
);
