-- `run`: how far the history has come that has brought something new since, where it is not as far as the furthest. `begun`: how far a
-- sending that began anew has come, and has brought nothing new yet.
alter table consumer_positions add column begun bigint;
update consumer_positions set begun = run, run = null where run is not null;
