-- name: mandates_of(departments)
select key as department, effective_from, effective_until, content ->> 'form' as form from editions
 where list = 'mandates' and key = any(:departments) order by key, seq;

-- name: all_mandates()
select key as department, effective_from, effective_until, content ->> 'form' as form from editions
 where list = 'mandates' order by key, seq;

-- name: inspectors_page(day, q, department, qualification, state, after, limit)
-- The certificate that counts on the day, else the next one to begin, else the last one.
select * from (
    select i.key as inspector, p.name, i.content ->> 'department' as department, i.content ->> 'certificate' as certificate,
           array(select jsonb_array_elements_text(i.content -> 'qualifications')) as qualifications,
           (i.content ->> 'valid_from')::date as valid_from, (i.content ->> 'valid_until')::date as valid_until,
           s.effective_from as suspended_from, s.content ->> 'reason' as suspended_for,
           case when s.effective_from <= :day::date then 'suspended' when i.effective_from > :day then 'upcoming'
                when (i.content ->> 'valid_until')::date < :day then 'expired' else 'valid' end as state,
           (select max(last.version) from editions last where last.list = 'inspectors' and last.key = i.key) as version
      from (select distinct on (key) * from editions
             where list = 'inspectors' and key > :after
               and (effective_until is null or effective_until > greatest(effective_from, :day))
             order by key, effective_from, seq) i
      left join people p on p.person = i.key
      left join lateral (select effective_from, content from editions s
             where s.list = 'suspensions' and s.key = i.key
               and (effective_until is null or effective_until > greatest(effective_from, :day))
             order by effective_from limit 1) s on true) as shown
 where (:q::text is null or inspector = :q or certificate = :q or name = :q)
   and (:department::text is null or department = :department)
   and (:qualification::text is null or :qualification = any(qualifications))
   and (:state::text is null or state = :state) order by inspector limit :limit;

-- name: certificates()
-- The last certificate of each.
select distinct on (key) key as inspector, content ->> 'certificate' as certificate from editions
 where list = 'inspectors' order by key, seq desc;

-- name: inspector_history(inspector)
select list, effective_from, effective_until, withdrawn, content::text as content from editions
 where list in ('inspectors', 'suspensions') and key = :inspector order by seq;

-- name: force_by_level(day)
-- L-39: officers who may check on the day, by the level of the body they belong to.
select d.content ->> 'level' as level, count(*) as officers
  from editions e
  join editions d on d.list = 'departments' and d.key = e.content ->> 'department' and d.effective_from <= :day::date
       and (d.effective_until is null or d.effective_until > :day)
 where e.list = 'inspectors' and e.effective_from <= :day and (e.effective_until is null or e.effective_until > :day)
   and (e.content ->> 'valid_until')::date >= :day
   and not exists (select 1 from editions s where s.list = 'suspensions' and s.key = e.key
       and s.effective_from <= :day and (s.effective_until is null or s.effective_until > :day))
 group by 1;
