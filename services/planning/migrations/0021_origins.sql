-- What visits come of, the number of that, and the departments whose items forbid notice. Of those that were planned before: a
-- filing's visit is numbered by it, and which of its parts forbade notice was not said.
alter table views.visits
    add column origin text not null default 'draw',
    add column cause text,
    add column unannounced text[] not null default '{}';
update views.visits
   set origin = case when visit = draw || '-V' then 'filing' else 'draw' end, cause = draw,
       unannounced = case when notice_forbidden then departments else '{}' end;
