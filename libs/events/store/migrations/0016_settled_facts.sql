-- What the relay sends next, in one round trip: the fence and the facts up to it. `settled_high` is the mark; one row without a
-- fact when there is nothing. Raises lock_not_available when a writer is slower than the timeout.
create function settled_facts(p_after bigint, p_limit integer, p_timeout text)
returns table (settled_high bigint, r_position bigint, r_stream text, r_version integer, r_type text, r_schema_version smallint,
               r_id uuid, r_time timestamptz, r_data text, r_meta text)
language plpgsql as $$
declare
    v_high bigint;
begin
    if coalesce((select max(position) from events), 0) <= p_after then
        return query select p_after, null::bigint, null, null::integer, null, null::smallint, null::uuid, null::timestamptz,
                            null, null;
        return;
    end if;
    perform set_config('lock_timeout', p_timeout, true);
    begin
        perform pg_advisory_xact_lock(4208801);
        select max(position) into v_high from events;
        -- Undoing the block gives the fence back before the facts are read: writers do not wait for that.
        raise exception using errcode = 'CK001';
    exception
        when sqlstate 'CK001' then null;
    end;
    return query select v_high, e.position, e.stream, e.version, e.type, e.schema_version, e.id, e.time, e.data::text, e.meta::text
                   from events e where e.position > p_after and e.position <= v_high order by e.position limit p_limit;
end $$;
