-- Tickets of ratings that wait stand apart from the ratings, each table in an order that says nothing of the other: in one row, the
-- ticket's hash told whoever had seen the ticket, in the log of a proxy for instance, how many stars it gave. The former table goes
-- whole: a dropped column would stay in its rows.
create table rating_taken (
    spent text primary key
);
insert into rating_taken select spent from rating_pool order by spent;

alter table rating_pool rename to rating_pool_before;
create table rating_pool (
    department text    not null,
    stars      integer not null
);
insert into rating_pool select department, stars from rating_pool_before order by random();
drop table rating_pool_before;
