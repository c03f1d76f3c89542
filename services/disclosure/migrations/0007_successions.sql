-- Under which code a business goes on: the file of each code leads to the others.
create table views.successions (
    entity    text primary key,
    successor text not null
);
create index successions_by_successor on views.successions (successor);
