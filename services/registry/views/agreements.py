"""Agreements with neighbours, and whose keys are believed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from libs.events.catalog.registry.agreements import AgreementAccepted, AgreementProposed, AgreementRevoked
from libs.events.envelope import Recorded
from libs.events.store.store import Transaction

from .rooms import queries, views


async def trusted_keys(tx: Transaction, place: str) -> Sequence[Mapping[str, Any]]:
    """The public keys (JWK) that agreements in force give to a neighbour; none without an agreement."""
    return [orjson.loads(row["jwk"]) async for row in queries.partner_keys(tx, place=place)]


@views.on(AgreementProposed, AgreementAccepted)
async def agreement_stands(tx: Transaction, facts: Sequence[Recorded[AgreementProposed | AgreementAccepted]]) -> None:
    for r in facts:
        f = r.fact
        partner = next(party for party in f.parties if party.place != r.place)
        document = f.model_dump(mode="json", exclude={"proposer", "signature"})
        if isinstance(f, AgreementProposed):
            document["signatures"] = {f.proposer: f.signature}
        await tx.execute(
            "insert into agreements (agreement, state, partner, partner_jwk, document, valid_from, valid_until, version)"
            " values ($1, $2, $3, $4::jsonb, $5::jsonb, $6, $7, $8) on conflict (agreement) do update set"
            " state = excluded.state, document = excluded.document, version = excluded.version",
            f.agreement,
            "proposed" if isinstance(f, AgreementProposed) else "accepted",
            partner.place,
            orjson.dumps(partner.jwk).decode(),
            orjson.dumps(document).decode(),
            f.valid_from,
            f.valid_until,
            r.version,
        )


@views.on(AgreementRevoked)
async def agreement_revoked(tx: Transaction, facts: Sequence[Recorded[AgreementRevoked]]) -> None:
    await tx.executemany(
        "update agreements set state = 'revoked', revoked_by = $2, revoked_for = $3, version = $4 where agreement = $1",
        [(r.fact.agreement, r.fact.by, r.fact.reason, r.version) for r in facts],
    )
