-- name: departments_for(kind, industry)
-- Departments whose listed items fit a kind or an industry, the best fit first.
select c.department, coalesce(d.title, c.department) as title, count(*) as items
  from competences c left join departments d using (department)
 where c.kind = :kind or :industry = any(c.industries)
 group by 1, 2 order by 3 desc, 1;

-- name: known_departments(codes)
select department from departments where department = any(:codes);

-- name: township(township)^
select township, title from townships where township = :township;

-- name: whistle(whistle)^
select * from whistles where whistle = :whistle;

-- name: calls(whistle)
select c.*, coalesce(d.title, c.department) as title
  from calls c left join departments d using (department) where c.whistle = :whistle order by c.department;

-- name: visits_asked(whistle)
select * from visits_asked where whistle = :whistle order by asked_at, ask;

-- name: competent_for(items)
select item, department from competences where item = any(:items);

-- name: whistles_page(state, township, department, whole, own_departments, own_divisions, after_time, after_whistle, limit)
select * from whistles
 where (:state::text is null or state = :state)
   and (:township::text is null or township = :township)
   and (:department::text is null or exists (select 1 from calls c where c.whistle = whistles.whistle and c.department = :department))
   and (:whole or township ^@ any(:own_divisions::text[])
        or exists (select 1 from calls c where c.whistle = whistles.whistle and c.department = any(:own_departments::text[])))
   and (blown_at, whistle) > (:after_time::timestamptz, :after_whistle)
 order by blown_at, whistle limit :limit;

-- name: open_report_ins(first_due)
-- Departments that are called and have not come, and are not overdue: when each was called.
select c.whistle, c.department, w.urgency, c.called_at as began_at, c.due
  from calls c join whistles w using (whistle)
 where w.state = 'called' and c.reported_at is null and c.step = 0 and c.due >= :first_due::timestamptz
 order by c.due, c.whistle, c.department;

-- name: open_handlings(first_due)
select whistle, agreed_at as began_at, done_by as due from handlings
 where by_rule and done_by >= :first_due::timestamptz order by done_by, whistle;
