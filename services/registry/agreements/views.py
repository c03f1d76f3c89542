"""Agreements with neighbours, and whose keys are believed."""

from collections.abc import Sequence
from pathlib import Path

import aiosql
import orjson

from libs.domain import partner_keys
from libs.events.bus.keyring import ServiceKey
from libs.events.catalog.registry import agreements as f
from libs.events.envelope import Recorded
from libs.events.store.store import Transaction
from libs.events.views.table import VERSION, Table, fact
from libs.events.views.views import Views

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")
views = Views()


async def trusted_keys(tx: Transaction, place: str, service: str) -> Sequence[ServiceKey]:
    """The keys that agreements in force give to a neighbour's service; none without an agreement."""
    in_force = {row["agreement"]: row["ends"] async for row in queries.agreements_in_force(tx, place=place)}
    return await partner_keys.trusted(tx, place, service, in_force)


@views.on(f.AgreementProposed, f.AgreementAccepted)
async def agreement_stands(tx: Transaction, facts: Sequence[Recorded[f.AgreementProposed | f.AgreementAccepted]]) -> None:
    """By hand: the partner is the party that is not this place, and a proposal's one signature stands among the signatures."""
    for r in facts:
        said = r.fact
        partner = next(party for party in said.parties if party.place != r.place)
        document = said.model_dump(mode="json", exclude={"proposer", "signature", "asked_by", "approved_by"})
        if isinstance(said, f.AgreementProposed):
            document["signatures"] = {said.proposer: said.signature}
        await tx.execute(
            "insert into agreements (agreement, state, partner, document, valid_from, valid_until, version)"
            " values ($1, $2, $3, $4::jsonb, $5, $6, $7) on conflict (agreement) do update set"
            " state = excluded.state, document = excluded.document, version = excluded.version",
            said.agreement,
            "proposed" if isinstance(said, f.AgreementProposed) else "accepted",
            partner.place,
            orjson.dumps(document).decode(),
            said.valid_from,
            said.valid_until,
            r.version,
        )


views.on(f.AgreementRevoked)(
    Table("agreements", "agreement").update(state="revoked", revoked_by=fact.by, revoked_for=fact.reason, version=VERSION)
)
