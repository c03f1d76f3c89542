-- A fence that waits for nobody, and that nobody waits for. Each transaction says, before it draws its first position, above which
-- position all its own will be. It says so in the key of a shared advisory lock: the one thing that others see before the commit
-- and that goes with the session, however that ends. A reader takes the least of these marks.
--
-- Why it is right. Positions are drawn in rising order (one sequence, cache 1). Let `newest` be a position that is visible. Whoever
-- drew a lower one drew it earlier, and had set a mark before that: when the locks are listed, after `newest` was read, that
-- transaction is among them or has ended. Locks go after the commit is visible to new snapshots. So what is at or below `newest`
-- and at or below all marks is visible to every later statement, or never will be.
--
-- The order of steps is the proof: mark, then draw; read `newest`, then the gate or the locks; read rows in a later statement. The
-- functions stay volatile (a snapshot for each statement) and run at read committed.

do $$ begin
    if (select s.seqcache from pg_sequence s where s.seqrelid = 'position_seq'::regclass) <> 1 then
        raise 'position_seq must have cache 1: a cached position is drawn before its transaction sets a mark';
    end if;
end $$;

-- What every function that draws positions does first. Classes of the locks: 4208811 appends facts, 4208812 receives some, whose
-- positions are in the inbox, which no relay waits for.
--
-- Once per transaction: a lock for each of an import's thousand appends would fill the lock table. `p_setting` keeps the
-- transaction's own id and not a flag, so what a session has kept from an earlier one says nothing. It is undone with a savepoint
-- exactly as the lock is.
create function set_mark(p_class integer, p_setting text) returns boolean
language plpgsql as $$
declare
    me constant text := pg_current_xact_id()::text;
    done boolean;  -- An assignment is evaluated at once; `perform` would plan and run a query.
begin
    if current_setting(p_setting, true) is distinct from me then
        -- The sequence's last value, null before the first call; a key has 32 bits and a sign.
        done := pg_advisory_xact_lock_shared(p_class,
                    (((coalesce(pg_sequence_last_value('position_seq'::regclass), 0) + 2147483648) & 4294967295) - 2147483648)::integer) is null;
        -- The gate, which only the last step of a rebuild closes. After the mark: whoever is in it without one is older code.
        done := pg_advisory_xact_lock_shared(4208801) is null;
        done := set_config(p_setting, me, true) is null;
    end if;
    return true;
end $$;

create or replace function append_facts(
    p_streams text[], p_versions integer[], p_types text[], p_schema_versions smallint[], p_ids uuid[],
    p_times timestamptz[], p_datas jsonb[], p_metas jsonb[]
) returns table (new_position bigint)
language plpgsql as $$
declare
    marked constant boolean := set_mark(4208811, 'checkonce.appends');
begin
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

create or replace function append_fact(
    p_stream text, p_version integer, p_type text, p_schema_version smallint, p_id uuid, p_time timestamptz, p_data jsonb,
    p_meta jsonb
) returns bigint
language plpgsql as $$
declare
    marked constant boolean := set_mark(4208811, 'checkonce.appends');
    new_position bigint;
begin
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

create or replace function receive_events(
    p_topic text, p_partition integer, sources text[], positions bigint[], offsets bigint[], streams text[],
    versions integer[], types text[], schema_versions smallint[], ids uuid[], times timestamptz[], datas jsonb[],
    metas jsonb[]
) returns table (new_source text, new_position bigint)
language plpgsql as $$
declare
    marked constant boolean := set_mark(4208812, 'checkonce.receives');
begin
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

-- The marks of transactions that are open, one row each. `appends` and `receives`: above which position all that it appends or
-- receives will be; null where it does not; 0 where nobody knows, because older code is in the gate without a mark. A key has the
-- low 32 bits: its distance to `p_newest` is taken modulo 2^32, with its sign.
create function marks(p_newest bigint, out pid integer, out appends bigint, out receives bigint) returns setof record
language sql stable as $$
    select min(l.pid),
           case when count(l.class) = 0 then 0 else min(l.mark) filter (where l.class = 4208811) end,
           case when count(l.class) = 0 then 0 else min(l.mark) filter (where l.class = 4208812) end
      from (select virtualtransaction, pid, case when objsubid = 2 then classid::bigint end as class,
                   p_newest - (((p_newest - objid::bigint + 2147483648) & 4294967295) - 2147483648) as mark
              from pg_locks
             -- All databases of the server are listed.
             where locktype = 'advisory' and granted and database = (select oid from pg_database where datname = current_database())
               and (classid in (4208811, 4208812) and objsubid = 2
                    or classid = 0 and objid = 4208801 and objsubid = 1 and mode = 'ShareLock')) l
     group by l.virtualtransaction
$$;

-- How far own facts are settled: nothing can appear at or below `high` any more. `newest` is the last visible one; `holder` the
-- session of the transaction that keeps the two apart, null where none does.
create function settled(p_after bigint, out high bigint, out newest bigint, out holder integer)
language plpgsql volatile as $$
declare
    low bigint;
begin
    high := p_after;
    -- By its maximum, which is one step in the index: "is there one beyond" was planned as a walk through the whole table, at
    -- whose end the newest stand (68 ms with a million facts).
    newest := coalesce((select max(position) from events), 0);
    if newest <= p_after then
        return;
    end if;
    -- Where nobody has the gate, all that were before are through; this spares listing the locks. Taken and given back in one
    -- expression, so that a cancelled statement cannot leave it taken.
    if (case when pg_try_advisory_lock(4208801) then pg_advisory_unlock(4208801) else false end) then
        high := newest;
        return;
    end if;
    select m.appends, m.pid into low, holder from marks(newest) m where m.appends < newest order by m.appends limit 1;
    if low is null then
        high := newest;
    elsif low > p_after then
        high := greatest(p_after, (select max(position) from events where position <= low));
    end if;
end $$;

-- The same for all that is learned, own facts and received ones.
create function settled_learned(out high bigint, out newest bigint)
language plpgsql volatile as $$
begin
    newest := greatest((select coalesce(max(position), 0) from events), (select coalesce(max(seq), 0) from inbox));
    high := least(newest, (select min(least(m.appends, m.receives)) from marks(newest) m));
end $$;

-- What the relay sends next, in one round trip: how far facts are settled, and the next ones up to there. One row without a fact
-- where there is none.
create function next_settled(p_after bigint, p_limit integer)
returns table (settled_high bigint, holder integer, r_position bigint, r_stream text, r_version integer, r_type text,
               r_schema_version smallint, r_id uuid, r_time timestamptz, r_data text, r_meta text)
language plpgsql volatile as $$
declare
    s record;
begin
    s := settled(p_after);
    if s.high <= p_after then
        return query select p_after, s.holder, null::bigint, null, null::integer, null, null::smallint, null::uuid,
                            null::timestamptz, null, null;
        return;
    end if;
    return query select s.high, s.holder, e.position, e.stream, e.version, e.type, e.schema_version, e.id, e.time, e.data::text,
                        e.meta::text
                   from events e where e.position > p_after and e.position <= s.high order by e.position limit p_limit;
end $$;

-- Who is appending or receiving, from where and for how long: what an operator looks at when facts do not leave. State and address
-- are shown to members of the session's role.
create view appenders as
select m.pid, a.application_name, a.client_addr, a.state, a.xact_start, m.appends, m.receives
  from marks((select greatest((select max(position) from events), (select max(seq) from inbox), 0))) m
  left join pg_stat_activity a on a.pid = m.pid;

-- Processes of an older release ask by these names until they are updated, and get the new answers: nothing is timed out.
create or replace function settled_position(p_after bigint, p_timeout text) returns bigint
language sql as 'select high from settled(p_after)';

create or replace function settled_row(p_timeout text) returns bigint
language sql as 'select high from settled_learned()';

create or replace function settled_facts(p_after bigint, p_limit integer, p_timeout text)
returns table (settled_high bigint, r_position bigint, r_stream text, r_version integer, r_type text, r_schema_version smallint,
               r_id uuid, r_time timestamptz, r_data text, r_meta text)
language sql as $$
    select n.settled_high, n.r_position, n.r_stream, n.r_version, n.r_type, n.r_schema_version, n.r_id, n.r_time, n.r_data, n.r_meta
      from next_settled(p_after, p_limit) n
$$;
