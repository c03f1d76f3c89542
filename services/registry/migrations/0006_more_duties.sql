-- Editions of before could not say that one person changes the conference or the calendar: they are read with the sources' rule.
update views.policies set pack = jsonb_set(pack, '{seconds}',
    '{"conference": {"roles": ["registrar", "conference-member"], "among": "anybody"},
      "calendar": {"roles": ["registrar", "conference-member"], "among": "anybody"}}'::jsonb || (pack -> 'seconds'))
 where pack ? 'seconds';
