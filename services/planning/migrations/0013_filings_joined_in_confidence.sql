-- Filings of which everybody knows and that have joined a confided visit: only the visit's own stream says so until it is told.
alter table views.filings add column joined_in_confidence boolean not null default false;
