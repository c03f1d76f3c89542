-- `position` is the furthest that has come. `run`: how far a sending that began anew has come, where it is not as far as that.
alter table consumer_positions add column run bigint;

-- Of a gap on a topic of the own place: the position that has not come.
alter table held_messages add column missing bigint;
update held_messages set missing = substring(error from '^position [0-9]+ names ([0-9]{1,18}) as the position before it')::bigint
 where kind = 'gap';
