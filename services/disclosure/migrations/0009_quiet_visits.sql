-- Visits without notice, of which the public and the entity know nothing on the morning of their day.
-- `quiet_until`: the last day of such a visit's window.
alter table views.visits add column quiet_until date;
alter table views.inspections add column notice_forbidden boolean not null default false;
