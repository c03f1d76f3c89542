-- A message that the service it names has not signed is set aside; one whose key nobody knows waits, and an operator may pass it.
alter table rejected_messages drop constraint rejected_messages_kind_check;
alter table rejected_messages add constraint rejected_messages_kind_check check (kind in ('unreadable', 'stranger', 'forged'));
alter table held_messages drop constraint held_messages_kind_check;
alter table held_messages add constraint held_messages_kind_check
    check (kind in ('untrusted', 'no-link', 'gap', 'conflict', 'unproven'));
