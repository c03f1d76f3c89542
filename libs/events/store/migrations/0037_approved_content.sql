-- What each row's facts say, and not their types alone. Of rows of files that were kept before this is not known: none of them is
-- taken, and the report says so.
alter table import_files
    -- 32 bytes for each row of the file, in order, up to the last one that leads to something.
    add column digests bytea not null default ''::bytea;
