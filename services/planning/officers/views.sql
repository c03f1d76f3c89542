-- name: inspectors()
select * from inspectors order by inspector;

-- name: officer(inspector)^
select * from inspectors where inspector = :inspector;

-- name: officers_named(inspectors)
select inspector, department, qualifications, valid_from, valid_until, suspended_from from inspectors
 where inspector = any(:inspectors) order by inspector;

-- name: recusal_of(inspector, entity)^
-- Whoever is recused from a business is so under each of its codes.
select fact from recusals
 where inspector = :inspector and entity = any(array(select public.codes_of(:entity))) and lifted is null order by recusal limit 1;

-- name: recusals_page(department, whole, own_departments, after_recusal, limit)
select * from recusals where (:department::text is null or department = :department)
   and (:whole or department = any(:own_departments::text[])) and recusal > :after_recusal
 order by recusal limit :limit;

-- name: standing_recusals()
select inspector, entity, fact from recusals where lifted is null
union
select r.inspector, b.kin, r.fact from recusals r join public.same_business() b using (entity) where r.lifted is null
 order by inspector, entity, fact;

-- name: absences_of(inspector, first_day, last_day)
select first_day, last_day, fact from absences
 where inspector = :inspector and ended is null and first_day <= :last_day::date and last_day >= :first_day::date
 order by first_day, absence;

-- name: absences_page(department, whole, own_departments, after_absence, limit)
select * from absences where (:department::text is null or department = :department)
   and (:whole or department = any(:own_departments::text[])) and absence > :after_absence
 order by absence limit :limit;

-- name: standing_absences(first_day, last_day)
select inspector, first_day, last_day, fact from absences
 where ended is null and first_day <= :last_day::date and last_day >= :first_day::date order by inspector, first_day;
