-- Days and routes.
create table views.schedules (
    schedule       text primary key,
    draw           text    not null,
    year           integer not null,
    first_day      date    not null,
    last_day       date    not null,
    solver         jsonb   not null,
    greedy         jsonb   not null,
    proven_optimal boolean not null,
    issued_at      timestamptz not null,
    version        integer not null
);
create index schedules_by_draw on views.schedules (draw);

-- The newest day of each visit; beside views.visits, because a visit is planned before it has one.
create table views.visit_days (
    visit        text primary key,
    schedule     text    not null,
    day          date    not null,
    start_minute integer not null,
    minutes      integer not null,
    reason       text
);
create index visit_days_by_day on views.visit_days (day, start_minute);
create index visit_days_by_schedule on views.visit_days (schedule);

-- Where townships are, as far as the registry knows it.
create table views.township_positions (
    township  text primary key,
    latitude  integer not null,
    longitude integer not null
);

-- Not derived from facts: the computation of a schedule, while it runs and what it answered.
create table public.schedule_runs (
    schedule       text primary key,
    draw           text        not null,
    caller         text        not null,
    state          text        not null check (state in ('running', 'finished', 'infeasible', 'cancelled', 'failed', 'interrupted')),
    partial        boolean     not null,
    keep_days      boolean     not null,
    seconds        integer     not null,
    visits         integer     not null,
    done_permille  integer     not null default 0,
    stop           boolean     not null default false,
    solver         jsonb,
    greedy         jsonb,
    proven_optimal boolean     not null default false,
    assumed        text[]      not null default '{}',
    missing        jsonb       not null default '[]',
    error          text,
    started_at     timestamptz not null,
    finished_at    timestamptz
);
create index schedule_runs_by_draw on public.schedule_runs (draw, started_at);
