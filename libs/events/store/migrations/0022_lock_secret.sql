-- Every role of a server sees the keys of all advisory locks (pg_locks). With this before the name, nobody else finds the name
-- from the key by trying (store/in_turn.py).
create table lock_secret (secret bytea not null);
insert into lock_secret values (decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex'));

create function in_turn(p_name text) returns void language sql as $$
    select pg_advisory_xact_lock(('x' || left(encode(sha256(secret || convert_to(p_name, 'UTF8')), 'hex'), 16))::bit(64)::bigint)
      from public.lock_secret
$$;
