"""Plans with their votes, and the scenarios that say who leads."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import aiosql

from libs.events.catalog.planning.plan import (
    PlanApproved,
    PlanCoordinated,
    PlanDrafted,
    PlanRejected,
    PlanVoteCast,
)
from libs.events.catalog.registry.scenarios import ScenarioListed, ScenarioWithdrawn
from libs.events.envelope import Recorded
from libs.events.store.store import Transaction
from libs.events.views.views import Views

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")


views = Views()


@views.on(PlanDrafted)
async def plan_drafted(tx: Transaction, facts: Sequence[Recorded[PlanDrafted]]) -> None:
    await tx.executemany(
        "insert into plans (plan, year, lead, members, state, drafted_at, version, draft_reason)"
        " values ($1, $2, $3, $4, 'drafted', $5, $6, $7)",
        [(f.plan, f.year, f.lead, list(f.members), r.time, r.version, f.reason) for r in facts for f in (r.fact,)],
    )


@views.on(PlanCoordinated)
async def plan_coordinated(tx: Transaction, facts: Sequence[Recorded[PlanCoordinated]]) -> None:
    await tx.executemany(
        "update plans set state = 'coordinated', edition = $2, demands = $3, window_from = $4, window_to = $5, reason = $6,"
        " version = $7 where plan = $1",
        [
            (f.plan, f.edition, list(f.demands), f.window_from, f.window_to, f.reason, r.version)
            for r in facts
            for f in (r.fact,)
        ],
    )


@views.on(PlanVoteCast)
async def vote_cast(tx: Transaction, facts: Sequence[Recorded[PlanVoteCast]]) -> None:
    await tx.executemany(
        "insert into plan_votes values ($1, $2, $3, $4, $5, $6)",
        [(f.plan, f.edition, f.member, f.approve, f.reason, r.time) for r in facts for f in (r.fact,)],
    )
    await tx.executemany("update plans set version = $2 where plan = $1", [(r.fact.plan, r.version) for r in facts])


@views.on(PlanApproved, PlanRejected)
async def plan_decided(tx: Transaction, facts: Sequence[Recorded[PlanApproved | PlanRejected]]) -> None:
    await tx.executemany(
        "update plans set state = $2, version = $3 where plan = $1",
        [(r.fact.plan, "approved" if isinstance(r.fact, PlanApproved) else "rejected", r.version) for r in facts],
    )


@views.on(ScenarioListed)
async def scenario_listed(tx: Transaction, facts: Sequence[Recorded[ScenarioListed]]) -> None:
    await tx.executemany(
        "insert into scenarios (scenario, industry, lead, effective_from, title, departments, items)"
        " values ($1, $2, $3, $4, $5, $6, $7) on conflict (scenario) do update"
        " set industry = excluded.industry, lead = excluded.lead, effective_from = excluded.effective_from,"
        " title = excluded.title, departments = excluded.departments, items = excluded.items, withdrawn_from = null",
        [
            (f.scenario, f.industry, f.lead, f.effective_from, f.title, list(f.departments), list(f.items))
            for r in facts
            for f in (r.fact,)
        ],
    )


@views.on(ScenarioWithdrawn)
async def scenario_withdrawn(tx: Transaction, facts: Sequence[Recorded[ScenarioWithdrawn]]) -> None:
    await tx.executemany(
        "update scenarios set withdrawn_from = $2 where scenario = $1",
        [(r.fact.scenario, r.fact.effective_from) for r in facts],
    )
