-- How far a neighbour's chain has come by its facts' own times, as far as the reader's clock had come too: what is dated ahead of
-- it ends no key. Null where no link says so.
alter table chains add column reached timestamptz;
update chains c set reached = (select max(time) from inbox i where i.source = c.source and i.time <= now() + interval '1 hour');

-- The hash that a message claims as a link, empty for none: the links before a trusted one are found by name. Null of what was
-- passed over before this column was there.
alter table passed_messages add column chain_hash text;
create index passed_messages_by_hash on passed_messages (source, chain_hash);
