-- Received facts that the owner of the database took out of the inbox because somebody had forged them (bus/purge.py): what the
-- store's chain hashed of the row, and who took it out and why. The service's own role only reads it.
create table purged_facts (
    seq       bigint      primary key,
    source    text        not null,
    position  bigint      not null,
    text      bytea       not null,
    actor     text        not null,
    reason    text        not null,
    purged_at timestamptz not null default now()
);
