-- One round trip where four were: a consumer's batch begins with its lock, its last positions and whether anything is parked.
create function claim_partition(p_topic text, p_partition integer)
returns table (claimed_source text, claimed_position bigint, any_parked boolean)
language plpgsql as $$
begin
    insert into consumer_offsets values (p_topic, p_partition, 0) on conflict do nothing;
    perform 1 from consumer_offsets c where c.topic = p_topic and c.partition = p_partition for update;
    return query
    select p.source, p.position, exists (select 1 from parked)
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
