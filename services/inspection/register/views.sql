-- name: departments_listed(codes)
select department from departments where department = any(:codes);

-- name: certified(inspector, department, on)$
-- Whether an officer of the department holds a certificate on a day.
select exists (select 1 from inspectors where inspector = :inspector and department = :department
   and :on::date between valid_from and valid_until and (suspended_from is null or suspended_from > :on));

-- name: exemptible_items(items, on)
-- Items whose edition in force on a day has a minor-exemption case.
select item from (
    select distinct on (item) item, minor_exemption, withdrawn_from from items
     where item = any(:items) and effective_from <= :on::date order by item, edition desc
) in_force where minor_exemption is not null and (withdrawn_from is null or withdrawn_from > :on);
