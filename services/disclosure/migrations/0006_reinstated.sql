-- A strike-off that was taken back stays on record beside what took it back.
alter table views.entities add column reinstated_at timestamptz, add column reinstated_reason text;
