-- How many rows lie up to some position, every ten thousandth: a count starts at the nearest mark instead of reading the table,
-- which took two seconds with a million facts, at every scrape of the metrics. Rows of `events` and `inbox` never go away.
create table row_marks (
    counted  text   not null check (counted in ('events', 'inbox')),
    position bigint not null,
    rows     bigint not null,
    primary key (counted, position)
);

-- Exact. `tail` says how many rows were read for it.
create function rows_to(p_counted text, p_position bigint, out rows bigint, out tail bigint)
language plpgsql as $$
declare
    v_mark row_marks;
begin
    select * into v_mark from row_marks m
     where m.counted = p_counted and m.position <= p_position order by m.position desc limit 1;
    if p_counted = 'events' then
        select count(*) into tail from events e where e.position > coalesce(v_mark.position, 0) and e.position <= p_position;
    else
        select count(*) into tail from inbox i where i.seq > coalesce(v_mark.position, 0) and i.seq <= p_position;
    end if;
    rows := coalesce(v_mark.rows, 0) + tail;
end $$;

-- A position at or below which neither table can grow any more. Raises lock_not_available when a writer is slower.
create function settled_row(p_timeout text) returns bigint
language plpgsql as $$
begin
    perform set_config('lock_timeout', p_timeout, true);
    perform pg_advisory_xact_lock(4208801);
    return greatest(0, (select max(position) from events), (select max(seq) from inbox));
end $$;

-- `p_high` is a settled position. Two processes at once write the same marks.
create function mark_rows(p_high bigint) returns void
language plpgsql as $$
declare
    v_mark row_marks;
begin
    select * into v_mark from row_marks m where m.counted = 'events' order by m.position desc limit 1;
    insert into row_marks
    select 'events', n.position, coalesce(v_mark.rows, 0) + n.number
      from (select e.position, row_number() over (order by e.position) as number from events e
             where e.position > coalesce(v_mark.position, 0) and e.position <= p_high) n
     where n.number % 10000 = 0
    on conflict do nothing;
    select * into v_mark from row_marks m where m.counted = 'inbox' order by m.position desc limit 1;
    insert into row_marks
    select 'inbox', n.seq, coalesce(v_mark.rows, 0) + n.number
      from (select i.seq, row_number() over (order by i.seq) as number from inbox i
             where i.seq > coalesce(v_mark.position, 0) and i.seq <= p_high) n
     where n.number % 10000 = 0
    on conflict do nothing;
end $$;
