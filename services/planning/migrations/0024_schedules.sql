-- The numbers that the computation of a schedule rests on.
alter table public.schedule_runs add column assumptions jsonb;
