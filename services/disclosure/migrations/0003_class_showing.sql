-- Who is told the class of an entity, as credit's editions say.
create table views.class_showing (
    edition        integer primary key,
    effective_from date not null,
    shown_to       text not null
);
