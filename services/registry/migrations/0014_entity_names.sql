-- What entities are found by: names in one spelling, the first letters of their readings, and the pairs of neighbouring characters
-- in both. Letters come from a dictionary that the database has not: they are there for new and changed names, for the others
-- after a rebuild.
create table views.entity_names (
    entity   text primary key,
    township text   not null,
    key      text   not null,
    initials text   not null,
    grams    text[] not null
);
insert into views.entity_names
select entity, township, key, '', array(select distinct substr(key, at, 2) from generate_series(1, length(key) - 1) as at)
  from (select entity, township, regexp_replace(lower(normalize(name, NFKC)), '\s', '', 'g') as key from views.entities) as named;
create index entity_names_by_grams on views.entity_names using gin (grams);
create index entity_names_by_key on views.entity_names (key, township);
create index entities_by_number on views.entities (split_part(entity, ':', 2));
