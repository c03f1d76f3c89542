-- Imports of files: progress while they run, the refused rows afterwards.
create table imports (
    import_id   text primary key,
    kind        text        not null,
    caller      text        not null,
    state       text        not null check (state in ('running', 'finished', 'broken-off')),
    rows        bigint      not null default 0,
    accepted    bigint      not null default 0,
    unchanged   bigint      not null default 0,
    refused     bigint      not null default 0,
    facts       bigint      not null default 0,
    started_at  timestamptz not null default clock_timestamp(),
    finished_at timestamptz
);

create table import_refusals (
    import_id text    not null references imports (import_id) on delete cascade,
    line      bigint  not null,
    field     text    not null,
    value     text    not null,
    rule_en   text    not null,
    rule_zh   text    not null,
    primary key (import_id, line)
);
