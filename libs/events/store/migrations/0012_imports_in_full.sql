-- How far into its file an import is and as what it read the rows; where it may be resumed; what became of every row.
alter table imports
    add column bytes        bigint not null default 0,
    add column bytes_total  bigint,
    add column rows_total   bigint,
    add column resumed_from bigint not null default 0,
    add column encodings    jsonb  not null default '{}',
    add column sheets_left  text[] not null default '{}',
    -- Hash of the rows that are done: the same file sent again goes on after them. Null: by an older process, counted anew.
    add column done_hash    bytea;

-- A workbook has line 2 once per sheet. Older processes write six columns, in the order they always had.
alter table import_refusals
    add column sheet text not null default '',
    add column do_en text not null default '',
    add column do_zh text not null default '';
alter table import_refusals drop constraint import_refusals_pkey;
alter table import_refusals add primary key (import_id, sheet, line);

-- One row per transaction of an import: which lines it took and what became of each (a accepted, u unchanged, r refused).
create table import_outcomes (
    import_id text     not null references imports (import_id) on delete cascade,
    after     bigint   not null,
    sheet     text     not null,
    lines     bigint[] not null,
    outcomes  text     not null,
    primary key (import_id, after)
);
