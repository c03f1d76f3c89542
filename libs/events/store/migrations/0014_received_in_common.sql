-- A source or a type that all facts of a batch have in common goes over the wire once.
create or replace function receive_events(
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
