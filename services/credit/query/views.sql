-- name: class_of(entity)^
-- No row for an entity that nobody has listed and that has no profile.
select coalesce(p.credit_class, 'U') as credit_class, p.model, p.edition, p.changed_at
  from (select :entity::text as entity) asked
  left join profiles p using (entity) left join entities e using (entity)
 where p.entity is not null or e.entity is not null;

-- name: log_query(caller, entity, credit_class)!
insert into queries (caller, entity, credit_class) values (:caller, :entity, :credit_class);
