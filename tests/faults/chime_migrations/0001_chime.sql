create table views.chimes (chime text primary key, strikes integer not null, rests integer not null, lapses integer not null);
create table views.echoes (chime text primary key, heard integer not null);
