-- Where the purged fact stands on its topic, and its id: read there again, it is passed over. Null for what was purged before.
alter table purged_facts add column topic text, add column partition integer, add column kafka_offset bigint, add column id uuid;

-- As before, and a partition that stands before a purged fact is read as a held one is, step by step.
create or replace function claim_partition(p_topic text, p_partition integer)
returns table (claimed_source text, claimed_position bigint, any_parked boolean, any_held boolean, start_over boolean)
language plpgsql as $$
declare
    stored bigint;
begin
    insert into consumer_offsets values (p_topic, p_partition, 0) on conflict do nothing;
    select c.next_offset into stored from consumer_offsets c
     where c.topic = p_topic and c.partition = p_partition for update;
    return query
    select p.source, p.position, exists (select 1 from parked),
           exists (select 1 from held_messages h where h.topic = p_topic and h.partition = p_partition)
           or exists (select 1 from purged_facts g
                       where g.topic = p_topic and g.partition = p_partition and g.kafka_offset >= stored),
           stored < 0
      from (select 1) as always
      left join consumer_positions p on p.topic = p_topic and p.partition = p_partition;
end $$;
