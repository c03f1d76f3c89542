-- Editions of before could not say that one person adopts a model: they are read with the sources' rule.
update views.policies set pack = jsonb_set(pack, '{seconds}',
    '{"model": {"roles": ["credit-officer", "conference-member"], "among": "anybody"}}'::jsonb || (pack -> 'seconds'))
 where pack ? 'seconds';
