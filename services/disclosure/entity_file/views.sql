-- name: entity(entity)^
select e.entity, e.name, e.category, e.township, coalesce(t.title, e.township) as township_title, e.industries,
       e.struck_at is null or coalesce(e.reinstated_at >= e.struck_at, false) as operating,
       array(select c from public.codes_of(e.entity) as c where c <> e.entity and public.goes_on_as(c) = e.entity order by c)
           as earlier_codes
  from entities e left join townships t using (township) where e.entity = :entity;

-- name: timeline(entities, classes, before_time, before_kind, before_reference, before_entity, limit)
-- One file per entity (一企一档, H-28), under all its codes. What is not published yet, or no longer, is not in it: no visit before it took place, no
-- outcome before its publication, no whistle ever (somebody's accusation), no class unless `classes` is asked for.
select at, kind, reference, entity, department, detail::text as detail from (
    select listed_at as at, 'registered' as kind, entity as reference, entity, null as department, '{}'::jsonb as detail
      from entities where entity = any(:entities::text[])
    union all
    select changed_at, 'registration-changed', entity, entity, null, '{}' from entities where entity = any(:entities) and changed_at is not null
    union all
    select struck_at, 'struck-off', entity, entity, null, jsonb_build_object('reason', struck_reason)
      from entities where entity = any(:entities) and struck_at is not null
    union all
    select reinstated_at, 'reinstated', entity, entity, null, jsonb_build_object('reason', reinstated_reason)
      from entities where entity = any(:entities) and reinstated_at is not null
    union all
    select completed_at, 'visit', visit, entity, lead, jsonb_build_object('completed_on', completed_on, 'departments', departments,
           'method', method)
      from inspections where entity = any(:entities) and completed_at is not null
    union all
    select s.at, 'publication-' || s.step, p.publication, p.entity, p.department, jsonb_build_object('subject', p.subject, 'late', p.late,
           'reason', s.reason, 'title', c.title, 'problems', c.body -> 'problems')
      from publications p join publication_steps s using (publication) left join contents c on c.digest = p.content
     where p.entity = any(:entities) and p.published_at is not null
    union all
    select s.at, 'rectification-' || s.step, s.rectification, s.entity, s.department, jsonb_build_object('visit', s.visit)
      from rectification_steps s join results r using (visit) join publications p using (publication)
     where s.entity = any(:entities) and p.state = 'published'
    union all
    select at, 'credit-class', 'class-' || version, entity, null, jsonb_build_object('credit_class', credit_class, 'previous', previous)
      from classes where entity = any(:entities) and :classes::boolean
) as file
 where (at, kind, reference, entity) < (:before_time::timestamptz, :before_kind, :before_reference, :before_entity)
 order by at desc, kind desc, reference desc, entity desc limit :limit;

-- name: class_is_public(day)$
-- Whether credit's edition in force lets everybody be told the class of an entity.
select coalesce((select shown_to = 'everybody' from class_showing where effective_from <= :day::date
                  order by edition desc limit 1), false);
