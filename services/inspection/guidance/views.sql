-- name: guidance(guidance)^
-- Of all visits: of visits that have taken place.
select g.*, v.entity_name, v.lead, v.township, coalesce(d.title, g.department) as title
  from guidance g join visits v using (visit) left join departments d on d.department = g.department
 where g.guidance = :guidance;

-- name: own_finding(visit, department, finding)$
select exists (select from findings where visit = :visit and department = :department and finding = :finding);

-- name: guidance_page(kind, department, entity, visit, whole, own_departments, own_divisions, own_entities, after_time, after_guidance, limit)
-- Of all visits: of visits that have taken place.
select g.*, v.entity_name, v.lead, v.township, coalesce(d.title, g.department) as title
  from guidance g join visits v using (visit) left join departments d on d.department = g.department
 where (:kind::text is null or g.kind = :kind)
   and (:department::text is null or g.department = :department)
   and (:entity::text is null or g.entity = any(array(select public.codes_of(:entity))))
   and (:visit::text is null or g.visit = :visit)
   and (:whole or g.department = any(:own_departments::text[]) or v.lead = any(:own_departments)
        or v.township ^@ any(:own_divisions::text[]) or g.entity = any(:own_entities::text[]))
   and (g.given_at, g.guidance) > (:after_time::timestamptz, :after_guidance)
 order by g.given_at, g.guidance limit :limit;
