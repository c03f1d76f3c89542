-- Of the accepted rows those that speak of something that was not known here.
alter table imports add column unknown bigint not null default 0;
