-- A person is an inspector, or an entity's own number where a household or stall is called as its owner is.
alter table public.people rename column inspector to person;
