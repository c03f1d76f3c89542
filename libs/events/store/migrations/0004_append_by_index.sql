-- The check for holes looks each stream up by its index. As one joined query its plan, kept since the table was empty, read the
-- whole table at every append: the time of an append grew with the store. Time and meta, the same for all facts of a call, go
-- over the wire once. `append_events` stays as it was for processes that still run the older code.
create function append_facts(
    p_streams text[], p_versions integer[], p_types text[], p_schema_versions smallint[], p_ids uuid[], p_time timestamptz,
    p_datas jsonb[], p_meta jsonb
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
    select e.stream, e.version, e.type, e.schema_version, e.id, p_time, e.data, p_meta
      from unnest(p_streams, p_versions, p_types, p_schema_versions, p_ids, p_datas) with ordinality
           as e(stream, version, type, schema_version, id, data, ord)
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
