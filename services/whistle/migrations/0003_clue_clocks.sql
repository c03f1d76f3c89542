-- What the last days of a clue are counted from, so that they can be computed again: the clue's finding by its own service's time,
-- then the acknowledgement or the return. `set_at`: by which edition of the numbers.
create table views.clue_clocks (
    clue     text primary key,
    began_at timestamptz not null
);
insert into views.clue_clocks (clue, began_at)
select distinct on (i.data ->> 'clue') i.data ->> 'clue', i.time
  from inbox i where i.type = 'inspection.clue-found' order by i.data ->> 'clue', i.seq;

alter table views.clues add began_at timestamptz, add set_at timestamptz;
update views.clues c
   set set_at = e.time, began_at = case when e.type <> 'whistle.clue-received' then e.time end
  from (select distinct on (stream) stream, type, time from events
         where type in ('whistle.clue-received', 'whistle.clue-returned', 'whistle.clue-acknowledged')
         order by stream, version desc) e
 where e.stream = 'clue-' || c.clue;
