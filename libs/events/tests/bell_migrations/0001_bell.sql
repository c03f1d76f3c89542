create table views.doors (door text primary key, times integer not null);
