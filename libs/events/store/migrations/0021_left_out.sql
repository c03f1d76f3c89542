-- A fact that a rebuild could no longer read leaves the views and is parked with its stream. Most of these facts had their
-- reactions when they came; a retry gives them back to the views alone.
alter table parked add column reacted boolean not null default false;
