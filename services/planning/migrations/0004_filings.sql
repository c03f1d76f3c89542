-- Filings, joint plans with a neighbour, the editions of plans, what scenarios hold. Read models only.

create table views.filings (
    filing           text primary key,
    year             integer not null,
    department       text    not null,
    entity           text    not null,
    entity_name      text    not null,
    industries       text[]  not null,
    township         text    not null,
    kind             text    not null,
    items            text[]  not null,
    inspectors       text[]  not null,
    method           text    not null,
    basis            text    not null,
    ground           text,
    document         text,
    notice_forbidden boolean not null,
    planned_on       date    not null,
    filed_on         date    not null,
    earliest         date,
    state            text    not null,
    visit            text,
    lead             text,
    until_year       integer,
    reason           text,
    submitted_at     timestamptz not null,
    version          integer not null
);
create index filings_by_state on views.filings (state, filing);
create index filings_by_visit on views.filings (visit);

-- An officer has checked in: nothing joins the visit any more.
alter table views.visits add column under_way boolean not null default false;

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
alter table views.demands add column crossplan text;

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
alter table views.plans add column draft_reason text;

-- L-06: whom and what a scenario joins; null until the scenario is told again or the views are rebuilt.
alter table views.scenarios add column title text, add column departments text[], add column items text[];
