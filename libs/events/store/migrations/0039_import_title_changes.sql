-- Who said last how an office's sheets call their columns, and before: a title decides what a column of each later file means.
create table import_title_changes (
    position   bigint      generated always as identity primary key,
    kind       text        not null,
    office     text        not null,
    titles     jsonb       not null,
    changed_by text        not null,
    changed_at timestamptz not null default now()
);
create index import_title_changes_newest on import_title_changes (kind, office, position desc);
