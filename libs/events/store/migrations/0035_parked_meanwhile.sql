-- Received facts wait at the gate while a rebuild swaps, and the swap parks streams: what was looked up before says nothing then. A
-- function that is volatile sees what was committed until it is called.
create function anything_parked() returns boolean
language plpgsql volatile as $$
begin
    return exists (select from parked);
end $$;

-- As before, and it looks again behind the gate.
create or replace function take_events(
    p_topic text, p_partition integer, p_left bigint, p_next bigint, p_seen text[], p_seen_positions bigint[],
    p_steps text[], p_ends integer[], p_order integer[],
    p_sources text[], p_positions bigint[], p_offsets bigint[], p_streams text[], p_versions integer[], p_types text[],
    p_schema_versions smallint[], p_ids uuid[], p_times timestamptz[], p_datas jsonb[], p_metas jsonb[], p_anchor bytea
) returns boolean
language plpgsql as $$
declare
    v_sources text[] := p_sources;
begin
    perform from consumer_offsets c
      where c.topic = p_topic and c.partition = p_partition and c.next_offset = p_left for update;
    if not found or exists (select from parked)
       or exists (select from held_messages h where h.topic = p_topic and h.partition = p_partition)
    then
        return false;
    end if;
    if (select count(*) from receive_events(p_topic, p_partition, p_sources, p_positions, p_offsets, p_streams, p_versions,
                                            p_types, p_schema_versions, p_ids, p_times, p_datas, p_metas))
       < cardinality(p_streams)
    then
        raise exception using errcode = 'CK002', message = 'a received fact has come by another way';
    end if;
    if anything_parked() then
        raise exception using errcode = 'CK002', message = 'a stream has been parked while this waited for the gate';
    end if;
    if cardinality(p_sources) < cardinality(p_streams) then
        v_sources := array_fill(p_sources[1], array[cardinality(p_streams)]);
    end if;
    perform run_steps(p_steps, p_ends, p_order, p_datas, p_times, p_versions, p_positions, p_ids, p_streams, v_sources, p_metas);
    perform advance_partition(p_topic, p_partition, p_next, p_seen, p_seen_positions, p_anchor);
    return true;
end $$;
