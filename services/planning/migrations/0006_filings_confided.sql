-- Filings that were confided from the start: there is no such filing for others until its visit is told.
alter table views.filings add column confided boolean not null default false;
update views.filings f set confided = true
 where notice_forbidden or exists (select 1 from views.visits v where v.visit = f.visit and v.confided);
