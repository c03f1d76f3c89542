-- Visits that are told to nobody yet but to those who go and those who organise: of those before, the ones without notice on
-- which nobody has arrived.
alter table views.visits add column confided boolean not null default false;
update views.visits set confided = true where notice_forbidden and state in ('assigned', 'announced');
