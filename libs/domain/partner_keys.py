"""The keys of neighbours under agreements, as each service keeps them that reads shared facts.

An agreement names the keys of each service (table `partner_keys`, a row per agreement, place, service and key); after that the
place's registry says what changes. `service` is empty for a key that counts for all services: agreements of before have one.
When a key ends by the word of its registry is kept apart (`partner_key_ends`), by place, service and key: no agreement, of
before or to come, gives the key a longer life. What was announced is a row under each agreement of that time, and ends with it.
Whether an agreement is in force is in the service's own tables.
"""

from collections.abc import Iterable, Mapping, Sequence
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
    "insert into partner_keys (agreement, place, service, kid, jwk, valid_from, valid_until)"
    " values ($1, $2, $3, $4, $5::jsonb, $6, $7) on conflict do nothing"
)
_ENDS = """
    insert into partner_key_ends (place, service, kid, ends) select $1, $2, kid, $4 from unnest($3::text[]) as k(kid)
        on conflict (place, service, kid) do update set ends = least(partner_key_ends.ends, excluded.ends)
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
                )
            if any(key.service for key in party.keys):
                await tx.execute(
                    "update partner_keys set valid_until = least(valid_until, $2) where place = $1 and service = ''",
                    party.place,
                    r.time,
                )


@views.on_neighbour(ServiceKeyAnnounced)
async def announced(tx: Transaction, facts: Sequence[Recorded[ServiceKeyAnnounced]]) -> None:
    """By hand: the keys of before get an end, and under each agreement with the place the new one stands beside them."""
    for r in facts:
        f = r.fact
        try:
            jwk = public(f.jwk)
        except ValueError as error:
            # Signed by the neighbour's registry, and of no use to it: the rest of what it says goes on.
            log.error("partner.key_useless", place=r.place, service=f.service, error=str(error))
            continue
        kid = thumbprint(jwk)
        before = await tx.fetch(
            "select distinct kid from partner_keys where place = $1 and service in ('', $2) and kid <> $3",
            r.place,
            f.service,
            kid,
        )
        await tx.execute(_ENDS, r.place, f.service, [row["kid"] for row in before], f.previous_until)
        await tx.execute(
            "insert into partner_keys (agreement, place, service, kid, jwk, valid_from, valid_until)"
            " select distinct agreement, place, $2::text, $3::text, $4::jsonb, $5::timestamptz, $6::timestamptz"
            " from partner_keys where place = $1 on conflict do nothing",
            r.place,
            f.service,
            kid,
            orjson.dumps(jwk).decode(),
            f.valid_from,
            f.valid_until,
        )


@views.on_neighbour(ServiceKeyWithdrawn)
async def withdrawn(tx: Transaction, facts: Sequence[Recorded[ServiceKeyWithdrawn]]) -> None:
    """By hand: the key ends at that time, unless it ends before; also one that no agreement has named yet."""
    for r in facts:
        await tx.execute(_ENDS, r.place, r.fact.service, [r.fact.kid], r.fact.withdrawn_from)


async def known_ends(pool: Any, place: str) -> dict[tuple[str, str], datetime]:
    """(service, thumbprint) -> when the key ends by the word of that place's registry."""
    rows = await pool.fetch("select service, kid, ends from partner_key_ends where place = $1", place)
    return {(row["service"], row["kid"]): row["ends"] for row in rows}


def trusted(service: str, rows: Iterable[Mapping[str, Any]]) -> list[ServiceKey]:
    """Rows (`jwk` as text, `valid_from`, `valid_until`) as the keys of a service; without those that count at no time."""
    return [
        ServiceKey.model_validate(
            {"service": service, "jwk": orjson.loads(row["jwk"]), "from": row["valid_from"], "until": row["valid_until"]}
        )
        for row in rows
        if row["valid_until"] is None or row["valid_until"] > row["valid_from"]
    ]
