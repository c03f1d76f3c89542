-- Visits of which no notice may be given, as long as the public and the entity may know nothing of them (libs/domain/secret_teams.py):
-- until an officer has checked in, the visit is completed or cancelled, or its day is over. Officials and services know of a visit
-- from the morning of its day on: then it is no longer confided, and still quiet.
create function public.quiet_visits(today date) returns table (visit text) language sql stable as $$
    select v.visit from views.visits v left join views.visit_days d using (visit)
     where v.confided
        or (v.notice_forbidden and not v.under_way and v.completed_on is null and not v.closed and v.cancelled is null
            and coalesce(d.day, v.window_to) >= today)
$$;
