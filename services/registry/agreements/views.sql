-- name: agreements_page(day, state, partner, after, limit)
select * from (
    select agreement, case when state <> 'revoked' and valid_until < :day::date then 'expired' else state end as state, partner,
           valid_from, valid_until, revoked_by, revoked_for, version from agreements) a
 where (:state::text is null or state = :state) and (:partner::text is null or partner = :partner)
   and agreement > :after order by agreement limit :limit;

-- name: agreement(agreement)^
select document::text as document, version from agreements where agreement = :agreement;

-- name: agreements_in_force(place)
select agreement, (valid_until + 1)::timestamp at time zone 'Asia/Shanghai' as ends from agreements
 where partner = :place and state = 'accepted' order by agreement;
