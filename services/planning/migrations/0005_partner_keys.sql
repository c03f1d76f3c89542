-- The keys of neighbours under agreements (libs/domain/partner_keys.py). What was agreed before had one key for all services.
create table views.partner_keys (
    agreement   text        not null,
    place       text        not null,
    service     text        not null,
    kid         text        not null,
    jwk         jsonb       not null,
    valid_from  timestamptz not null,
    valid_until timestamptz,
    primary key (agreement, place, service, kid)
);
create index partner_keys_by_place on views.partner_keys (place, service);

insert into views.partner_keys (agreement, place, service, kid, jwk, valid_from)
select a.agreement, k.place, '',
       translate(rtrim(encode(sha256(convert_to(
           '{"crv":"' || (k.jwk ->> 'crv') || '","kty":"' || (k.jwk ->> 'kty') || '","x":"' || (k.jwk ->> 'x') || '"}',
           'UTF8')), 'base64'), '='), '+/', '-_'),
       k.jwk, '1970-01-01T00:00Z'
  from views.agreements a cross join lateral jsonb_each(a.jwks) as k(place, jwk);

alter table views.agreements drop column jwks;
