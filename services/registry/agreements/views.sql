-- name: agreements_page(day, state, partner, after, limit)
select * from (
    select agreement, case when state <> 'revoked' and valid_until < :day::date then 'expired' else state end as state, partner,
           valid_from, valid_until, revoked_by, revoked_for, version from agreements) a
 where (:state::text is null or state = :state) and (:partner::text is null or partner = :partner)
   and agreement > :after order by agreement limit :limit;

-- name: agreement(agreement)^
select document::text as document, version from agreements where agreement = :agreement;

-- name: trusted_keys(place, service)
-- Keys of a neighbour's service under agreements in force. A key for all services counts until it ends for this one.
select k.jwk::text as jwk, k.valid_from, k.valid_until from partner_keys k join agreements a using (agreement)
 where k.place = :place and a.state = 'accepted'
   and (k.service = :service or (k.service = '' and not exists (
       select 1 from partner_keys o
        where o.agreement = k.agreement and o.place = k.place and o.kid = k.kid and o.service = :service)))
 order by k.agreement, k.kid;
