-- By partition of the service's own topic the position of the last message there: what the next one names as the one before it.
-- They hold for one place of the checkpoint: a relay of before knows nothing of them and moves the checkpoint on.
alter table relay_checkpoint add column lasts bigint[];
alter table relay_checkpoint add column lasts_at bigint;

-- The record that was read last, as a hash: after a topic was made again another one stands at its offset.
alter table consumer_offsets add column anchor bytea;

-- Records that were deleted before they were read are held as `expired`, at the offset of the first one.
alter table held_messages drop constraint held_messages_kind_check;
alter table held_messages add constraint held_messages_kind_check
    check (kind in ('untrusted', 'no-link', 'gap', 'conflict', 'unproven', 'unpackable', 'failing', 'refused', 'expired'));

create function advance_partition(
    p_topic text, p_partition integer, p_offset bigint, p_sources text[], p_positions bigint[], p_anchor bytea
) returns void
language sql as $$
    -- Where it stands still, the record before it is the same.
    update consumer_offsets set next_offset = p_offset, anchor = coalesce(p_anchor, case when next_offset = p_offset then anchor end)
     where topic = p_topic and partition = p_partition;
    insert into consumer_positions (topic, partition, source, position)
    select p_topic, p_partition, s.source, s.position from unnest(p_sources, p_positions) as s(source, position)
    on conflict (topic, partition, source) do update set position = excluded.position;
$$;

-- As processes of before call it, until they are updated: an anchor that they have left behind would be another record's.
create or replace function advance_partition(
    p_topic text, p_partition integer, p_offset bigint, p_sources text[], p_positions bigint[]
) returns void
language sql as $$
    select advance_partition(p_topic, p_partition, p_offset, p_sources, p_positions, null);
$$;

-- As before, and what is held is looked at step by step: whether it goes away is not said here.
create function take_events(
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
    if cardinality(p_sources) < cardinality(p_streams) then
        v_sources := array_fill(p_sources[1], array[cardinality(p_streams)]);
    end if;
    perform run_steps(p_steps, p_ends, p_order, p_datas, p_times, p_versions, p_positions, p_ids, p_streams, v_sources, p_metas);
    perform advance_partition(p_topic, p_partition, p_next, p_seen, p_seen_positions, p_anchor);
    return true;
end $$;

-- As processes of before call it, until they are updated.
create or replace function take_events(
    p_topic text, p_partition integer, p_left bigint, p_next bigint, p_seen text[], p_seen_positions bigint[],
    p_steps text[], p_ends integer[], p_order integer[],
    p_sources text[], p_positions bigint[], p_offsets bigint[], p_streams text[], p_versions integer[], p_types text[],
    p_schema_versions smallint[], p_ids uuid[], p_times timestamptz[], p_datas jsonb[], p_metas jsonb[]
) returns boolean
language sql as $$
    select take_events(p_topic, p_partition, p_left, p_next, p_seen, p_seen_positions, p_steps, p_ends, p_order,
                       p_sources, p_positions, p_offsets, p_streams, p_versions, p_types, p_schema_versions, p_ids, p_times,
                       p_datas, p_metas, null);
$$;
