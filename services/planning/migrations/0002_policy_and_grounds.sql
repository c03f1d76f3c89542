-- The policy in force, campaigns, and what excludes an entity or lifts that. Read models: `POST /v1/ops/rebuild` fills them
-- from facts that came before this migration.

create table views.policies (
    edition        integer primary key,
    effective_from date    not null,
    pack           jsonb   not null,
    reason         text    not null,
    adopted_at     timestamptz not null,
    fact           text    not null
);

create table views.campaigns (
    campaign    text primary key,
    level       text   not null,
    document    text   not null,
    kinds       text[] not null,
    industries  text[] not null,
    valid_from  date   not null,
    valid_until date   not null,
    ended_from  date,
    ended       text,
    ordered_at  timestamptz not null,
    fact        text    not null,
    version     integer not null
);

-- The lists. What came before is known by its level at least.
alter table views.departments add column if not exists level text;
alter table views.departments add column if not exists divisions text[];
alter table views.departments add column if not exists withdrawn_from date;
alter table views.scenarios add column if not exists withdrawn_from date;
alter table views.entities add column if not exists listed_on date;
create index if not exists entities_by_industry on views.entities using gin (industries);
alter table views.item_versions add column if not exists grounds text[] not null default '{}';
alter table views.item_versions add column if not exists frequency_months integer;
alter table views.item_versions add column if not exists fact text;
update views.item_versions v
   set fact = i.id::text,
       frequency_months = (i.data #>> '{content,frequency_months}')::integer
  from public.inbox i
 where i.stream = 'item-' || v.item and i.version = v.version and i.type like 'registry.item-%';

-- X-06: one row per change of a body's mandate; `granted` false from the day it ended.
create table views.mandates (
    department      text    not null,
    version         integer not null,
    granted         boolean not null,
    effective_from  date    not null,
    effective_until date,
    primary key (department, version)
);

-- N-09: one row per change of a department's seat in the joint conference.
create table views.conference (
    department     text    not null,
    version        integer not null,
    member         boolean not null,
    lead           boolean not null,
    effective_from date    not null,
    primary key (department, version)
);

-- B-19: entities under key supervision, with the tag that says so.
create table views.key_entities (
    entity text primary key,
    until  date,
    fact   text not null
);

-- Who took part in a check, for what: one row per result and department.
create table views.result_bodies (
    result     text   not null,
    department text   not null,
    kinds      text[] not null,
    items      text[] not null,
    primary key (result, department)
);
create index if not exists results_by_entity on views.results (entity, checked_on);
create index if not exists neighbour_results_by_entity on views.neighbour_results (entity);

-- O7. A whistle or a clue that is open speaks for the departments called.
create table views.whistles (
    whistle  text primary key,
    entity   text,
    blown_at timestamptz not null,
    fact     text    not null,
    closed   boolean not null default false
);

create table views.whistle_calls (
    whistle    text not null,
    department text not null,
    primary key (whistle, department)
);

create table views.clues (
    clue        text primary key,
    entity      text    not null,
    competent   text    not null,
    received_at timestamptz not null,
    fact        text    not null,
    handled     boolean not null default false
);

alter table views.demands add column if not exists key_ratios jsonb;

-- L-45, B-18: every entity under every key item in force on a day, when it was last checked for it, and when it falls due.
-- `usual_months`: the cycle of items that name none. Whoever was never checked is due one cycle after item and entity were
-- both listed. A check taken over from elsewhere names no items: it counts for the key items of its kind.
create function public.key_coverage(on_day date, only_items text[], usual_months integer)
returns table (item text, department text, kind text, months integer, entity text, name text, township text, industries text[],
               credit_class text, last_day date, last_fact text, due_day date)
language sql stable as $$
    with listed as (
        select distinct on (v.item) v.* from views.item_versions v
         where v.effective_from <= on_day and (only_items is null or v.item = any(only_items))
         order by v.item, v.effective_from desc, v.version desc
    ), key_items as (
        select l.item, l.department, l.kind, l.industries, coalesce(l.frequency_months, usual_months) as months,
               (select min(f.effective_from) from views.item_versions f where f.item = l.item and f.list_class = 'key') as since
          from listed l where not l.withdrawn and l.list_class = 'key'
    )
    select k.item, k.department, k.kind, k.months, e.entity, e.name, e.township, e.industries, coalesce(c.credit_class, 'U'),
           l.checked_on, l.fact,
           (coalesce(l.checked_on, greatest(k.since, e.listed_on)) + make_interval(months => k.months))::date
      from key_items k
      join views.entities e on e.industries && k.industries
      left join views.classes c using (entity)
      left join lateral (
          select r.checked_on, r.fact from views.results r
           where r.entity = e.entity and r.checked_on <= on_day
             and not exists (select 1 from views.revocations v where v.result = r.result)
             and ((r.visit is null and k.kind = any(r.kinds))
                  or exists (select 1 from views.result_bodies b where b.result = r.result and k.item = any(b.items)))
           order by r.checked_on desc, r.fact limit 1) l on true
     where (e.struck_off_from is null or e.struck_off_from > on_day) and (e.listed_on is null or e.listed_on <= on_day)
$$;
