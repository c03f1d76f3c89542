-- How many rows of an import's workbook are hidden, by a filter or by hand: they were taken as any others.
alter table imports add column hidden integer not null default 0;
