create table views.erased_files (
    sha256    text primary key,
    reason    text        not null,
    erased_at timestamptz not null
);

-- Who reads a file is asked by what names it. Facts from before files were kept name digests of none.
alter table views.clues add column evidence text[] not null default '{}';
alter table views.rectifications add column evidence text[] not null default '{}';
create index findings_by_evidence on views.findings using gin (evidence);
create index clues_by_evidence on views.clues using gin (evidence);
create index rectifications_by_evidence on views.rectifications using gin (evidence);
