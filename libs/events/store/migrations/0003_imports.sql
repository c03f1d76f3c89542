-- Imports of files: progress while they run, what became of every row afterwards. `interrupted`: the process died; such an import
-- is neither running nor broken off by its sender.
create table imports (
    import_id    text primary key,
    kind         text        not null,
    caller       text        not null,
    state        text        not null check (state in ('running', 'finished', 'broken-off', 'interrupted')),
    rows         bigint      not null default 0,
    accepted     bigint      not null default 0,
    unchanged    bigint      not null default 0,
    refused      bigint      not null default 0,
    facts        bigint      not null default 0,
    started_at   timestamptz not null default clock_timestamp(),
    finished_at  timestamptz,
    -- How far into its file it is and as what it read the rows; where it may be resumed.
    bytes        bigint      not null default 0,
    bytes_total  bigint,
    rows_total   bigint,
    resumed_from bigint      not null default 0,
    encodings    jsonb       not null default '{}',
    sheets_left  text[]      not null default '{}',
    -- Hash of the rows that are done: the same file sent again goes on after them.
    done_hash    bytea
);

-- A workbook has line 2 once per sheet.
create table import_refusals (
    import_id text    not null references imports (import_id) on delete cascade,
    line      bigint  not null,
    field     text    not null,
    value     text    not null,
    rule_en   text    not null,
    rule_zh   text    not null,
    sheet     text    not null default '',
    do_en     text    not null default '',
    do_zh     text    not null default '',
    primary key (import_id, sheet, line)
);

-- One row per transaction of an import: which lines it took and what became of each (a accepted, u unchanged, r refused).
create table import_outcomes (
    import_id text     not null references imports (import_id) on delete cascade,
    after     bigint   not null,
    sheet     text     not null,
    lines     bigint[] not null,
    outcomes  text     not null,
    primary key (import_id, after)
);
