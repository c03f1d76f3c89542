-- Editions of before could not say that one person gives and takes mandates: they are read with the sources' rule.
update views.policies set pack = jsonb_set(pack, '{seconds}',
    '{"mandate": {"roles": ["registrar", "conference-member"], "among": "anybody"}}'::jsonb || (pack -> 'seconds'))
 where pack ? 'seconds';
