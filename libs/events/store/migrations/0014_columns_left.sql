-- Titles of a file's columns that are none of its kind's: they were passed over.
alter table imports add column columns_left text[] not null default '{}';
