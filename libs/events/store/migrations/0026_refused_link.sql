-- A neighbour's link that the store refuses waits where it stands: set aside, it would be missing in its source's chain.
alter table held_messages drop constraint held_messages_kind_check;
alter table held_messages add constraint held_messages_kind_check
    check (kind in ('untrusted', 'no-link', 'gap', 'conflict', 'unproven', 'unpackable', 'failing', 'refused'));
