-- name: approvals_page(day, gap, entity, approver, supervisor, mode, after, limit)
-- `gap`: handed over, not ceased, and not yet taken over on the day.
select a.*, exists (select 1 from entities e where e.entity = a.entity) as listed from approvals a
 where handed_over_on <= :day::date
   and (:gap::boolean is null or :gap = ((taken_over_on is null or taken_over_on > :day)
        and (ceased_from is null or ceased_from > :day) and (valid_until is null or valid_until >= :day)))
   and (:entity::text is null or entity = :entity) and (:approver::text is null or approver = :approver)
   and (:supervisor::text is null or supervisor = :supervisor) and (:mode::text is null or mode = :mode)
   and approval > :after order by approval limit :limit;

-- name: approval(approval)^
select a.*, exists (select 1 from entities e where e.entity = a.entity) as listed from approvals a where approval = :approval;

-- name: entity_listed(entity)$
select exists (select 1 from entities where entity = :entity);
