-- What the file itself calls the column for which a row was refused; empty where it was for none, and of rows of before.
alter table import_refusals add column title text not null default '';
