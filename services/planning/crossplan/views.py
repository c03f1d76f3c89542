"""Joint plans with neighbours, from this place's own facts, and the agreements they rest on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import aiosql
import orjson

from libs.events.catalog.planning.crossplan import (
    CrossPlanAccepted,
    CrossPlanDeclined,
    CrossPlanEnded,
    CrossPlanProposed,
)
from libs.events.catalog.registry.agreements import AgreementAccepted, AgreementRevoked
from libs.events.envelope import Recorded
from libs.events.store.store import Transaction
from libs.events.views.views import Views

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")


views = Views()


@views.on(AgreementAccepted)
async def agreement_accepted(tx: Transaction, facts: Sequence[Recorded[AgreementAccepted]]) -> None:
    await tx.executemany(
        "insert into agreements values ($1, $2, $3::jsonb, $4, $5, $6, $7) on conflict (agreement) do update"
        " set places = excluded.places, jwks = excluded.jwks, kinds = excluded.kinds, industries = excluded.industries,"
        " valid_from = excluded.valid_from, valid_until = excluded.valid_until",
        [
            (
                f.agreement,
                [party.place for party in f.parties],
                orjson.dumps({party.place: party.jwk for party in f.parties}).decode(),
                list(f.kinds),
                list(f.industries),
                f.valid_from,
                f.valid_until,
            )
            for r in facts
            for f in (r.fact,)
        ],
    )


@views.on(AgreementRevoked)
@views.on_neighbour(AgreementRevoked)
async def agreement_revoked(tx: Transaction, facts: Sequence[Recorded[AgreementRevoked]]) -> None:
    await tx.executemany(
        "insert into agreement_revocations values ($1, $2) on conflict do nothing",
        [(r.fact.agreement, r.place) for r in facts],
    )


_STATES = {CrossPlanAccepted: "accepted", CrossPlanDeclined: "declined", CrossPlanEnded: "ended"}


@views.on(CrossPlanProposed)
async def crossplan_proposed(tx: Transaction, facts: Sequence[Recorded[CrossPlanProposed]]) -> None:
    await tx.executemany(
        "insert into crossplans values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'proposed', $2, null, $11, $12)",
        [
            (
                f.crossplan, f.proposer, f.partner, f.title, list(f.kinds), list(f.industries), f.standard, f.manual,
                f.window_from, f.window_to, r.time, r.version,
            )
            for r in facts
            for f in (r.fact,)
        ],
    )  # fmt: skip


@views.on(CrossPlanAccepted, CrossPlanDeclined, CrossPlanEnded)
async def crossplan_answered(
    tx: Transaction, facts: Sequence[Recorded[CrossPlanAccepted | CrossPlanDeclined | CrossPlanEnded]]
) -> None:
    await tx.executemany(
        "update crossplans set state = $2, by = $3, reason = $4, changed_at = $5, version = $6 where crossplan = $1",
        [
            (r.fact.crossplan, _STATES[type(r.fact)], r.fact.by, getattr(r.fact, "reason", None), r.time, r.version)
            for r in facts
        ],
    )
