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
select agreement, partner, '',
       translate(rtrim(encode(sha256(convert_to(
           '{"crv":"' || (partner_jwk ->> 'crv') || '","kty":"' || (partner_jwk ->> 'kty') || '","x":"' || (partner_jwk ->> 'x') || '"}',
           'UTF8')), 'base64'), '='), '+/', '-_'),
       partner_jwk, '1970-01-01T00:00Z'
  from views.agreements where state <> 'proposed';

update views.agreements a set document = jsonb_set(a.document, '{parties}', (
    select jsonb_agg(party - 'jwk' || jsonb_build_object('keys', jsonb_build_array(jsonb_build_object(
               'service', null, 'jwk', party -> 'jwk', 'valid_from', '1970-01-01T00:00:00Z', 'valid_until', null))) order by nth)
      from jsonb_array_elements(a.document -> 'parties') with ordinality as every(party, nth)));

alter table views.agreements drop column partner_jwk;
