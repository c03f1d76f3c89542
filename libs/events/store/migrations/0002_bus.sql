-- Everything received, in the order it was learned: views can be rebuilt and unknown facts read later.
create table inbox (
    seq            bigint primary key default nextval('position_seq'),
    source         text        not null,
    position       bigint      not null,
    topic          text        not null,
    partition      integer     not null,
    kafka_offset   bigint      not null,
    stream         text        not null,
    version        integer     not null,
    type           text        not null,
    schema_version smallint    not null,
    id             uuid        not null,
    time           timestamptz not null,
    data           jsonb       not null,
    meta           jsonb       not null,
    constraint received_once unique (source, position)
);

create table consumer_offsets (
    topic        text    not null,
    partition    integer not null,
    next_offset  bigint  not null,
    primary key (topic, partition)
);

create table consumer_positions (
    topic     text    not null,
    partition integer not null,
    source    text    not null,
    position  bigint  not null,
    primary key (topic, partition, source)
);

-- The verified end of each neighbour's hash chain.
create table chains (
    source      text primary key,
    chain_index bigint not null,
    hash        text   not null
);

create table parked (
    source    text        not null,
    stream    text        not null,
    position  bigint      not null,
    error     text        not null,
    attempts  integer     not null default 1,
    parked_at timestamptz not null default now(),
    primary key (source, stream, position)
);

-- Messages that were set aside, with their bytes: no readable CloudEvent, or of a source that may not speak on their topic.
create table rejected_messages (
    topic        text        not null,
    partition    integer     not null,
    kafka_offset bigint      not null,
    kind         text        not null check (kind in ('unreadable', 'stranger')),
    key          bytea,
    value        bytea,
    headers      jsonb       not null,
    error        text        not null,
    received_at  timestamptz not null default now(),
    primary key (topic, partition, kafka_offset)
);

create table skipped (
    source     text        not null,
    stream     text        not null,
    position   bigint      not null,
    error      text        not null,
    actor      text        not null,
    reason     text        not null,
    skipped_at timestamptz not null default now(),
    primary key (source, stream, position)
);

-- Messages that do not count, and why. Of a neighbour, `untrusted` and `no-link` hold their partition; a `gap` does not: links
-- that come before their turn are left until the missing one has come. A `conflict` contradicts what its source has said before,
-- and holds its partition wherever it comes from. In a table, so that every process of a service shows
-- the same and an operator may ask any of them.
create table held_messages (
    topic        text        not null,
    partition    integer     not null,
    kafka_offset bigint      not null,
    kind         text        not null check (kind in ('untrusted', 'no-link', 'gap', 'conflict')),
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

-- Received facts whose type or version was newer than the code. They are in the inbox like all others; here stands that they have
-- had no effect yet. `waiting`: none at all; `folded`: in the views, their reactions have not run; `unfold`: parked after that,
-- so the views are rebuilt once more without them.
create table not_understood (
    seq            bigint   primary key references inbox (seq),
    source         text     not null,
    position       bigint   not null,
    stream         text     not null,
    type           text     not null,
    schema_version smallint not null,
    stage          text     not null default 'waiting' check (stage in ('waiting', 'folded', 'unfold')),
    unique (source, position)
);

-- Returns what was new; what the service already has is left alone. A source or a type that all facts of a batch have in common
-- goes over the wire once.
create function receive_events(
    p_topic text, p_partition integer, sources text[], positions bigint[], offsets bigint[], streams text[],
    versions integer[], types text[], schema_versions smallint[], ids uuid[], times timestamptz[], datas jsonb[],
    metas jsonb[]
) returns table (new_source text, new_position bigint)
language plpgsql as $$
begin
    perform pg_advisory_xact_lock_shared(4208801);
    return query
    insert into inbox (topic, partition, source, position, kafka_offset, stream, version, type, schema_version, id, time,
                       data, meta)
    select p_topic, p_partition, coalesce(e.source, sources[1]), e.position, e.kafka_offset, e.stream, e.version,
           coalesce(e.type, types[1]), e.schema_version, e.id, e.time, e.data, e.meta
      from unnest(sources, positions, offsets, streams, versions, types, schema_versions, ids, times, datas, metas)
           with ordinality
           as e(source, position, kafka_offset, stream, version, type, schema_version, id, time, data, meta, ord)
     order by e.ord
    on conflict do nothing
    returning source, position;
end $$;

-- What is known of facts that may have come before, by their offsets: `same` at its position, `other` there, or nothing. Of what is
-- not known, `overtaken` says that a later position has brought this or a later version of its stream.
create function known_events(
    sources text[], positions bigint[], offsets bigint[], streams text[], versions integer[], types text[],
    schema_versions smallint[], ids uuid[], times timestamptz[], datas jsonb[], metas jsonb[]
) returns table (known_offset bigint, known_as text)
language plpgsql stable as $$
begin
    return query
    select e.kafka_offset,
           case when known.same then 'same' when not known.same then 'other'
                when exists (select from inbox l
                              where l.source = coalesce(e.source, sources[1]) and l.position > e.position
                                and l.stream = e.stream and l.version >= e.version) then 'overtaken' end
      from unnest(sources, positions, offsets, streams, versions, types, schema_versions, ids, times, datas)
           as e(source, position, kafka_offset, stream, version, type, schema_version, id, time, data)
      -- `offset 0` keeps the planner from making one join of it, whose plan might be that of an empty table.
      left join lateral (select (i.id, i.stream, i.version, i.type, i.schema_version, i.time, i.data)
                                = (e.id, e.stream, e.version, coalesce(e.type, types[1]), e.schema_version, e.time, e.data) as same
                           from inbox i
                          where i.source = coalesce(e.source, sources[1]) and i.position = e.position offset 0) as known on true;
end $$;

-- One round trip where four were: a consumer's batch begins with its lock, its last positions, and whether anything is parked or
-- held there.
-- next_offset = -1: an operator wants the topic read from its beginning, since it was lost and filled again. Offsets of the
-- topic that was say nothing about the one that is.
create function claim_partition(p_topic text, p_partition integer)
returns table (claimed_source text, claimed_position bigint, any_parked boolean, any_held boolean, start_over boolean)
language plpgsql as $$
declare
    stored bigint;
begin
    insert into consumer_offsets values (p_topic, p_partition, 0) on conflict do nothing;
    select c.next_offset into stored from consumer_offsets c
     where c.topic = p_topic and c.partition = p_partition for update;
    return query
    select p.source, p.position, exists (select 1 from parked),
           exists (select 1 from held_messages h where h.topic = p_topic and h.partition = p_partition), stored < 0
      from (select 1) as always
      left join consumer_positions p on p.topic = p_topic and p.partition = p_partition;
end $$;

-- ... and ends with where it got to.
create function advance_partition(
    p_topic text, p_partition integer, p_offset bigint, p_sources text[], p_positions bigint[]
) returns void
language sql as $$
    update consumer_offsets set next_offset = p_offset where topic = p_topic and partition = p_partition;
    insert into consumer_positions (topic, partition, source, position)
    select p_topic, p_partition, s.source, s.position from unnest(p_sources, p_positions) as s(source, position)
    on conflict (topic, partition, source) do update set position = excluded.position;
$$;
