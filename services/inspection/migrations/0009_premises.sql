-- At which place of business a visit is; null for the entity's own.
alter table views.visits add column premises text, add column premises_name text;
