-- What proves that an officer was there. Who was entered before scanned the visit's own mandate, which an office can do too.
alter table views.check_ins add column scanned text;
alter table views.check_ins rename column how to proof;
update views.check_ins set proof = case proof when 'scan' then 'mandate' else 'late' end;
create index check_ins_late on views.check_ins (inspector, at) where proof = 'late';

alter table views.inspectors add column reinstated_from date;
