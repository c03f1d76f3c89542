-- Messages of a neighbour that do not count, and why. `untrusted` and `no-link` hold their partition; a `gap` does not: links
-- that come before their turn are left until the missing one has come. In a table, so that every process of a service shows
-- the same and an operator may ask any of them.
create table held_messages (
    topic        text        not null,
    partition    integer     not null,
    kafka_offset bigint      not null,
    kind         text        not null check (kind in ('untrusted', 'no-link', 'gap')),
    source       text        not null,
    error        text        not null,
    key          bytea,
    value        bytea,
    headers      jsonb       not null,
    digest       bytea       not null,
    held_at      timestamptz not null default now(),
    primary key (topic, partition, kafka_offset)
);

-- What an operator passed over, for ever. The digest is part of the name: after a topic is lost and made again, another message
-- may stand at the same offset.
create table passed_messages (
    topic        text        not null,
    partition    integer     not null,
    kafka_offset bigint      not null,
    digest       bytea       not null,
    source       text        not null,
    error        text        not null,
    key          bytea,
    value        bytea,
    headers      jsonb       not null,
    held_at      timestamptz not null,
    actor        text        not null,
    reason       text        not null,
    passed_at    timestamptz not null default now(),
    primary key (topic, partition, kafka_offset, digest)
);
