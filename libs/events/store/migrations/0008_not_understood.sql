-- Received facts whose type or version was newer than the code. They are in the inbox like all others; here stands that they have
-- had no effect yet. `waiting`: none at all; `folded`: in the views, their reactions have not run; `unfold`: parked after that,
-- so the views are rebuilt once more without them.
create table not_understood (
    seq            bigint   primary key references inbox (seq),
    source         text     not null,
    position       bigint   not null,
    stream         text     not null,
    type           text     not null,
    schema_version smallint not null,
    stage          text     not null default 'waiting' check (stage in ('waiting', 'folded', 'unfold')),
    unique (source, position)
);
