"""Joint plans with neighbours, from this place's own facts: what the neighbour said has become one of them."""

from __future__ import annotations

from collections.abc import Sequence

from libs.events.catalog.planning.crossplan import CrossPlanAccepted, CrossPlanDeclined, CrossPlanEnded, CrossPlanProposed
from libs.events.envelope import Recorded
from libs.events.store.store import Transaction

from .rooms import views

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
