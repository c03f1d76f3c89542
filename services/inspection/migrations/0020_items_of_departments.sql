-- Whose the item is, and which kind of check; null in an edition that withdraws it.
alter table views.items add column department text, add column kind text;
update views.items i set department = b.data #>> '{content,department}', kind = b.data #>> '{content,kind}'
  from inbox b where b.stream = 'item-' || i.item and b.version = i.version
   and b.type in ('registry.item-listed', 'registry.item-adjusted');
