-- name: transfer(transfer)^
-- Of all visits: of visits on which something was found.
select t.*, v.entity, v.entity_name, v.township, coalesce(d.title, t.department) as title
  from transfers t join visits v using (visit) left join departments d on d.department = t.department
 where t.transfer = :transfer;

-- name: transfers_page(state, department, receiver, visit, overdue, whole, own_departments, own_organs, after_time, after_transfer, limit)
-- Of all visits: of visits on which something was found.
-- An organ reads what was sent to it, or what it got a copy of; of what the head declined, the procuratorate that was told.
select t.*, v.entity, v.entity_name, v.township, coalesce(d.title, t.department) as title
  from transfers t join visits v using (visit) left join departments d on d.department = t.department
 where (:state::text is null or t.state = :state)
   and (:department::text is null or t.department = :department)
   and (:receiver::text is null or t.receiver = :receiver)
   and (:visit::text is null or t.visit = :visit)
   and (:overdue::boolean is null or (cardinality(t.passed) > 0) = :overdue)
   and (:whole or t.department = any(:own_departments::text[])
        or array_append(t.receivers_before, t.receiver) || t.copy_to && :own_organs::text[])
   and (t.suspected_at, t.transfer) > (:after_time::timestamptz, :after_transfer)
 order by t.suspected_at, t.transfer limit :limit;

-- name: finding_to_transfer(visit, finding)^
select f.department, (
    select t.transfer from transfers t
     where t.visit = f.visit and t.finding = f.finding and t.state not in ('declined', 'closed') limit 1
) as already
  from findings f where f.visit = :visit and f.finding = :finding;

-- name: open_transfers(visit)
-- The findings of a visit whose transfer was opened, with how far each is.
select finding, transfer, state from transfers where visit = :visit order by finding, suspected_at;

-- name: open_transfer_dues(first_due)
-- Reports that are owed and whose time ends on a day or later.
select transfer, suspected_at as began_at, due from transfers
 where state = 'suspected' and due >= :first_due::timestamptz and not 'verify' = any(passed) order by due, transfer;
