-- name: calendar_years()
select year, holidays, workdays, notice, arranged_at from calendar_years order by year;
