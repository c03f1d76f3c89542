-- After a topic was made again another message stands at an offset: the hash of the message is part of its name, empty where an
-- older process has set it aside. `size`: bytes of the message where only the first ones of it are kept.
alter table rejected_messages add column digest bytea not null default '', add column size bigint;
alter table rejected_messages drop constraint rejected_messages_pkey;
alter table rejected_messages add primary key (topic, partition, kafka_offset, digest);

-- What was set aside of a partition: messages and bytes that are kept, and how many came when no more were.
create table rejected_counts (
    topic     text    not null,
    partition integer not null,
    messages  bigint  not null default 0,
    bytes     bigint  not null default 0,
    left_out  bigint  not null default 0,
    primary key (topic, partition)
);
insert into rejected_counts (topic, partition, messages, bytes)
select topic, partition, count(*),
       sum(coalesce(octet_length(key), 0) + coalesce(octet_length(value), 0) + octet_length(headers::text))
  from rejected_messages group by 1, 2;

-- Sets a message aside; false where it was already. Whoever can write to a topic could fill the disk: of a partition 16 MiB of
-- messages are kept whole, of those behind them the first 1024 bytes, and of those behind 100,000 none.
-- What a service itself has said (`refused`) is kept whole.
create function reject_message(
    p_topic text, p_partition integer, p_offset bigint, p_kind text, p_key bytea, p_value bytea, p_headers jsonb, p_error text,
    p_digest bytea
) returns boolean
language plpgsql as $$
declare
    before rejected_counts;
    v_size constant bigint :=
        coalesce(octet_length(p_key), 0) + coalesce(octet_length(p_value), 0) + octet_length(p_headers::text);
    whole boolean;
    v_key bytea := p_key;
    v_value bytea := p_value;
    v_headers jsonb := p_headers;
begin
    if exists (select from rejected_messages r
                where (r.topic, r.partition, r.kafka_offset) = (p_topic, p_partition, p_offset)
                  and (r.digest = p_digest or (r.digest = '' and r.value is not distinct from p_value)))
    then
        return false;
    end if;
    insert into rejected_counts (topic, partition) values (p_topic, p_partition) on conflict do nothing;
    select * into before from rejected_counts c where (c.topic, c.partition) = (p_topic, p_partition) for update;
    whole := p_kind = 'refused' or before.bytes + v_size <= 16 * 1024 * 1024;
    if before.messages >= 100000 and p_kind <> 'refused' then
        update rejected_counts set left_out = left_out + 1 where (topic, partition) = (p_topic, p_partition);
        return true;
    end if;
    if not whole then
        v_key := substring(p_key for 1024);
        v_value := substring(p_value for 1024);
        v_headers := (select coalesce(jsonb_agg(jsonb_build_array(left(h.pair ->> 0, 100), left(h.pair ->> 1, 100)) order by h.n), '[]')
                        from jsonb_array_elements(p_headers) with ordinality as h(pair, n) where h.n <= 16);
    end if;
    insert into rejected_messages (topic, partition, kafka_offset, kind, key, value, headers, error, digest, size)
    values (p_topic, p_partition, p_offset, p_kind, v_key, v_value, v_headers, p_error, p_digest,
            case when not whole then v_size end);
    update rejected_counts
       set messages = messages + 1,
           bytes = bytes + coalesce(octet_length(v_key), 0) + coalesce(octet_length(v_value), 0) + octet_length(v_headers::text)
     where (topic, partition) = (p_topic, p_partition);
    return true;
end $$;
