-- name: department_of(officer)$
select department from inspectors where inspector = :officer;

-- name: last_visit(entity, officer, department, on)^
-- Of all visits: of those on which an officer has arrived, of which everybody may know.
-- The last one of an entity until a day on which the officer's department was, the officer's own before others'.
select v.visit, p.inspectors from visits v join parts p using (visit)
 where v.entity = any(array(select public.codes_of(:entity))) and p.department = :department
   and v.state in ('under-way', 'completed', 'closed') and coalesce(v.visit_on, v.window_from) <= :on::date
 order by :officer = any(p.inspectors) desc, v.visit_on desc nulls last, v.visit limit 1;

-- name: reviewed_team(visit)
-- Of all visits: of those of which the record was compiled.
select distinct unnest(inspectors) as inspector from parts where visit = :visit;

-- name: streams_of_what_followed(visit, department)
-- The streams of what followed a visit for a department.
select 'rectification-' || rectification as stream from rectifications where visit = :visit and department = :department
union
select 'transfer-' || target from findings
 where visit = :visit and department = :department and handling = 'transfer' and target is not null;

-- name: stored(streams)
-- As stored, in order. Of a transfer no more than that it was sent, or what passed its time.
select id::text as id, stream, type, schema_version, data::text as data from events
 where stream = any(:streams::text[])
   and (stream not like 'transfer-%' or type in ('inspection.transfer-sent', 'inspection.clock-passed'))
 order by position;

-- name: review(review)^
select * from reviews where review = :review;

-- name: reviews_page(officer, state, cause, whole, own_officers, after_time, after_review, limit)
select * from reviews
 where (:officer::text is null or officer = :officer)
   and (:state::text is null or state = :state)
   and (:cause::text is null or cause = :cause)
   and (:whole or officer = any(:own_officers::text[]))
   and (opened_at, review) > (:after_time::timestamptz, :after_review)
 order by opened_at, review limit :limit;

-- name: clocks_page(owner, stage, subject, whole, own_departments, after_time, after_fact, limit)
select fact, subject, stage, owner, due, since, passed_at from passed_clocks
 where (:owner::text is null or owner = :owner)
   and (:stage::text is null or stage = :stage)
   and (:subject::text is null or subject = :subject)
   and (:whole or owner = any(:own_departments::text[]))
   and (passed_at, fact) > (:after_time::timestamptz, :after_fact)
 order by passed_at, fact limit :limit;
