-- Limits of rate that hold over all processes of a service: of each asker the end of the window and a count. It is no record of
-- anything: after a crash it may be empty.
create unlogged table rates (
    rate    text not null,
    who     text not null,
    ends_at timestamptz not null,
    count   integer not null,
    primary key (rate, who)
);

-- Counts a request; 0, or the seconds until the window ends (then nothing is counted). Requests of one asker wait for each other.
create function spend_rate(p_rate text, p_who text, p_most integer, p_window integer) returns double precision
language plpgsql as $$
declare
    v_now   timestamptz;
    v_ends  timestamptz;
    v_count integer;
begin
    insert into rates values (p_rate, p_who, '-infinity', 0) on conflict do nothing;
    select ends_at, count into v_ends, v_count from rates where rate = p_rate and who = p_who for update;
    -- Read after the wait for those before.
    v_now := clock_timestamp();
    if v_ends <= v_now then
        v_ends := v_now + make_interval(secs => p_window);
        v_count := 0;
        -- Those whose window is over are forgotten, some at a time.
        delete from rates where (rate, who) in (
            select r.rate, r.who from rates r
             where r.rate = p_rate and r.who <> p_who and r.ends_at < v_now limit 10 for update skip locked
        );
    end if;
    if v_count >= p_most then
        return greatest(extract(epoch from v_ends - v_now), 0.001);
    end if;
    update rates set ends_at = v_ends, count = v_count + 1 where rate = p_rate and who = p_who;
    return 0;
end $$;
