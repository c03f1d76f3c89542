-- One reading of an officer's number: in capital letters. Of two rows for one officer the one in capitals stays.
delete from public.people p where person ~ '^[A-Za-z0-9-]+$' and person <> upper(person)
   and exists (select 1 from public.people other where other.person = upper(p.person));
update public.people set person = upper(person) where person ~ '^[A-Za-z0-9-]+$' and person <> upper(person);
