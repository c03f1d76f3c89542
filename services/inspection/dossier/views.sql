-- name: dossier_matter(visit)^
-- Of all visits: of visits that are over.
select v.visit, v.lead, v.departments, v.state = 'closed' as over, coalesce(v.closed_how = 'frustrated', false) as frustrated,
       array(select department from parts p where p.visit = v.visit order by ordinal) as parts
  from visits v where v.visit = :visit;

-- name: dossier_findings(visit)
select department, settled, cardinality(evidence) > 0 as proven from findings where visit = :visit order by finding;

-- name: dossier_orders(visit)
select department, rectification from rectifications where visit = :visit order by rectification;

-- name: dossier_shelf(visit)
-- Papers that count, with what they say, in their order.
select p.document, p.kind, p.department, p.year, p.number, p.digest, p.stream, c.content::text as content
  from papers p left join public.paper_contents c using (document)
 where p.visit = :visit and p.void is null order by p.issued_at, p.department, p.kind, p.number;

-- name: dossier(dossier)^
select d.*, coalesce(t.title, d.department) as title from dossiers d left join departments t using (department)
 where d.dossier = :dossier;

-- name: dossier_index(dossier)
select p.*, coalesce(t.title, p.department) as title from dossier_papers p left join departments t using (department)
 where p.dossier = :dossier order by p.ordinal;

-- name: dossiers_page(department, visit, filed, overdue, whole, own_departments, after_time, after_dossier, limit)
select d.*, coalesce(t.title, d.department) as title from dossiers d left join departments t using (department)
 where (:department::text is null or d.department = :department)
   and (:visit::text is null or d.visit = :visit)
   and (:filed::boolean is null or (d.filed_at is not null) = :filed)
   and (:overdue::boolean is null or d.overdue = :overdue)
   and (:whole or d.department = any(:own_departments::text[]))
   and (d.owed_at, d.dossier) > (:after_time::timestamptz, :after_dossier)
 order by d.owed_at, d.dossier limit :limit;
