-- How an office's sheets call the columns of a kind of file. `office`: whose sheets they are; empty: all of the place's.
create table import_titles (
    kind        text not null,
    office      text not null,
    title       text not null,
    column_name text not null,
    primary key (kind, office, title)
);
