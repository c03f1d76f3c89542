-- Visits that are told to nobody yet but to those who go and those who organise: of those before, the ones with a sealed team.
alter table views.visits add column confided boolean not null default false;
update views.visits v set confided = true
 where exists (select 1 from views.sealed_teams s where s.visit = v.visit and s.unsealed_at is null);
