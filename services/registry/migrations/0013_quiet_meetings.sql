-- The last day of the window of a visit without notice; null: notice is given of it, or it has taken place.
alter table views.meetings add column quiet_until date;
