-- Own schema for read models, so that a rebuilt set can be swapped in by renaming one schema.
create schema if not exists views;
-- What commands and batches do to them, as functions that each release makes for itself (views/functions.py).
create schema if not exists steps;

-- One sequence orders own facts and received ones alike: the order in which this service learned of them.
create sequence position_seq cache 1;

create table events (
    position       bigint primary key default nextval('position_seq'),
    stream         text        not null,
    version        integer     not null check (version > 0),
    type           text        not null,
    schema_version smallint    not null,
    id             uuid        not null,
    time           timestamptz not null,
    data           jsonb       not null,
    meta           jsonb       not null,
    constraint one_version_per_stream unique (stream, version)
);

-- The shared advisory lock is taken before nextval: a reader holding it exclusively knows that no lower position can
-- still appear. A plain `position > last` cursor lost 12-17 % of the events under 16 writers.
--
-- A stream grows from its end. Without the check an append at a version ahead of the stream succeeded and left a hole, after
-- which nothing could be appended any more: the number of facts and the last version differed. The check looks each stream up
-- by its index. As one joined query its plan, kept since the table was empty, read the whole table at every append.
--
-- What shares a transaction comes from several callers: each fact brings its own time and meta, or one serves all.
create function append_facts(
    p_streams text[], p_versions integer[], p_types text[], p_schema_versions smallint[], p_ids uuid[],
    p_times timestamptz[], p_datas jsonb[], p_metas jsonb[]
) returns table (new_position bigint)
language plpgsql as $$
begin
    perform pg_advisory_xact_lock_shared(4208801);
    for i in 1 .. cardinality(p_streams) loop
        if p_versions[i] > 1
           and (i = 1 or p_streams[i - 1] <> p_streams[i] or p_versions[i - 1] <> p_versions[i] - 1)
        then
            perform from events e where e.stream = p_streams[i] and e.version = p_versions[i] - 1;
            -- What comes earlier in the same call counts too.
            if not found and not exists (select from unnest(p_streams[: i - 1], p_versions[: i - 1]) as u(stream, version)
                                          where u.stream = p_streams[i] and u.version = p_versions[i] - 1)
            then
                raise unique_violation using constraint = 'one_version_per_stream', message = 'a stream is not that long',
                                             detail = 'The expected version is ahead of the stream.';
            end if;
        end if;
    end loop;
    return query
    insert into events (stream, version, type, schema_version, id, time, data, meta)
    select e.stream, e.version, e.type, e.schema_version, e.id, coalesce(e.time, p_times[1]), e.data, coalesce(e.meta, p_metas[1])
      from unnest(p_streams, p_versions, p_types, p_schema_versions, p_ids, p_times, p_datas, p_metas) with ordinality
           as e(stream, version, type, schema_version, id, time, data, meta, ord)
     order by e.ord
    returning position;
end $$;

-- The same for one fact, without arrays: half the client's time of a single append went into them.
create function append_fact(
    p_stream text, p_version integer, p_type text, p_schema_version smallint, p_id uuid, p_time timestamptz, p_data jsonb,
    p_meta jsonb
) returns bigint
language plpgsql as $$
declare
    new_position bigint;
begin
    perform pg_advisory_xact_lock_shared(4208801);
    if p_version > 1 then
        perform from events e where e.stream = p_stream and e.version = p_version - 1;
        if not found then
            raise unique_violation using constraint = 'one_version_per_stream', message = 'a stream is not that long',
                                         detail = 'The expected version is ahead of the stream.';
        end if;
    end if;
    insert into events (stream, version, type, schema_version, id, time, data, meta)
    values (p_stream, p_version, p_type, p_schema_version, p_id, p_time, p_data, p_meta)
    returning position into new_position;
    return new_position;
end $$;

-- What the relay sends next, in one round trip: the fence and the facts up to it. `settled_high` is the mark; one row without a
-- fact when there is nothing. Raises lock_not_available when a writer is slower than the timeout.
create function settled_facts(p_after bigint, p_limit integer, p_timeout text)
returns table (settled_high bigint, r_position bigint, r_stream text, r_version integer, r_type text, r_schema_version smallint,
               r_id uuid, r_time timestamptz, r_data text, r_meta text)
language plpgsql as $$
declare
    v_high bigint;
begin
    if coalesce((select max(position) from events), 0) <= p_after then
        return query select p_after, null::bigint, null, null::integer, null, null::smallint, null::uuid, null::timestamptz,
                            null, null;
        return;
    end if;
    perform set_config('lock_timeout', p_timeout, true);
    begin
        perform pg_advisory_xact_lock(4208801);
        select max(position) into v_high from events;
        -- Undoing the block gives the fence back before the facts are read: writers do not wait for that.
        raise exception using errcode = 'CK001';
    exception
        when sqlstate 'CK001' then null;
    end;
    return query select v_high, e.position, e.stream, e.version, e.type, e.schema_version, e.id, e.time, e.data::text, e.meta::text
                   from events e where e.position > p_after and e.position <= v_high order by e.position limit p_limit;
end $$;

-- The fence in one round trip instead of six: a relay asks after every append. Returns `p_after` when nothing is newer; raises
-- lock_not_available when a writer is slower than the timeout.
create function settled_position(p_after bigint, p_timeout text) returns bigint
language plpgsql as $$
begin
    -- By its maximum, which is one step in the index: "is there one beyond" was planned as a walk through the whole table, at
    -- whose end the newest stand (68 ms with a million facts).
    if coalesce((select max(position) from events), 0) <= p_after then
        return p_after;
    end if;
    -- A waiting exclusive lock queues later shared ones behind it: the timeout bounds what one slow writer can cost the others.
    perform set_config('lock_timeout', p_timeout, true);
    perform pg_advisory_xact_lock(4208801);
    -- A statement of its own, so with a look of its own: it sees what was committed while the lock was waited for.
    return (select max(position) from events);
end $$;

create table relay_checkpoint (
    one      boolean primary key default true check (one),
    position bigint not null
);

insert into relay_checkpoint (position) values (0);

-- Shared facts as they were sealed: written before they are sent, so that a repeated send carries the same bytes.
create table ledger (
    chain_index bigint primary key,
    position    bigint not null unique references events (position),
    previous    text   not null,
    hash        text   not null,
    signature   text   not null
);

create table idempotency (
    key         text        not null,
    caller      text        not null,
    fingerprint text        not null,
    body        bytea       not null,
    created_at  timestamptz not null default now(),
    primary key (caller, key)
);

-- Keeps answers to requests in the statement that appends their facts. Where an answer names the position of its last fact,
-- which nobody knows before, it says -4208801 and `p_at` is that fact's number in `p_positions`.
create function keep_answers(
    p_keys text[], p_callers text[], p_fingerprints text[], p_bodies text[], p_at integer[], p_positions bigint[]
) returns void
language plpgsql as $$
declare
    v_kept integer;
begin
    insert into idempotency (key, caller, fingerprint, body)
    select k.key, k.caller, k.fingerprint,
           convert_to(replace(k.body, '"position":-4208801', '"position":' || coalesce(p_positions[k.at]::text, 'null')), 'UTF8')
      from unnest(p_keys, p_callers, p_fingerprints, p_bodies, p_at) as k(key, caller, fingerprint, body, at)
    on conflict do nothing;
    get diagnostics v_kept = row_count;
    if v_kept < cardinality(p_keys) then
        raise serialization_failure using message = 'an Idempotency-Key was used at the same moment';
    end if;
end $$;

-- Deadlines follow from facts (a fact starts one, a fact ends it), so they are a view like any other.
create table views.deadlines (
    key     text primary key,
    stream  text        not null,
    due     timestamptz not null,
    command text        not null,
    data    jsonb       not null
);

create index deadlines_due on views.deadlines (due);

-- How many rows lie up to some position, every ten thousandth: a count starts at the nearest mark instead of reading the table,
-- which took two seconds with a million facts, at every scrape of the metrics. Rows of `events` and `inbox` never go away.
create table row_marks (
    counted  text   not null check (counted in ('events', 'inbox')),
    position bigint not null,
    rows     bigint not null,
    primary key (counted, position)
);

-- Exact. `tail` says how many rows were read for it.
create function rows_to(p_counted text, p_position bigint, out rows bigint, out tail bigint)
language plpgsql as $$
declare
    v_mark row_marks;
begin
    select * into v_mark from row_marks m
     where m.counted = p_counted and m.position <= p_position order by m.position desc limit 1;
    if p_counted = 'events' then
        select count(*) into tail from events e where e.position > coalesce(v_mark.position, 0) and e.position <= p_position;
    else
        select count(*) into tail from inbox i where i.seq > coalesce(v_mark.position, 0) and i.seq <= p_position;
    end if;
    rows := coalesce(v_mark.rows, 0) + tail;
end $$;

-- A position at or below which neither table can grow any more. Raises lock_not_available when a writer is slower.
create function settled_row(p_timeout text) returns bigint
language plpgsql as $$
begin
    perform set_config('lock_timeout', p_timeout, true);
    perform pg_advisory_xact_lock(4208801);
    return greatest(0, (select max(position) from events), (select max(seq) from inbox));
end $$;

-- `p_high` is a settled position. Two processes at once write the same marks.
create function mark_rows(p_high bigint) returns void
language plpgsql as $$
declare
    v_mark row_marks;
begin
    select * into v_mark from row_marks m where m.counted = 'events' order by m.position desc limit 1;
    insert into row_marks
    select 'events', n.position, coalesce(v_mark.rows, 0) + n.number
      from (select e.position, row_number() over (order by e.position) as number from events e
             where e.position > coalesce(v_mark.position, 0) and e.position <= p_high) n
     where n.number % 10000 = 0
    on conflict do nothing;
    select * into v_mark from row_marks m where m.counted = 'inbox' order by m.position desc limit 1;
    insert into row_marks
    select 'inbox', n.seq, coalesce(v_mark.rows, 0) + n.number
      from (select i.seq, row_number() over (order by i.seq) as number from inbox i
             where i.seq > coalesce(v_mark.position, 0) and i.seq <= p_high) n
     where n.number % 10000 = 0
    on conflict do nothing;
end $$;
