-- name: campaign(campaign)^
select * from campaigns where campaign = :campaign;

-- name: campaigns_page(on_day, kind, after_campaign, limit)
select * from campaigns
 where (:on_day::date is null or (:on_day between valid_from and valid_until and (ended_from is null or :on_day < ended_from)))
   and (:kind::text is null or :kind = any(kinds))
   and campaign > :after_campaign
 order by campaign limit :limit;

-- name: campaigns_over(first_day, last_day)
-- O4: in force on every day of a span. A visit may fall on any of them. Those below the province lift nothing (L-15).
select * from campaigns
 where level in ('national', 'provincial') and valid_from <= :first_day::date and valid_until >= :last_day::date and (ended_from is null or ended_from > :last_day::date)
 order by campaign;

-- name: campaign_covers(document, kind, on_day)$
select exists (select 1 from campaigns where level in ('national', 'provincial') and document = :document and :kind::text = any(kinds)
   and :on_day::date between valid_from and valid_until and (ended_from is null or :on_day < ended_from));
