-- name: in_force(list, day, q, like, after, limit)
-- A list as it was, is or will be on a day. `like`: a JSON object the row holds; a list in it holds at least those.
-- `version`: of the row, whose last edition has it.
select key, seq, effective_from, effective_until, withdrawn, content::text as content,
       (select max(last.version) from editions last where last.list = e.list and last.key = e.key) as version
  from editions e
 where list = :list and effective_from <= :day::date and (effective_until is null or effective_until > :day)
   and (:q::text is null or key = :q or position(lower(:q) in lower(content ->> 'title')) > 0)
   and content @> :like::jsonb and key > :after order by key limit :limit;

-- name: history(list, key)
select key, seq, effective_from, effective_until, withdrawn, content::text as content, max(version) over () as version
  from editions where list = :list and key = :key order by seq;

-- name: codes_of(list, day)
-- What may be named: in force on the day, or announced for later.
select distinct key from editions where list = :list and (effective_until is null or effective_until > :day::date);

-- name: lasting(list)
-- Since when each row has been in force without a gap and without an end that is known.
select key, lower(run) as since
  from (select key, range_agg(daterange(effective_from, effective_until)) as runs from editions where list = :list group by key) e,
       unnest(e.runs) run
 where upper_inf(run) order by key;

-- name: whole_list(list, day)
select key, effective_from, effective_until, content::text as content from editions
 where list = :list and effective_from <= :day::date and (effective_until is null or effective_until > :day) order by key;

-- name: counts(day)^
select (select count(*) from items where effective_from <= :day::date
           and (effective_until is null or effective_until > :day)) as items,
       (select count(distinct key) from editions where list = 'inspectors') as inspectors,
       (select count(*) from editions e where list = 'inspectors' and effective_from <= :day
           and (effective_until is null or effective_until > :day) and (content ->> 'valid_until')::date >= :day
           and not exists (select 1 from editions s where s.list = 'suspensions' and s.key = e.key
               and s.effective_from <= :day and (s.effective_until is null or s.effective_until > :day))) as inspectors_valid,
       (select count(*) from entities where struck_off_from is null or struck_off_from > :day) as entities,
       (select count(*) from entities where struck_off_from <= :day) as entities_struck_off,
       (select count(*) from agreements where state = 'accepted' and :day between valid_from and valid_until) as agreements,
       (select count(*) from approvals where ceased_from is null or ceased_from > :day) as approvals,
       (select count(*) from approvals where taken_over_on is null and (ceased_from is null or ceased_from > :day)
           and (valid_until is null or valid_until >= :day)) as approvals_not_taken_over;

-- name: list_counts(day)
select list, count(*) as n from editions
 where effective_from <= :day::date and (effective_until is null or effective_until > :day)
   and list not in ('inspectors', 'suspensions') group by list;

-- name: resting(list, key, day)
-- What is in force on the day or later and rests on a row; up to five of a kind. `rests`: which lists name its key, and where.
select kind, key from (
    select rests.nth, rests.kind, found.key
      from (values ('industries', 1, 'scenarios', 'industry'), ('industries', 2, 'manuals', 'industry'),
                   ('departments', 1, 'scenarios', 'departments'), ('departments', 2, 'townships', 'department'),
                   ('departments', 3, 'mandates', 'delegated_by'), ('departments', 4, 'conference', 'department'),
                   ('townships', 1, 'areas', 'townships')) as rests(list, nth, kind, field),
           lateral (select distinct e.key from editions e
                     where e.list = rests.kind and (e.effective_until is null or e.effective_until > :day::date)
                       and (e.content -> rests.field @> to_jsonb(:key::text) or e.content ->> rests.field = :key)
                     order by e.key limit 5) found
     where rests.list = :list::text
    union all
    (select distinct 5, 'items', item from items
      where (effective_until is null or effective_until > :day)
        and (:list = 'industries' and industries @> array[:key] or :list = 'departments' and department = :key)
      order by item limit 5)
    union all
    (select 6, 'entities', entity from entities
      where (struck_off_from is null or struck_off_from > :day)
        and (:list = 'industries' and industries @> array[:key] or :list = 'townships' and township = :key)
      order by entity limit 5)
    union all
    (select 9, 'premises', p.entity || ' ' || p.premises from premises p join entities e using (entity)
      where (p.closed_from is null or p.closed_from > :day) and (e.struck_off_from is null or e.struck_off_from > :day)
        and (:list = 'industries' and p.industries @> array[:key] or :list = 'townships' and p.township = :key)
      order by p.entity, p.premises limit 5)
    union all
    (select distinct 7, 'inspectors', e.key from editions e
      where :list = 'departments' and e.list = 'inspectors' and (e.effective_until is null or e.effective_until > :day)
        and (e.content ->> 'valid_until')::date >= :day and e.content ->> 'department' = :key
      order by e.key limit 5)
    union all
    (select distinct 8, 'areas', e.key from editions e
      where :list in ('departments', 'townships') and e.list = 'areas'
        and (e.effective_until is null or e.effective_until > :day)
        and (e.content #>> '{centre,named_by}' = :key
             or e.content @> jsonb_build_object('centre', jsonb_build_object('members', jsonb_build_array(
                    jsonb_build_object('body', :key)))))
      order by e.key limit 5)) as resting
 group by kind, key order by min(nth), key;

-- name: said_of(streams, types)
-- What streams have on record in facts of these types, oldest first.
select stream, type, schema_version, time, data::text as data from events
 where stream = any(:streams::text[]) and type = any(:types::text[]) order by stream, version;
