-- Tickets are signed blindly with keys that no store holds: the key of the tickets before them goes.
drop table secrets;

-- Ratings that wait for the others of their group, with the hash of the ticket that gave each. All rows are written anew with
-- each rating, in an order that chance gives: neither order nor transaction says which came last.
create table rating_pool (
    spent      text primary key,
    department text    not null,
    stars      integer not null
);

-- Hashes of the tickets whose ratings are counted. A ticket rates once.
create table rating_spent (
    spent text primary key
);

-- The day on which ratings were last counted.
create table rating_counts (
    last_day date not null
);

create table views.rating_keys (
    period     text not null,
    department text not null,
    modulus    text not null,
    primary key (period, department)
);

create table views.rating_tickets (
    visit      text not null,
    department text not null,
    entity     text not null,
    primary key (visit, department)
);
create index rating_tickets_by_department on views.rating_tickets (department, entity);

-- A group of ratings has a row for each.
alter table views.ratings drop column rating;
alter table views.ratings add column nth integer not null default 1;
alter table views.ratings alter column nth drop default;
alter table views.ratings add primary key (position, nth);
