-- name: class_of(entity)^
-- No row for an entity that nobody has listed and that has no profile.
select coalesce(p.credit_class, 'U') as credit_class, p.model, p.edition, p.changed_at
  from (select :entity::text as entity) asked
  left join profiles p using (entity) left join entities e using (entity)
 where p.entity is not null or e.entity is not null;

-- name: lock_caller(caller)$
select pg_advisory_xact_lock(hashtextextended(:caller, 4208804));

-- name: recent_queries(caller, seconds)^
-- How many in the window, and after how many seconds the oldest of them leaves it.
select count(*) as asked,
       coalesce(ceil(extract(epoch from min(at) + make_interval(secs => :seconds) - clock_timestamp())), 0)::int as free_in
  from queries where caller = :caller and at > clock_timestamp() - make_interval(secs => :seconds);

-- name: log_query(caller, entity, credit_class)!
insert into queries (caller, entity, credit_class) values (:caller, :entity, :credit_class);
