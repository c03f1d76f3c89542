-- next_offset = -1: an operator wants the topic read from its beginning, since it was lost and filled again. Offsets of the
-- topic that was say nothing about the one that is.
drop function claim_partition(text, integer);
create function claim_partition(p_topic text, p_partition integer)
returns table (claimed_source text, claimed_position bigint, any_parked boolean, start_over boolean)
language plpgsql as $$
declare
    stored bigint;
begin
    insert into consumer_offsets values (p_topic, p_partition, 0) on conflict do nothing;
    select c.next_offset into stored from consumer_offsets c
     where c.topic = p_topic and c.partition = p_partition for update;
    return query
    select p.source, p.position, exists (select 1 from parked), stored < 0
      from (select 1) as always
      left join consumer_positions p on p.topic = p_topic and p.partition = p_partition;
end $$;
