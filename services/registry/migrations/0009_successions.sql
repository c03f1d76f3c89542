-- Under which code a business goes on (个转企, a stall numbered anew).
create table views.successions (
    entity    text primary key,
    successor text not null
);
create index successions_by_successor on views.successions (successor);
