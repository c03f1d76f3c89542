-- A readable message that the store refuses is set aside too, so that its partition goes on.
alter table rejected_messages drop constraint rejected_messages_kind_check;
alter table rejected_messages add constraint rejected_messages_kind_check
    check (kind in ('unreadable', 'stranger', 'forged', 'refused'));
