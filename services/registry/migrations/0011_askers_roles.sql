-- The roles by which a request was asked; null: they were not kept then.
alter table views.countersignatures add column roles text[];
-- Whoever has refused the same before is looked for at each refusal.
create index countersignatures_refused on views.countersignatures (duty, request) where state = 'refused';
