-- How each finding is handled, and its end; how a visit ended.
alter table views.visits add column closed_how text;
alter table views.findings add column handling text;
alter table views.findings add column target text;
alter table views.findings add column exemption text;
alter table views.findings add column handling_basis text;
alter table views.findings add column assigned_at timestamptz;
alter table views.findings add column settled text;
alter table views.findings add column settled_by text;
alter table views.findings add column settled_at timestamptz;

create table views.finding_conditions (
    visit    text    not null,
    finding  text    not null,
    ordinal  integer not null,
    text     text    not null,
    evidence text[]  not null,
    primary key (visit, finding, ordinal)
);
create index finding_conditions_by_evidence on views.finding_conditions using gin (evidence);
