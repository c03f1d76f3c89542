-- name: naming(sha256, whole, own_departments, own_divisions, own_entities, told, visiting)
-- What names a file. A clue is between its finder and the competent department, a transfer between its department and the organs
-- that it went to; what is on record of a visit is read by all who take part, by its division, and by the entity once
-- the visit is completed.
with naming as (
    select visit, null::text[] as readers, true as recorded from findings where evidence @> array[:sha256]
    union all
    select visit, null, true from visits
     where answer_evidence @> array[:sha256] or frustrated_evidence @> array[:sha256]
    union all
    select visit, null, true from finding_conditions where evidence @> array[:sha256]
    union all
    select visit, array[finder, competent], false from clues where evidence @> array[:sha256]
    union all
    select r.visit, array[r.department, v.lead], true from rectifications r join visits v using (visit)
     where r.evidence @> array[:sha256]
    union all
    select t.visit, array[t.department, t.receiver, t.copy_to] || t.receivers_before, false from transfers t
     where t.evidence @> array[:sha256]
    union all
    select o.visit, array[o.department, v.lead], true from objections o join visits v using (visit)
     where o.evidence @> array[:sha256]
)
select v.entity,
       public.may_know(v.confided, v.departments, :told, :visiting)
       and (:whole or coalesce(n.readers, v.departments) && :own_departments::text[]
            or (n.recorded and (v.township ^@ any(:own_divisions::text[])
                or (v.entity = any(:own_entities::text[]) and v.state in ('completed', 'closed', 'frustrated'))))) as reads
  from naming n join visits v using (visit)
union all
-- What a case names is its department's; what the party has or brought in is the party's, too, once it was told.
select c.entity,
       :whole or c.department = any(:own_departments)
       or (c.papers @> array[:sha256] and c.entity = any(:own_entities) and (c.told_at is not null or c.decided_on is not null))
  from cases c where c.evidence @> array[:sha256] or c.papers @> array[:sha256]
union all
select h.entity,
       :whole or h.peers || h.treatment_departments || array[h.lead, h.guidance] && :own_departments::text[]
       or h.township ^@ any(:own_divisions::text[]) or h.entity = any(:own_entities::text[])
  from hazards h where h.evidence @> array[:sha256];
