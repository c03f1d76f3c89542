-- Places of business beside the entities' own, as the registry lists them; `industries` is empty where they are the entity's.
create table views.premises (
    entity      text   not null,
    premises    text   not null,
    name        text   not null,
    township    text   not null,
    industries  text[] not null,
    closed_from date,
    primary key (entity, premises)
);

-- At which place a visit and a filing are; null for the entity's own.
alter table views.visits add column premises text, add column premises_name text;
alter table views.filings add column premises text, add column premises_name text;
