-- Limits of rate that hold over all processes of a service. Of each asker one moment is kept: when all of the limit is free again.
-- It is no record of anything: after a crash it may be empty.
create unlogged table rates (
    rate    text not null,
    who     text not null,
    free_at timestamptz not null,
    primary key (rate, who)
);

-- Counts a request; 0, or the seconds until one is free (then nothing is counted). Requests of one asker wait for each other.
create function spend_rate(p_rate text, p_who text, p_most integer, p_window integer) returns double precision
language plpgsql as $$
declare
    v_now  timestamptz;
    v_free timestamptz;
    v_wait double precision;
begin
    insert into rates values (p_rate, p_who, '-infinity') on conflict do nothing;
    select free_at into v_free from rates where rate = p_rate and who = p_who for update;
    -- Read after the wait for those before.
    v_now := clock_timestamp();
    v_free := greatest(v_free, v_now) + make_interval(secs => p_window::double precision / p_most);
    v_wait := extract(epoch from v_free - v_now) - p_window;
    -- A rounding error must not cost the last request of a limit.
    if v_wait > 0.001 then
        return v_wait;
    end if;
    update rates set free_at = v_free where rate = p_rate and who = p_who;
    -- Askers whose limit is wholly free are forgotten, now and then.
    if random() < 0.01 then
        delete from rates where (rate, who) in (
            select r.rate, r.who from rates r where r.rate = p_rate and r.free_at < v_now limit 1000 for update skip locked
        );
    end if;
    return 0;
end $$;
