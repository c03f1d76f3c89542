-- name: substitutions_of(draw)
select * from substitutions where draw = :draw order by position;

-- name: substitutions_page(draw, lead, kind, after_position, limit)
select * from substitutions
 where (:draw::text is null or draw = :draw) and (:lead::text is null or lead = :lead)
   and (:kind::text is null or kind = :kind) and position > :after_position
 order by position limit :limit;

-- name: recusal_of(inspector, entity)^
select fact from recusals where inspector = :inspector and entity = :entity and lifted is null order by recusal limit 1;

-- name: standing_recusals()
select inspector, entity, fact from recusals where lifted is null order by inspector, entity, fact;

-- name: standing_absences(first_day, last_day)
select inspector, first_day, last_day, fact from absences
 where ended is null and first_day <= :last_day::date and last_day >= :first_day::date order by inspector, first_day;

-- name: absences_of(inspector, first_day, last_day)
select first_day, last_day, fact from absences
 where inspector = :inspector and ended is null and first_day <= :last_day::date and last_day >= :first_day::date
 order by first_day, absence;

-- name: recusals_page(department, after_recusal, limit)
select * from recusals where (:department::text is null or department = :department) and recusal > :after_recusal
 order by recusal limit :limit;

-- name: absences_page(department, after_absence, limit)
select * from absences where (:department::text is null or department = :department) and absence > :after_absence
 order by absence limit :limit;

-- name: officer(inspector)^
select * from inspectors where inspector = :inspector;

-- name: visit_numbers(draw)$
select count(*) from visits where draw = :draw;
