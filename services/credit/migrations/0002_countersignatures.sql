create table views.countersignatures (
    countersignature text primary key,
    duty             text        not null,
    state            text        not null check (state in ('waiting', 'approved', 'refused', 'withdrawn', 'expired')),
    request          text        not null,
    body             text        not null,
    seen             integer,
    claims           jsonb       not null,
    leads_to         text[]      not null,
    asked_by         text        not null,
    asked_at         timestamptz not null,
    due              timestamptz not null,
    settled_by       text,
    settled_at       timestamptz,
    reason           text,
    version          integer     not null
);
create index countersignatures_in_order on views.countersignatures (asked_at, countersignature);

-- Who asked for an edition and who approved it; none of those adopted before.
alter table views.policies add column asked_by text, add column approved_by text;

-- Of a class set by hand.
alter table views.class_changes add column asked_by text, add column approved_by text;
