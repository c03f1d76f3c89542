-- Places of business beside an entity's own, as they stand and as they stood, with what they are found by.
create table views.premises (
    entity      text   not null,
    premises    text   not null,
    name        text   not null,
    address     text,
    township    text   not null,
    industries  text[] not null,
    opened      date,
    since       date   not null,
    closed_from date,
    closed_for  text,
    key         text   not null,
    initials    text   not null,
    grams       text[] not null,
    primary key (entity, premises)
);
create index premises_by_grams on views.premises using gin (grams);
create index premises_by_township on views.premises (township, entity, premises);
-- `version`: that of the entity's stream at which the row was changed.
create table views.premises_past (
    entity     text    not null,
    premises   text    not null,
    version    integer not null,
    since      date    not null,
    until      date    not null,
    name       text    not null,
    address    text,
    township   text    not null,
    industries text[]  not null,
    opened     date,
    primary key (entity, premises, version)
);
