-- Editions of before could not say that one person takes results over: they are read with the sources' rule.
update views.policies set pack = jsonb_set(pack, '{seconds}',
    '{"recorded-results": {"roles": ["planner", "conference-member"], "among": "anybody"}}'::jsonb || (pack -> 'seconds'))
 where pack ? 'seconds';
alter table views.recorded_results add column revoked text;
