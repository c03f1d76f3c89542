-- A stream grows from its end. Without the check an append at a version ahead of the stream succeeded and left a hole, after
-- which nothing could be appended any more: the number of facts and the last version differed.
create or replace function append_events(
    streams text[], versions integer[], types text[], schema_versions smallint[], ids uuid[], times timestamptz[],
    datas jsonb[], metas jsonb[]
) returns table (new_position bigint)
language plpgsql as $$
begin
    perform pg_advisory_xact_lock_shared(4208801);
    if exists (
        select from (select u.stream, min(u.version) as version from unnest(streams, versions) as u(stream, version)
                      group by u.stream) first
         where first.version > 1
           and not exists (select from events e where e.stream = first.stream and e.version = first.version - 1))
    then
        raise unique_violation using constraint = 'one_version_per_stream', message = 'a stream is not that long',
                                     detail = 'The expected version is ahead of the stream.';
    end if;
    return query
    insert into events (stream, version, type, schema_version, id, time, data, meta)
    select e.stream, e.version, e.type, e.schema_version, e.id, e.time, e.data, e.meta
      from unnest(streams, versions, types, schema_versions, ids, times, datas, metas) with ordinality
           as e(stream, version, type, schema_version, id, time, data, meta, ord)
     order by e.ord
    returning position;
end $$;
