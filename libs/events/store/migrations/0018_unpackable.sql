-- A batch that the client library cannot unpack waits where it stands, and an operator may pass it.
alter table held_messages drop constraint held_messages_kind_check;
alter table held_messages add constraint held_messages_kind_check
    check (kind in ('untrusted', 'no-link', 'gap', 'conflict', 'unproven', 'unpackable'));
