-- What shares a transaction comes from several callers: each fact brings its own time and meta, or one serves all. The function
-- with one of each stays for processes that still run the older code.
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
