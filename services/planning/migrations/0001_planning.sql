-- Read models in `views`; what is not derived from facts is in `public`.
-- No foreign keys, so that the set can be rebuilt beside the living one.

-- policy

create table views.policies (
    edition        integer primary key,
    effective_from date    not null,
    pack           jsonb   not null,
    reason         text    not null,
    adopted_at     timestamptz not null,
    fact           text    not null
);

-- conference

-- N-09: one row per change of a department's seat in the joint conference.
create table views.conference (
    department     text    not null,
    version        integer not null,
    member         boolean not null,
    lead           boolean not null,
    effective_from date    not null,
    primary key (department, version)
);

-- crossplan

-- J-15..17. `agreement` is not kept: whether one covers a joint plan is asked when it matters.
create table views.crossplans (
    crossplan   text primary key,
    proposer    text   not null,
    partner     text   not null,
    title       text   not null,
    kinds       text[] not null,
    industries  text[] not null,
    standard    text   not null,
    manual      text,
    window_from date   not null,
    window_to   date   not null,
    state       text   not null,
    by          text,
    reason      text,
    changed_at  timestamptz not null,
    version     integer not null
);

create table views.agreements (
    agreement   text primary key,
    places      text[] not null,
    jwks        jsonb  not null,
    kinds       text[] not null,
    industries  text[] not null,
    valid_from  date   not null,
    valid_until date   not null
);

create table views.agreement_revocations (
    agreement text not null,
    place     text not null,
    primary key (agreement, place)
);

-- visit

-- `under_way`: an officer has checked in, so that nothing joins the visit any more.
create table views.visits (
    visit           text primary key,
    draw            text    not null,
    entity          text    not null,
    entity_name     text    not null,
    industries      text[]  not null,
    township        text    not null,
    lead            text    not null,
    departments     text[]  not null,
    kinds           text[]  not null,
    inspectors      text[]  not null,
    parts           jsonb   not null,
    method          text    not null,
    notice_forbidden boolean not null,
    window_from     date    not null,
    window_to       date    not null,
    cancelled       text,
    completed_on    date,
    closed          boolean not null default false,
    planned_at      timestamptz not null,
    fact            text    not null,
    version         integer not null,
    under_way       boolean not null default false
);
create index visits_by_entity on views.visits (entity);
create index visits_by_draw on views.visits (draw);

-- The newest day of each visit; beside views.visits, because a visit is planned before it has one.
create table views.visit_days (
    visit        text primary key,
    schedule     text    not null,
    day          date    not null,
    start_minute integer not null,
    minutes      integer not null,
    reason       text
);
create index visit_days_by_day on views.visit_days (day, start_minute);
create index visit_days_by_schedule on views.visit_days (schedule);

-- Teams that are secret before the visit day. `day`: that day, where one is fixed; `team` and `salt` once they are public.
create table views.sealed_teams (
    visit       text primary key,
    draw        text not null,
    seal        text not null,
    until       date not null,
    day         date,
    team        jsonb,
    salt        text,
    unsealed_at timestamptz
);
create index sealed_teams_by_draw on views.sealed_teams (draw);

-- Who has checked in on the spot, as inspection tells.
create table views.arrivals (
    visit     text not null,
    inspector text not null,
    primary key (visit, inspector)
);

-- demand

create table views.demands (
    demand       text primary key,
    year         integer not null,
    department   text    not null,
    kind         text    not null,
    items        text[]  not null,
    industries   text[]  not null,
    list_class   text    not null,
    ratios       jsonb   not null,
    rounding     text    not null,
    minimum      integer,
    maximum      integer,
    method       text    not null,
    withdrawn    text,
    submitted_at timestamptz not null,
    version      integer not null,
    key_ratios   jsonb,
    crossplan    text
);
create index demands_by_year on views.demands (year, department);

create table views.departments (
    department     text primary key,
    title          text not null,
    level          text,
    divisions      text[],
    withdrawn_from date
);

-- X-06: one row per change of a body's mandate; `granted` false from the day it ended.
create table views.mandates (
    department      text    not null,
    version         integer not null,
    granted         boolean not null,
    effective_from  date    not null,
    effective_until date,
    primary key (department, version)
);

create table views.industries (
    industry text primary key,
    title    text not null
);

-- One row per change of an item, so that "in force on that day" has an answer.
create table views.item_versions (
    item           text    not null,
    version        integer not null,
    effective_from date    not null,
    withdrawn      boolean not null,
    department     text,
    kind           text,
    list_class     text,
    industries     text[],
    notice         text,
    qualification  text,
    grounds        text[]  not null default '{}',
    frequency_months integer,
    fact           text,
    primary key (item, version)
);

-- campaign

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

-- plan

create table views.plans (
    plan        text primary key,
    year        integer not null,
    lead        text    not null,
    members     text[]  not null,
    state       text    not null,
    edition     integer not null default 0,
    demands     text[]  not null default '{}',
    window_from date,
    window_to   date,
    reason      text,
    drafted_at  timestamptz not null,
    version     integer not null,
    draft_reason text
);

create table views.plan_votes (
    plan    text    not null,
    edition integer not null,
    member  text    not null,
    approve boolean not null,
    reason  text,
    cast_at timestamptz not null,
    primary key (plan, edition, member)
);

-- Whom and what a scenario joins (L-06).
create table views.scenarios (
    scenario       text primary key,
    industry       text not null,
    lead           text not null,
    effective_from date not null,
    withdrawn_from date,
    title          text,
    departments    text[],
    items          text[]
);

-- tasks

-- N-10: every edition of a plan stays readable.
create table views.plan_editions (
    plan           text    not null,
    edition        integer not null,
    demands        text[]  not null,
    window_from    date    not null,
    window_to      date    not null,
    reason         text,
    state          text    not null,
    votes_for      integer,
    votes_against  integer,
    coordinated_at timestamptz not null,
    decided_at     timestamptz,
    primary key (plan, edition)
);

-- officers

create table views.inspectors (
    inspector      text primary key,
    department     text   not null,
    certificate    text   not null,
    qualifications text[] not null,
    valid_from     date   not null,
    valid_until    date   not null,
    suspended_from date
);

create table views.recusals (
    recusal    text primary key,
    inspector  text not null,
    entity     text not null,
    department text not null,
    ground     text not null,
    lifted     text,
    fact       text not null,
    made_at    timestamptz not null
);
create index recusals_by_inspector on views.recusals (inspector);

create table views.absences (
    absence    text primary key,
    inspector  text not null,
    department text not null,
    first_day  date not null,
    last_day   date not null,
    ended      text,
    fact       text not null,
    made_at    timestamptz not null
);
create index absences_by_inspector on views.absences (inspector);
