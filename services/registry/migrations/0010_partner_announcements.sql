-- What neighbours' registries announce stands by itself, and is related to agreements when keys are asked for
-- (libs/domain/partner_keys.py): rows under each agreement depended on the order in which two topics were read.
create table views.partner_key_announcements (
    place          text        not null,
    service        text        not null,
    position       bigint      not null,
    kid            text        not null,
    jwk            jsonb       not null,
    valid_from     timestamptz not null,
    valid_until    timestamptz,
    previous_until timestamptz not null,
    announced_at   timestamptz not null,
    primary key (place, service, position)
);
-- When the agreement was concluded that names the key.
alter table views.partner_keys add column agreed_at timestamptz not null default '-infinity';
update views.partner_keys k set agreed_at = f.time
  from (select data ->> 'agreement' as agreement, min(time) as time from public.events
         where type = 'registry.agreement-accepted' group by 1) f
 where f.agreement = k.agreement;

insert into views.partner_key_announcements
select split_part(i.source, '/', 2), i.data ->> 'service', i.position,
       translate(rtrim(encode(sha256(convert_to(
           '{"crv":"' || (i.data #>> '{jwk,crv}') || '","kty":"' || (i.data #>> '{jwk,kty}') || '","x":"' || (i.data #>> '{jwk,x}')
           || '"}', 'UTF8')), 'base64'), '='), '+/', '-_'),
       i.data -> 'jwk', (i.data ->> 'valid_from')::timestamptz, (i.data ->> 'valid_until')::timestamptz,
       (i.data ->> 'previous_until')::timestamptz, i.time
  from public.inbox i
 where i.type = 'registry.service-key-announced' and split_part(i.source, '/', 2) in (select place from views.partner_keys)
   and i.data #>> '{jwk,kty}' = 'OKP' and i.data #>> '{jwk,crv}' = 'Ed25519'
   and not i.data -> 'jwk' ? 'd' and i.data #>> '{jwk,x}' ~ '^[A-Za-z0-9_-]{43}$';

-- What the version before kept of announcements under each agreement; they stand by themselves now.
delete from views.partner_keys k
 where exists (select from views.partner_key_announcements a where (a.place, a.service, a.kid) = (k.place, k.service, k.kid))
   and not exists (
       select from public.events f, jsonb_array_elements(f.data -> 'parties') p, jsonb_array_elements(p -> 'keys') named
        where f.type = 'registry.agreement-accepted' and f.data ->> 'agreement' = k.agreement and p ->> 'place' = k.place
          and coalesce(named ->> 'service', '') = k.service and named #>> '{jwk,x}' = k.jwk ->> 'x');
