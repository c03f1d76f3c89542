-- The masked form of a name: what stays of an erased one, so that another person under the same number is told from it.
alter table public.people add column form text;
