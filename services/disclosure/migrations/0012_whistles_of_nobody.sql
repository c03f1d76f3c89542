-- Whistles are counted. About whom they are stands in no public file, and so not here.
drop index views.whistles_by_entity;
alter table views.whistles drop column entity, drop column matter_kind, drop column closed_at;
