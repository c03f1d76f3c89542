-- Deadlines that failed, and until when each is put off. In a table and not in a process, so that an operator may ask any process
-- and every worker keeps to it. Beside the read models: a rebuild makes `deadlines` anew, and what failed before may fail again.
-- `due` belongs to the name: a deadline that a fact has set anew is another one.
create table deadlines_put_off (
    key       text primary key,
    due       timestamptz not null,
    command   text        not null,
    error     text        not null,
    attempts  integer     not null,
    since     timestamptz not null,
    failed_at timestamptz not null,
    until     timestamptz not null
);
