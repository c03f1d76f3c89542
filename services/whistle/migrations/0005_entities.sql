-- What the register lists or has listed.
create table views.entities (
    entity text primary key
);
