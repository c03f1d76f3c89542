-- name: chain(chain)^
select * from code_chains where chain = :chain;

-- name: chains_of(year, lead)
select * from code_chains where year = :year and lead = :lead order by published_at desc, chain desc;

-- name: chains_page(year, lead, after_chain, limit)
select * from code_chains
 where (:year::integer is null or year = :year) and (:lead::text is null or lead = :lead) and chain > :after_chain
 order by chain limit :limit;

-- name: draws_on(chain)
-- Draws in the order of their codes; `sealed_until` while a team of theirs is secret, `burnt` the code of one that was voided.
select c.draw, c.nth, w.code_head, w.state, w.opened_at, v.code as burnt,
       (select max(coalesce(s.day, s.until)) from sealed_teams s where s.draw = c.draw and s.unsealed_at is null
           and w.state <> 'voided') as sealed_until
  from chain_draws c join draws w using (draw) left join draw_voids v using (draw)
 where c.chain = :chain order by c.nth;

-- name: chain_secret(chain)$
select secret from public.chain_secrets where chain = :chain;
