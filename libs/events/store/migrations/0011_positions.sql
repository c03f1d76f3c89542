-- The sequence gives positions, from 1 on; the audit and every count begin there. Not validated: a store that holds an earlier row
-- already shall start, and its audit names that row.
alter table events add constraint position_from_one check (position > 0) not valid;
alter table inbox add constraint seq_from_one check (seq > 0) not valid;

-- Each of the tables below ends what reads on from the last one: a number or a position far ahead would silence it, with nothing
-- left to do and every gauge green.
--
-- The path is the functions' own. Otherwise whoever appends could bring operators of his own.

create function next_in_ledger() returns trigger
language plpgsql set search_path = pg_catalog as $$
declare
    v_last bigint := coalesce((select max(l.chain_index) from public.ledger l), 0);
begin
    if new.chain_index <> v_last + 1 then
        raise check_violation using message = format('link %s of the ledger does not follow link %s', new.chain_index, v_last);
    end if;
    return new;
end $$;

create trigger next_in_ledger before insert on ledger for each row execute function next_in_ledger();

create function next_in_store_chain() returns trigger
language plpgsql set search_path = pg_catalog as $$
declare
    v_number bigint := 0;
    v_last   bigint := 0;
    v_there  boolean;
begin
    select c.number, c.last into v_number, v_last
      from public.store_chain c where c.log = new.log order by c.number desc limit 1;
    if new.log = 'events' then
        v_there := exists (select from public.events e where e.position = new.last);
    else
        v_there := exists (select from public.inbox i where i.seq = new.last);
    end if;
    if new.number <> coalesce(v_number, 0) + 1 or new.last <= coalesce(v_last, 0) or not v_there then
        raise check_violation using message = format('block %s of %s, which ends at %s, does not follow block %s, which ends at %s',
                                                     new.number, new.log, new.last, coalesce(v_number, 0), coalesce(v_last, 0));
    end if;
    return new;
end $$;

create trigger next_in_store_chain before insert on store_chain for each row execute function next_in_store_chain();

-- What was sent ends at a fact that is there. A checkpoint that is set ahead within the facts passes over some of them, and nothing
-- here tells it from a relay's own.
create function checkpoint_at_a_fact() returns trigger
language plpgsql set search_path = pg_catalog as $$
begin
    if new.position < 0 or new.position > coalesce((select max(e.position) from public.events e), 0) then
        raise check_violation using message = format('nothing stands at position %s: the relay cannot have sent it', new.position);
    end if;
    return new;
end $$;

create trigger checkpoint_at_a_fact before insert or update on relay_checkpoint
    for each row execute function checkpoint_at_a_fact();
