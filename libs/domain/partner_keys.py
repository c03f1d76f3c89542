"""The keys of neighbours under agreements, as each service keeps them that reads shared facts.

An agreement names the keys of each service (table `partner_keys`, a row per agreement, place, service and key); after that the
place's registry says what changes: keys that it announces (`partner_key_announcements`) and withdraws (`partner_key_ends`).
`service` is empty for a key that counts for all services: agreements of before have one.

Agreements and announcements come by two topics, and in whatever order. So each is kept by itself, and related when keys are
asked for, by what each says of its time:

- An announced key counts under each agreement that was concluded when it was announced, and ends with it. One from before the
  first agreement with the place counts under that: nothing was heard of the place until then.
- An announcement ends the keys that the service had: those announced before it, and those that an agreement of then names, or
  any agreement if they began before the announced one. No agreement, of before or to come, gives a key a longer life.

Whether an agreement is in force is in the service's own tables.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson

from libs.events.bus.keyring import ServiceKey
from libs.events.catalog.registry.agreements import AgreementAccepted
from libs.events.catalog.registry.keys import ServiceKeyAnnounced, ServiceKeyWithdrawn
from libs.events.envelope import Recorded
from libs.events.signatures import public, thumbprint
from libs.events.store.store import Transaction
from libs.events.telemetry import log
from libs.events.views.views import Views

views = Views()

_ADD = (
    "insert into partner_keys (agreement, place, service, kid, jwk, valid_from, valid_until, agreed_at)"
    " values ($1, $2, $3, $4, $5::jsonb, $6, $7, $8) on conflict do nothing"
)
_ENDS = """
    with ended as (
        select place, service, kid, ends from partner_key_ends
        union all
        select a.place, a.service, b.kid, a.previous_until from partner_key_announcements a
          join partner_key_announcements b on (b.place, b.service) = (a.place, a.service) and b.position < a.position
         where b.kid <> a.kid
        union all
        select a.place, a.service, k.kid, a.previous_until from partner_key_announcements a
          join partner_keys k on k.place = a.place and k.service in ('', a.service) and k.kid <> a.kid
           and (k.agreed_at <= a.announced_at or k.valid_from < a.valid_from)
    )
    select service, kid, min(ends) as ends from ended where place = $1 and ($2::text is null or service = $2)
     group by service, kid
"""
_KEYS = """
    with agreed as (select agreement, min(agreed_at) as at from partner_keys where place = $1 group by agreement),
    announced as (
        select distinct on (g.agreement, a.kid) g.agreement, a.kid, a.jwk, a.valid_from, a.valid_until
          from partner_key_announcements a join agreed g on g.at <= a.announced_at or g.at = (select min(at) from agreed)
         where (a.place, a.service) = ($1, $2) order by g.agreement, a.kid, a.position
    ),
    named as (
        select agreement, kid, jwk, valid_from, valid_until from partner_keys where place = $1 and service in ('', $2)
    )
    select agreement, kid, jwk::text as jwk, valid_from, valid_until from named
    union all
    select agreement, kid, jwk::text, valid_from, valid_until from announced a
     where not exists (select 1 from named n where (n.agreement, n.kid) = (a.agreement, a.kid))
     order by agreement, kid
"""


@views.on(AgreementAccepted)
async def agreed(tx: Transaction, facts: Sequence[Recorded[AgreementAccepted]]) -> None:
    """By hand: a row for each key of the other party, with the key's thumbprint; keys for all services end with it."""
    for r in facts:
        for party in r.fact.parties:
            if party.place == r.place:
                continue
            for key in party.keys:
                await tx.execute(
                    _ADD,
                    r.fact.agreement,
                    party.place,
                    key.service or "",
                    thumbprint(key.jwk),
                    orjson.dumps(key.jwk).decode(),
                    key.valid_from,
                    key.valid_until,
                    r.time,
                )
            if any(key.service for key in party.keys):
                await tx.execute(
                    "update partner_keys set valid_until = least(valid_until, $2) where place = $1 and service = ''",
                    party.place,
                    r.time,
                )


@views.on_neighbour(ServiceKeyAnnounced)
async def announced(tx: Transaction, facts: Sequence[Recorded[ServiceKeyAnnounced]]) -> None:
    """By hand: a row for each, with the key's thumbprint."""
    for r in facts:
        f = r.fact
        try:
            jwk = public(f.jwk)
        except ValueError as error:
            # Signed by the neighbour's registry, and of no use to it: the rest of what it says goes on.
            log.error("partner.key_useless", place=r.place, service=f.service, error=str(error))
            continue
        await tx.execute(
            "insert into partner_key_announcements"
            " (place, service, position, kid, jwk, valid_from, valid_until, previous_until, announced_at)"
            " values ($1, $2, $3, $4, $5::jsonb, $6, $7, $8, $9) on conflict do nothing",
            r.place,
            f.service,
            r.position,
            thumbprint(jwk),
            orjson.dumps(jwk).decode(),
            f.valid_from,
            f.valid_until,
            f.previous_until,
            r.time,
        )


@views.on_neighbour(ServiceKeyWithdrawn)
async def withdrawn(tx: Transaction, facts: Sequence[Recorded[ServiceKeyWithdrawn]]) -> None:
    """By hand: the key ends at that time, unless it ends before; also one that no agreement has named yet."""
    for r in facts:
        await tx.execute(
            "insert into partner_key_ends (place, service, kid, ends) values ($1, $2, $3, $4)"
            " on conflict (place, service, kid) do update set ends = least(partner_key_ends.ends, excluded.ends)",
            r.place,
            r.fact.service,
            r.fact.kid,
            r.fact.withdrawn_from,
        )


async def known_ends(pool: Any, place: str) -> dict[tuple[str, str], datetime]:
    """(service, thumbprint) -> when the key ends by the word of that place's registry."""
    rows = await pool.fetch(_ENDS, place, None)
    return {(row["service"], row["kid"]): row["ends"] for row in rows}


async def trusted(tx: Transaction, place: str, service: str, in_force: Mapping[str, datetime]) -> list[ServiceKey]:
    """The keys of a neighbour's service under agreements (`in_force`: agreement -> its end).

    Those that count at no time are left out. No key outlives its agreement, nor what its registry has said of it.
    """
    ends = {row["kid"]: row["ends"] for row in await tx.fetch(_ENDS, place, service)}
    found = []
    for row in await tx.fetch(_KEYS, place, service):
        if row["agreement"] in in_force:
            last = [row["valid_until"], ends.get(row["kid"]), in_force[row["agreement"]]]
            until = min(end for end in last if end is not None)
            if until > row["valid_from"]:
                said = {"service": service, "jwk": orjson.loads(row["jwk"]), "from": row["valid_from"], "until": until}
                try:
                    found.append(ServiceKey.model_validate(said))
                except ValueError as error:
                    log.error("partner.key_useless", place=place, service=service, error=str(error))
    return found
