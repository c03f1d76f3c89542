-- Where nearly every fact of a type fails, its partition waits instead of parking stream after stream.
alter table held_messages drop constraint held_messages_kind_check;
alter table held_messages add constraint held_messages_kind_check
    check (kind in ('untrusted', 'no-link', 'gap', 'conflict', 'unproven', 'unpackable', 'failing'));
