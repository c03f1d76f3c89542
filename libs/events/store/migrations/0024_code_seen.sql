-- Which code last gave the parked streams another try. Code that differs does so once when it starts.
create table code_seen (
    only_row boolean     primary key default true check (only_row),
    digest   text        not null,
    since    timestamptz not null default now()
);
