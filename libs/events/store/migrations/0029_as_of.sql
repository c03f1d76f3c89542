-- The day of what an import's file says, where its sender named one.
alter table imports add column as_of date;
