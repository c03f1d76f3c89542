-- Every effective-dated list in one table: a row per edition, in force from `effective_from` until the day before
-- `effective_until`. `seq` is the version its stream had when the edition was written, `version` the one it has now.
create table views.editions (
    list            text    not null,
    key             text    not null,
    seq             integer not null,
    effective_from  date    not null,
    effective_until date,
    withdrawn       text,
    version         integer not null,
    content         jsonb   not null,
    primary key (list, key, seq)
);
create index editions_by_day on views.editions (list, key, effective_from);
create index tags_by_entity on views.editions ((content ->> 'entity')) where list = 'tags';

-- What was listed before this migration, from the facts themselves.
insert into views.editions (list, key, seq, effective_from, effective_until, version, content)
select list, key, version, since,
       min(since) over (partition by list, key order by version rows between 1 following and unbounded following),
       max(version) over (partition by list, key), data - 'effective_from'
  from (select case type when 'registry.industry-listed' then 'industries' when 'registry.department-listed' then 'departments'
                    when 'registry.township-listed' then 'townships' when 'registry.scenario-listed' then 'scenarios'
                    else 'inspectors' end as list,
               case type when 'registry.industry-listed' then data ->> 'industry'
                    when 'registry.department-listed' then data ->> 'department'
                    when 'registry.township-listed' then data ->> 'township'
                    when 'registry.scenario-listed' then data ->> 'scenario' else data ->> 'inspector' end as key,
               version, data,
               coalesce((data ->> 'effective_from')::date, (data ->> 'valid_from')::date,
                        (time at time zone 'Asia/Shanghai')::date) as since
          from public.events
         where type in ('registry.industry-listed', 'registry.department-listed', 'registry.township-listed',
                        'registry.scenario-listed', 'registry.inspector-certified')) as listed;

insert into views.editions (list, key, seq, effective_from, effective_until, version, content)
select 'suspensions', s.data ->> 'inspector', s.version, (s.data ->> 'effective_from')::date,
       (select min((c.data ->> 'valid_from')::date) from public.events c
         where c.stream = s.stream and c.version > s.version and c.type = 'registry.inspector-certified'),
       (select max(version) from public.events e where e.stream = s.stream), s.data - 'effective_from'
  from public.events s where s.type = 'registry.inspector-suspended';

drop table views.industries, views.departments, views.townships, views.scenarios, views.inspectors;

-- An entity's particulars as they stand, and as they stood: `since` until the day before `until`.
alter table views.entities add column since date;
create table views.entity_past (
    entity     text    not null,
    version    integer not null,
    since      date,
    until      date    not null,
    name       text    not null,
    industries text[]  not null,
    township   text    not null,
    category   text    not null,
    founded    date,
    primary key (entity, version)
);

insert into views.entity_past
select entity, version, since, until, content ->> 'name',
       array(select jsonb_array_elements_text(content -> 'industries')), content ->> 'township', content ->> 'category',
       (content ->> 'founded')::date
  from (select data ->> 'entity' as entity, version, data -> 'content' as content,
               (time at time zone 'Asia/Shanghai')::date as since,
               lead((time at time zone 'Asia/Shanghai')::date) over (partition by stream order by version) as until
          from public.events where type in ('registry.entity-listed', 'registry.entity-changed')) as told
 where until is not null;

update views.entities e set since = told.since
  from (select data ->> 'entity' as entity, max((time at time zone 'Asia/Shanghai')::date) as since
          from public.events where type in ('registry.entity-listed', 'registry.entity-changed') group by 1) as told
 where told.entity = e.entity;

create table views.approvals (
    approval          text primary key,
    entity            text    not null,
    title             text    not null,
    mode              text    not null,
    approver          text    not null,
    supervisor        text    not null,
    delegate          text,
    by_commitment     boolean not null,
    granted_on        date    not null,
    valid_until       date,
    handed_over_on    date    not null,
    taken_over_on     date,
    ceased_from       date,
    ceased_for        text,
    commitment_broken boolean,
    version           integer not null
);
create index approvals_by_entity on views.approvals (entity);

create table views.dismissals (
    suggestion text primary key,
    reason     text not null,
    until      date not null
);

-- Who checked whom: planned visits and results, a row per department. `ref`: the visit or the result it came from.
create table views.meetings (
    fact       text    not null,
    ref        text    not null,
    entity     text    not null,
    department text    not null,
    industries text[]  not null,
    day        date    not null,
    problems   integer not null,
    penalty    boolean not null,
    primary key (fact, department)
);
create index meetings_by_ref on views.meetings (ref);
create index meetings_by_entity on views.meetings (entity, day);
create index meetings_by_day on views.meetings (day);
-- A revocation or a cancellation may arrive before what it takes back.
create table views.taken_back (
    ref text primary key
);

create table views.complaints (
    fact        text primary key,
    entity      text,
    township    text,
    matter_kind text,
    departments text[] not null,
    day         date   not null
);
create index complaints_by_entity on views.complaints (entity, day);
create index complaints_by_day on views.complaints (day);

-- Entities that the credit service classes as high risk (D).
create table views.high_risk (
    entity text primary key,
    fact   text not null,
    since  date not null
);
