-- An approved file that could not be applied: why, how often in a row, and when it is tried again. It keeps no other waiting.
alter table imports
    add column tries    integer not null default 0,
    add column fault    text,
    add column again_at timestamptz;
create index imports_put_off on imports (again_at) where again_at is not null;
