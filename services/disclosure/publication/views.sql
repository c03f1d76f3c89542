-- name: publication(publication)^
select subject, department, published_at from publications where publication = :publication;

-- name: published(publication)^
select p.*, coalesce(d.title, p.department) as department_title, c.title, c.body::text as body
  from publications p left join departments d using (department) left join contents c on c.digest = p.content
 where p.publication = :publication and p.published_at is not null;

-- name: publication_steps(publication)
select step, at, content, reason from publication_steps where publication = :publication order by version;

-- name: keep_content(digest, body)!
insert into contents (digest, body) values (:digest, :body::jsonb) on conflict (digest) do nothing;

-- name: pending_page(department, overdue, whole, own_departments, after_due, after_publication, limit)
select p.publication, p.subject, p.reference, p.entity, p.department, coalesce(d.title, p.department) as department_title,
       p.occurred_on, p.due, p.overdue, p.version
  from publications p left join departments d using (department)
 where p.state = 'due'
   and (:department::text is null or p.department = :department)
   and (:overdue::boolean is null or p.overdue = :overdue)
   and (:whole or p.department = any(:own_departments::text[]))
   and (p.due, p.publication) > (:after_due::timestamptz, :after_publication)
 order by p.due, p.publication limit :limit;

-- name: publications_page(subject, department, entity, late, q, before_time, before_publication, limit)
-- Newest first. What is withdrawn stays in the list, without its title.
select p.publication, p.subject, p.reference, p.entity, p.department, coalesce(d.title, p.department) as department_title,
       c.title, (c.body ->> 'problems')::integer as problems, p.state, p.occurred_on, p.due, p.published_at, p.late,
       p.corrections, p.content as digest, p.version
  from publications p left join departments d using (department) left join contents c on c.digest = p.content
 where p.published_at is not null
   and (:subject::text is null or p.subject = :subject)
   and (:department::text is null or p.department = :department)
   and (:entity::text is null or p.entity = any(array(select public.codes_of(:entity))))
   and (:late::boolean is null or p.late = :late)
   and (nullif(:q::text, '') is null or position(lower(:q) in lower(c.title)) > 0)
   and (p.published_at, p.publication) < (:before_time::timestamptz, :before_publication)
 order by p.published_at desc, p.publication desc limit :limit;

-- name: open_dues(first_due)
-- Clocks that run and end on a day or later: when each began, and when its last day was set.
select p.publication, c.began_at, p.opened_at, p.due from publications p join clocks c using (publication)
 where p.state = 'due' and not p.overdue and p.due >= :first_due::timestamptz order by p.due, p.publication;
