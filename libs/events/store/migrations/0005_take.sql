-- A consumer's batch in one round trip: its lock, the received facts, what they change in the read models, and how far the
-- partition is. A statement is a transaction of its own.
--
-- For what is plain: false, and nothing is done, where the partition does not stand where its consumer left it, or where anything
-- is parked. Raises CK002 where one of the facts has come by another way. The consumer then goes step by step.
-- `p_steps`, `p_ends`, `p_order`: as `run_steps` takes them.
create function take_events(
    p_topic text, p_partition integer, p_left bigint, p_next bigint, p_seen text[], p_seen_positions bigint[],
    p_steps text[], p_ends integer[], p_order integer[],
    p_sources text[], p_positions bigint[], p_offsets bigint[], p_streams text[], p_versions integer[], p_types text[],
    p_schema_versions smallint[], p_ids uuid[], p_times timestamptz[], p_datas jsonb[], p_metas jsonb[]
) returns boolean
language plpgsql as $$
declare
    v_sources text[] := p_sources;
begin
    perform from consumer_offsets c
      where c.topic = p_topic and c.partition = p_partition and c.next_offset = p_left for update;
    if not found or exists (select from parked) then
        return false;
    end if;
    if (select count(*) from receive_events(p_topic, p_partition, p_sources, p_positions, p_offsets, p_streams, p_versions,
                                            p_types, p_schema_versions, p_ids, p_times, p_datas, p_metas))
       < cardinality(p_streams)
    then
        raise exception using errcode = 'CK002', message = 'a received fact has come by another way';
    end if;
    if cardinality(p_sources) < cardinality(p_streams) then
        v_sources := array_fill(p_sources[1], array[cardinality(p_streams)]);
    end if;
    perform run_steps(p_steps, p_ends, p_order, p_datas, p_times, p_versions, p_positions, p_ids, p_streams, v_sources, p_metas);
    perform advance_partition(p_topic, p_partition, p_next, p_seen, p_seen_positions);
    return true;
end $$;
