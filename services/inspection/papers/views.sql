-- name: paper_for(document, confidential, addressed, whole, own_departments, own_divisions, own_entities, told, visiting)^
-- For who may read it. A paper of a visit is read by all who take part and by its division, a confidential one by its own
-- department, and one that is addressed to an entity by that entity, once it has learned of the visit.
select p.*, coalesce(d.title, p.department) as title
  from papers p left join visits v using (visit) left join departments d on d.department = p.department
 where p.document = :document
   and (v.visit is null or public.may_know(v.confided, v.departments, :told, :visiting))
   and (:whole or p.department = any(:own_departments::text[])
        or (p.kind <> all(:confidential::text[])
            and (v.departments && :own_departments or v.township ^@ any(:own_divisions::text[])))
        or (p.kind = any(:addressed::text[]) and p.addressee = any(:own_entities::text[])
            and (v.visit is null or v.announced or v.state in ('under-way', 'completed', 'closed'))));

-- name: papers_page(department, kind, year, visit, stream, entity, void, confidential, addressed, whole, own_departments, own_divisions, own_entities, told, visiting, after_time, after_document, limit)
select p.*, coalesce(d.title, p.department) as title
  from papers p left join visits v using (visit) left join departments d on d.department = p.department
 where (:department::text is null or p.department = :department)
   and (:kind::text is null or p.kind = :kind)
   and (:year::integer is null or p.year = :year)
   and (:visit::text is null or p.visit = :visit)
   and (:stream::text is null or p.stream = :stream)
   and (:entity::text is null or p.addressee = any(array(select public.codes_of(:entity))))
   and (:void::boolean is null or (p.void is not null) = :void)
   and (v.visit is null or public.may_know(v.confided, v.departments, :told, :visiting))
   and (:whole or p.department = any(:own_departments::text[])
        or (p.kind <> all(:confidential::text[])
            and (v.departments && :own_departments or v.township ^@ any(:own_divisions::text[])))
        or (p.kind = any(:addressed::text[]) and p.addressee = any(:own_entities::text[])
            and (v.visit is null or v.announced or v.state in ('under-way', 'completed', 'closed'))))
   and (p.issued_at, p.document) > (:after_time::timestamptz, :after_document)
 order by p.issued_at, p.document limit :limit;

-- name: paper(document)^
-- For commands, whose callers are of its department.
select * from papers where document = :document;

-- name: paper_content(document)$
select content::text from public.paper_contents where document = :document;

-- name: keep_content(document, content)!
insert into public.paper_contents (document, content) values (:document, :content::text::jsonb);

-- name: standing_paper(stream, department, kind, addressee)$
-- The one that counts.
select document from papers where stream = :stream and department = :department and kind = :kind and void is null
   and addressee is not distinct from :addressee order by number limit 1;

-- name: void_before(stream, department, kind)$
select exists (select from papers where stream = :stream and department = :department and kind = :kind and void is not null);

-- name: paper_items(items, on)
-- What items say on a day.
select item, content, legal_basis from (
    select distinct on (item) item, content, legal_basis from item_texts
     where item = any(:items) and effective_from <= :on::date order by item, version desc
) in_force;

-- name: paper_findings(visit)
select finding, department, item, severity, description, evidence, handling from findings where visit = :visit order by finding;

-- name: paper_arrivals(visit)
select department, array_agg(inspector order by at, inspector) as inspectors, min(at) as arrived_at
  from check_ins where visit = :visit group by department;

-- name: paper_orders(visit)
select rectification, department, findings, due from rectifications where visit = :visit order by rectification;
