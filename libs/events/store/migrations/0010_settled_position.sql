-- The fence in one round trip instead of six: a relay asks after every append. Returns `p_after` when nothing is newer; raises
-- lock_not_available when a writer is slower than the timeout.
create function settled_position(p_after bigint, p_timeout text) returns bigint
language plpgsql as $$
begin
    -- By its maximum, which is one step in the index: "is there one beyond" was planned as a walk through the whole table, at
    -- whose end the newest stand (68 ms with a million facts).
    if coalesce((select max(position) from events), 0) <= p_after then
        return p_after;
    end if;
    -- A waiting exclusive lock queues later shared ones behind it: the timeout bounds what one slow writer can cost the others.
    perform set_config('lock_timeout', p_timeout, true);
    perform pg_advisory_xact_lock(4208801);
    -- A statement of its own, so with a look of its own: it sees what was committed while the lock was waited for.
    return (select max(position) from events);
end $$;
