-- An import whose process died is neither running nor broken off by its sender.
alter table imports drop constraint imports_state_check;
alter table imports add constraint imports_state_check check (state in ('running', 'finished', 'broken-off', 'interrupted'));
