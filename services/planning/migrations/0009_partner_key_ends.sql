-- When a neighbour's key ends by its registry's word, whatever agreements say (libs/domain/partner_keys.py).
create table views.partner_key_ends (
    place   text        not null,
    service text        not null,
    kid     text        not null,
    ends    timestamptz not null,
    primary key (place, service, kid)
);

insert into views.partner_key_ends (place, service, kid, ends)
select place, service, kid, min(valid_until) from views.partner_keys
 where service <> '' and valid_until is not null group by place, service, kid;
