-- Editions of before could not say that one person takes opening balances in: they are read with the sources' rule.
update views.policies set pack = jsonb_set(pack, '{seconds}',
    '{"opening-balances": {"roles": ["credit-officer", "conference-member"], "among": "anybody"}}'::jsonb || (pack -> 'seconds'))
 where pack ? 'seconds';
