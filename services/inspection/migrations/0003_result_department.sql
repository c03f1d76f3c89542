-- Who made a check that was taken over from a file, where the file says so.
alter table views.recorded_results add column department text;
