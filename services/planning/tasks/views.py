"""The editions of plans."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import aiosql

from libs.events.catalog.planning.plan import PlanApproved, PlanCoordinated, PlanRejected
from libs.events.envelope import Recorded
from libs.events.store.store import Transaction
from libs.events.views.views import Views

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")


views = Views()


@views.on(PlanCoordinated)
async def edition_coordinated(tx: Transaction, facts: Sequence[Recorded[PlanCoordinated]]) -> None:
    await tx.executemany(
        "insert into plan_editions (plan, edition, demands, window_from, window_to, reason, state, coordinated_at)"
        " values ($1, $2, $3, $4, $5, $6, 'coordinated', $7)",
        [(f.plan, f.edition, list(f.demands), f.window_from, f.window_to, f.reason, r.time) for r in facts for f in (r.fact,)],
    )


@views.on(PlanApproved, PlanRejected)
async def edition_decided(tx: Transaction, facts: Sequence[Recorded[PlanApproved | PlanRejected]]) -> None:
    await tx.executemany(
        "update plan_editions set state = $3, votes_for = $4, votes_against = $5, decided_at = $6"
        " where plan = $1 and edition = $2",
        [
            (
                r.fact.plan,
                r.fact.edition,
                "approved" if isinstance(r.fact, PlanApproved) else "rejected",
                r.fact.votes_for,
                r.fact.votes_against,
                r.time,
            )
            for r in facts
        ],
    )
