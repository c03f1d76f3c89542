-- Unplanned checks that go with a visit: by which filings a part came or grew.
alter table views.parts add column filings text[] not null default '{}';
