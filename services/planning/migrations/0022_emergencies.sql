-- Entries at once, and what the joint conference said of them.
create table views.emergencies (
    emergency     text        primary key,
    department    text        not null,
    entity        text        not null,
    entity_name   text        not null,
    industries    text[]      not null,
    township      text        not null,
    premises      text,
    premises_name text,
    kinds         text[]      not null,
    items         text[]      not null,
    inspectors    text[]      not null,
    ground        text        not null,
    cause         text,
    danger        text,
    head          text        not null,
    entered_at    timestamptz not null,
    reported_at   timestamptz not null,
    visit         text        not null,
    to_rule       text        not null,
    rule_by       timestamptz not null,
    overdue       boolean     not null default false,
    state         text        not null,
    ruled_by      text,
    reason        text,
    ruled_at      timestamptz,
    late          boolean,
    version       bigint      not null
);
create index emergencies_by_entity on views.emergencies (entity);
create index visits_of_emergencies on views.visits (entity) where origin = 'emergency';
