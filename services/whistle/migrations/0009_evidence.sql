create table views.erased_files (
    sha256    text primary key,
    reason    text        not null,
    erased_at timestamptz not null
);

-- Who reads a file is asked by what names it. Facts from before files were kept name digests of none.
alter table views.whistles add column evidence text[] not null default '{}';
alter table views.calls add column evidence text[] not null default '{}';
create index whistles_by_evidence on views.whistles using gin (evidence);
create index calls_by_evidence on views.calls using gin (evidence);
