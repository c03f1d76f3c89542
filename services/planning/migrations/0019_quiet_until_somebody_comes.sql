-- Where nobody has come, such a visit is quiet to the end of its window: its own day slips without a word to planning, as
-- inspection may note any later day of the window, and was told to everybody while somebody was still to come.
create or replace function public.quiet_visits(today date) returns table (visit text) language sql stable as $$
    select v.visit from views.visits v
     where v.confided
        or (v.notice_forbidden and not v.under_way and v.completed_on is null and not v.closed and v.cancelled is null
            and v.window_to >= today)
$$;
