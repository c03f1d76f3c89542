-- What proves that an officer was there. Who was entered before scanned the visit's own mandate, which an office can do too.
alter table views.check_ins add column scanned text;
alter table views.check_ins rename column how to proof;
update views.check_ins set proof = case proof when 'scan' then 'mandate' else 'late' end;
create index check_ins_late on views.check_ins (inspector, at) where proof = 'late';

alter table views.inspectors add column reinstated_from date;

-- The edition of each listing, and the handbooks: what is checked is checked by what was in force that day. A read model that was
-- built before has none until it is rebuilt.
alter table views.items add column edition integer;
create table views.handbooks (
    manual         text    not null,
    version        integer not null,
    item           text    not null,
    edition        integer,
    industry       text,
    effective_from date    not null,
    points         integer not null,
    primary key (manual, version, item)
);
create index handbooks_by_item on views.handbooks (item);

alter table views.parts add column officers text[] not null default '{}';
alter table views.parts add column revision integer;
alter table views.parts add column amended text;
create table views.checks (
    visit          text    not null,
    department     text    not null,
    item           text    not null,
    outcome        text    not null,
    reason         text,
    edition        integer,
    manual         text,
    manual_edition integer,
    points         jsonb   not null,
    primary key (visit, department, item)
);
alter table views.findings add column suspected_crime boolean not null default false;
alter table views.findings add column hazard text not null default 'none';
alter table views.findings add column corrected_on_spot boolean not null default false;

alter table views.visits add column answered_by text;
alter table views.visits add column answer_witness text;
alter table views.visits add column answer_evidence text[] not null default '{}';
create index visits_by_answer_evidence on views.visits using gin (answer_evidence);

-- Visits that could not be made.
alter table views.visits add column frustrated text;
alter table views.visits add column frustrated_reason text;
alter table views.visits add column frustrated_evidence text[] not null default '{}';
alter table views.visits add column entry_refused text;
create index visits_by_frustrated_evidence on views.visits using gin (frustrated_evidence);
