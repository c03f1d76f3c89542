-- Joint visits that called departments have asked planning for, and what came of that.
create table views.visits_asked (
    ask         text        primary key,
    whistle     text        not null,
    lead        text        not null,
    departments text[]      not null,
    items       text[]      not null,
    on_day      date        not null,
    emergency   boolean     not null,
    state       text        not null,
    visit       text,
    left_out    jsonb       not null default '[]',
    asked_at    timestamptz not null
);
create index visits_asked_by_whistle on views.visits_asked (whistle);
