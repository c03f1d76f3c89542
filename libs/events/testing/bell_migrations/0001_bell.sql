create table views.doors (door text primary key, times integer not null);
create table views.labels (door text primary key, label text not null);
