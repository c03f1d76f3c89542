-- name: entities_page(day, found, industry, township, category, state, after, until, limit)
select entity, name, industries, township, category, founded, since, null::date as until, struck_off_from, struck_off_for,
       version from entities
 where (:found::text[] is null or entity = any(:found))
   and (:industry::text is null or industries @> array[:industry])
   and (:township::text is null or township = :township)
   and (:category::text is null or category = :category)
   and (:state::text is null or (:state = 'struck-off') = coalesce(struck_off_from <= :day::date, false))
   and entity > :after and (:until::text is null or entity <= :until) order by entity limit :limit;

-- name: entity_ahead(after, span)$
-- The entity so many (one or more) places behind another in the order of codes; none where there are fewer.
select entity from entities where entity > :after order by entity offset :span - 1 limit 1;

-- name: entities_called(key, letters, grams, codes, numbers, full, day, industry, township, category, state, after, until, limit)
-- By name as names.py reads it, by name and address of premises in use, by code, and for those who may know them by the names of
-- persons; behind `after`, in order. The filters stand inside, so that a word of many names and a filter that few meet are looked up from the side of the few.
with listed as not materialized (
    select entity from entities
     where (:industry::text is null or industries @> array[:industry])
       and (:township::text is null or township = :township)
       and (:category::text is null or category = :category)
       and (:state::text is null or (:state = 'struck-off') = coalesce(struck_off_from <= :day::date, false))
       and entity > :after and (:until::text is null or entity <= :until)
)
select entity from (
    (select entity from entity_names join listed using (entity)
      where (:grams::text[] = '{}' or grams @> :grams) and (position(:key in key) > 0 or :letters <> '' and initials ~ :letters)
      order by entity limit :limit)
    union
    (select distinct p.entity from premises p join listed using (entity)
      where (p.closed_from is null or p.closed_from > :day) and (:grams = '{}' or p.grams @> :grams)
        and (position(:key in p.key) > 0 or :letters <> '' and p.initials ~ :letters)
      order by 1 limit :limit)
    union
    (select entity from listed where entity = any(:codes::text[]) or split_part(entity, ':', 2) = any(:numbers::text[]))
    union
    (select person from people join listed on entity = person
      where :full and position(:key in lower(normalize(name, NFKC))) > 0 order by person limit :limit)) as called
 order by entity limit :limit;

-- name: doubles(day, after_key, after_township, limit)
-- Names that stand twice in a township, each under codes of its own, of which two are not struck off. A masked name is anybody's.
select d.key, d.township, o.entities, o.name from (
    select key, township, array_agg(entity) as entities from entity_names
     where (key, township) > (:after_key, :after_township) and position('*' in key) = 0
     group by key, township having count(*) > 1) d
  cross join lateral (
    select array_agg(entity order by entity) as entities, min(name) as name from entities e
     where e.entity = any(d.entities) and (e.struck_off_from is null or e.struck_off_from > :day::date)) o
 where cardinality(o.entities) > 1 order by d.key, d.township limit :limit;

-- name: entities_on(day, key, codes, numbers, full, industry, township, category, state, after, until, limit)
-- As the list stood on a day: what was changed since then is taken from what it was before.
select * from (
    select entity, name, industries, township, category, founded, since, null::date as until, struck_off_from,
           struck_off_for, version from entities where since is null or since <= :day::date
    union all
    select p.entity, p.name, p.industries, p.township, p.category, p.founded, p.since, p.until, e.struck_off_from,
           e.struck_off_for, e.version from entity_past p join entities e using (entity)
     where (p.since is null or p.since <= :day) and p.until > :day) as stood
 where (:key::text is null or entity = any(:codes) or split_part(entity, ':', 2) = any(:numbers)
        or position(:key in lower(normalize(name, NFKC))) > 0
        or :full and entity in (select person from people where position(:key in lower(normalize(name, NFKC))) > 0))
   and (:industry::text is null or industries @> array[:industry])
   and (:township::text is null or township = :township)
   and (:category::text is null or category = :category)
   and (:state::text is null or (:state = 'struck-off') = coalesce(struck_off_from <= :day, false))
   and entity > :after and (:until::text is null or entity <= :until) order by entity limit :limit;

-- name: entities_tagged(tag, day, young, year, many, several, found, industry, township, category, state, after, until, limit)
-- By tag, as tags.py derives it, under all codes of a business; `young` and `year`: the first days that count.
with kin as (select * from public.same_business()), told as (
    select entity, day from complaints where day between :year::date and :day::date
), told_often as (
    select entity from (select entity from told union all select k.kin from told join kin k using (entity)) t
     group by entity having count(*) >= :several::integer
), met as (
    select entity, problems > 0 as found, penalty from meetings
     where (problems > 0 or penalty) and day between :year and :day
), met_as as (
    select entity, found, penalty from met union all select k.kin, m.found, m.penalty from met m join kin k using (entity)
)
select entity, name, industries, township, category, founded, since, null::date as until, struck_off_from, struck_off_for,
       version from entities e
 where (case :tag when 'new-entity' then coalesce(founded, since) >= :young::date
            when 'multi-industry' then cardinality(industries) >= :many::integer
            when 'key-industry' then exists (select 1 from items i where i.list_class = 'key'
                and i.effective_from <= :day::date and (i.effective_until is null or i.effective_until > :day)
                and i.industries && e.industries)
            when 'high-risk' then exists (select 1 from high_risk h where h.entity = e.entity)
            when 'complaint-cluster' then e.entity in (select entity from told_often)
            when 'problems-found' then e.entity in (select entity from met_as where found)
            when 'penalised' then e.entity in (select entity from met_as where penalty)
            else false end
        or exists (select 1 from editions t where t.list = 'tags' and t.key = e.entity || '|' || :tag
            and t.effective_from <= :day and (t.effective_until is null or t.effective_until > :day)))
   and (:found::text[] is null or entity = any(:found))
   and (:industry::text is null or industries @> array[:industry])
   and (:township::text is null or township = :township)
   and (:category::text is null or category = :category)
   and (:state::text is null or (:state = 'struck-off') = coalesce(struck_off_from <= :day, false))
   and entity > :after and (:until::text is null or entity <= :until) order by entity limit :limit;

-- name: entity(entity)^
select entity, name, industries, township, category, founded, since, null::date as until, struck_off_from, struck_off_for,
       version from entities where entity = :entity;

-- name: owners(entities)
-- Names of persons by the entities that are called after them.
select person as entity, name from people where person = any(:entities) and name is not null;

-- name: successions_of(entities)
select entity, successor from successions where entity = any(:entities) or successor = any(:entities) order by entity;

-- name: line_after(entity)
-- The codes that follow an entity; `union` ends where two commands at once made a circle.
with recursive line as (
    select successor from successions where entity = :entity
    union
    select s.successor from line l join successions s on s.entity = l.successor
)
select successor from line;

-- name: entity_history(entity)
select entity, name, industries, township, category, founded, since, until from entity_past where entity = :entity
 order by version;

-- name: premises_of(entities)
-- With those that are closed.
select entity, premises, name, address, township, industries, opened, since, closed_from, closed_for from premises
 where entity = any(:entities::text[]) order by entity, premises;

-- name: premises_page(day, entity, township, industry, state, after_entity, after_premises, limit)
-- Of entities that are not struck off. Without industries of its own a place has those of the entity.
select p.entity, p.premises, p.name, p.address, p.township, p.industries, p.opened, p.since, p.closed_from, p.closed_for
  from premises p join entities e using (entity)
 where (e.struck_off_from is null or e.struck_off_from > :day::date)
   and (:entity::text is null or p.entity = :entity) and (:township::text is null or p.township = :township)
   and (:industry::text is null or :industry = any(case when p.industries = '{}' then e.industries else p.industries end))
   and (:state::text is null or (:state = 'closed') = coalesce(p.closed_from <= :day, false))
   and (p.entity, p.premises) > (:after_entity, :after_premises)
 order by p.entity, p.premises limit :limit;

-- name: premises_since(entities)
select entity, premises, since from premises where entity = any(:entities::text[]);

-- name: premises_past(entities)
-- What the list said before of those that have changed.
select entity, premises, name, address, township, industries, opened from premises_past where entity = any(:entities::text[]);

-- name: entities_since(entities)
select entity, since from entities where entity = any(:entities::text[]);

-- name: entities_past(entities)
-- What the list said before of those that have changed.
select entity, name, industries, township, category, founded from entity_past where entity = any(:entities::text[]);

-- name: manual_tags(entity, day)
select content ->> 'tag' as tag, content ->> 'reason' as reason, effective_from, effective_until from editions
 where list = 'tags' and content ->> 'entity' = :entity and effective_from <= :day::date
   and (effective_until is null or effective_until > :day) order by key;

-- name: key_items_for(industries, day)
select item, array(select unnest(industries) intersect select unnest(:industries::text[])) as industries from items
 where list_class = 'key' and effective_from <= :day::date and (effective_until is null or effective_until > :day)
   and industries && :industries order by item;

-- name: high_risk(entity)^
select fact, since from high_risk where entity = :entity;

-- name: complaints_of(entity, since, day)
select fact, day from complaints where entity in (select public.codes_of(:entity)) and day between :since::date and :day::date order by day, fact;

-- name: meetings_of(entity, since, day)
-- Of visits without notice (libs/domain/secret_teams.py) nothing is on record before their results, or before their windows are
-- over: the entity reads its own record, and hears nothing on the morning of such a visit.
select fact, ref, department, day, problems, penalty from meetings
 where entity in (select public.codes_of(:entity)) and day between :since::date and :day::date
   and (quiet_until is null or quiet_until < :day)
 order by day, fact, department;

-- name: all_entities()
select entity from entities;

-- name: codes_page(day, q, state, after, limit)
-- The newest word on each code up to the day.
select * from (
    select c.key as code,
           case when c.effective_until is null or c.effective_until > :day::date then 'allowed' else 'disallowed' end as state,
           c.content ->> 'reason' as reason, (c.content -> 'evidence')::text as evidence, c.effective_from as since,
           c.effective_until as disallowed_from, c.withdrawn as disallowed_for,
           exists (select 1 from entities e where e.entity = 'uscc:' || c.key) as entity_listed,
           (select max(last.version) from editions last where last.list = 'codes' and last.key = c.key) as version
      from (select distinct on (key) * from editions
             where list = 'codes' and effective_from <= :day and key > :after order by key, seq desc) c) as newest
 where (:q::text is null or code = :q) and (:state::text is null or state = :state) order by code limit :limit;
