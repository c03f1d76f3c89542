-- Objections: lodged by entities, decided by officers who were not there, told.
create table views.objections (
    objection   text primary key,
    about       text        not null,
    reference   text        not null,
    visit       text,
    entity      text        not null,
    department  text        not null,
    points      text[]      not null,
    evidence    text[]      not null,
    on_paper    boolean     not null,
    state       text        not null,
    due         timestamptz,
    overdue     boolean     not null default false,
    late        boolean     not null default false,
    reason      text,
    outcome     text,
    answers     jsonb,
    reviewers   text[],
    correction  text,
    decided_on  date,
    way         text,
    told_on     date,
    lodged_at   timestamptz not null,
    accepted_at timestamptz,
    version     integer     not null
);
create index objections_in_order on views.objections (lodged_at, objection);
create index objections_by_reference on views.objections (reference);
create index objections_by_department on views.objections (department, state);
create index objections_by_entity on views.objections (entity);
create index objections_by_evidence on views.objections using gin (evidence);

-- Follow-up visits: due after a rectification or a case, or asked for. `follows`: what it comes after.
create table views.followups (
    followup   text primary key,
    follows    text        not null,
    reference  text        not null,
    visit      text,
    entity     text        not null,
    department text        not null,
    wanted     text,
    ended_on   date        not null,
    due        timestamptz not null,
    state      text        not null,
    overdue    boolean     not null default false,
    late       boolean     not null default false,
    way        text,
    officers   text[],
    experts    text[],
    made_on    date,
    holds      boolean,
    advice     text[],
    reason     text,
    owed_at    timestamptz not null,
    version    integer     not null
);
create index followups_in_order on views.followups (owed_at, followup);
create index followups_by_visit on views.followups (visit);
create index followups_by_department on views.followups (department, state);
create index followups_by_entity on views.followups (entity);

-- What an entity needs, as said on a follow-up visit.
create table views.followup_needs (
    followup text    not null,
    need     integer not null,
    what     text    not null,
    answer   text,
    expert   text,
    met_at   timestamptz,
    primary key (followup, need)
);

-- Reviews of duty. All of it is private; facts of before say nothing of them.
create table views.reviews (
    review      text primary key,
    officer     text        not null,
    department  text        not null,
    entity      text        not null,
    happened_on date        not null,
    what        text        not null,
    item        text,
    cause       text        not null,
    state       text        not null,
    visit       text,
    checked     text,
    answers     jsonb,
    rests_on    integer,
    statement   text,
    waived      boolean,
    verdict     text,
    ground      text,
    reasons     text,
    panel       text[],
    appeal_by   timestamptz,
    appeal      text,
    on_appeal   boolean,
    opened_at   timestamptz not null,
    final_at    timestamptz,
    version     integer     not null
);
create index reviews_in_order on views.reviews (opened_at, review);
create index reviews_by_officer on views.reviews (officer);

-- What was not done in time, and who owed it.
create table views.passed_clocks (
    fact      text primary key,
    subject   text        not null,
    stage     text        not null,
    owner     text        not null,
    due       timestamptz not null,
    since     text        not null,
    passed_at timestamptz not null
);
create index passed_clocks_in_order on views.passed_clocks (passed_at, fact);
create index passed_clocks_by_owner on views.passed_clocks (owner, passed_at);
create index passed_clocks_by_subject on views.passed_clocks (subject);
