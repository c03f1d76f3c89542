-- Which format of the seal a link has: a link that is sent again is sent as it was sealed.
alter table ledger add column seal smallint not null default 1 check (seal > 0);
