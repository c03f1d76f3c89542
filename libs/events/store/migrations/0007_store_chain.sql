-- The hash chain over what the service knows: `events` and `inbox`, each in order, in blocks of rows. store/chain.py says what is
-- hashed and writes it, behind the appends; store/audit.py compares it with the rows.
create table store_chain (
    log    text   not null check (log in ('events', 'inbox')),
    number bigint not null check (number > 0),
    -- Position of the block's last row.
    last   bigint not null,
    -- Of each row its position (8 bytes) and the SHA-256 of its text (32 bytes).
    leaves bytea  not null,
    -- SHA-256 of the hash before and these leaves.
    hash   bytea  not null,
    primary key (log, number)
);

-- Hashes do not shrink: compressing them would be work for nothing.
alter table store_chain alter column leaves set storage external;

-- The last position that is in a chain.
create function chained_to(p_log text, out last bigint)
language sql stable as $$
    select coalesce((select c.last from store_chain c where c.log = p_log order by c.number desc limit 1), 0)
$$;
