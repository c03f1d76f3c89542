-- name: agreements_page(day, state, partner, after, limit)
select * from (
    select agreement, case when state <> 'revoked' and valid_until < :day::date then 'expired' else state end as state, partner,
           valid_from, valid_until, revoked_by, revoked_for, version from agreements) a
 where (:state::text is null or state = :state) and (:partner::text is null or partner = :partner)
   and agreement > :after order by agreement limit :limit;

-- name: agreement(agreement)^
select document::text as document, version from agreements where agreement = :agreement;

-- name: trusted_keys(place, service)
-- Keys of a neighbour's service under agreements in force. No key outlives its agreement, nor what its registry has said of it.
select k.jwk::text as jwk, k.valid_from,
       least(k.valid_until, e.ends, (a.valid_until + 1)::timestamp at time zone 'Asia/Shanghai') as valid_until
  from partner_keys k join agreements a using (agreement)
  left join partner_key_ends e on (e.place, e.service, e.kid) = (k.place, :service, k.kid)
 where k.place = :place and a.state = 'accepted'
   and k.service in ('', :service)
 order by k.agreement, k.kid;
