"""Filings."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import aiosql

from libs.events.catalog.planning.filing import (
    FilingConsented,
    FilingDeferred,
    FilingExempted,
    FilingJoined,
    FilingRefused,
    FilingSubmitted,
    FilingWithdrawn,
)
from libs.events.envelope import Recorded
from libs.events.store.store import Transaction
from libs.events.views.views import Views

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")


views = Views()


@views.on(FilingSubmitted)
async def filing_submitted(tx: Transaction, facts: Sequence[Recorded[FilingSubmitted]]) -> None:
    await tx.executemany(
        "insert into filings (filing, year, department, entity, entity_name, industries, township, kind, items, inspectors,"
        " method, basis, ground, document, notice_forbidden, planned_on, filed_on, earliest, state, submitted_at, version)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, 'awaiting', $19, $20)",
        [
            (
                f.filing, f.year, f.department, f.entity, f.entity_name, list(f.industries), f.township, f.kind,
                list(f.items), list(f.inspectors), f.method.value, f.basis, f.ground, f.document, f.notice_forbidden,
                f.planned_on, f.filed_on, f.earliest, r.time, r.version,
            )
            for r in facts
            for f in (r.fact,)
        ],
    )  # fmt: skip


@views.on(FilingConsented, FilingExempted, FilingJoined)
async def filing_has_a_visit(
    tx: Transaction, facts: Sequence[Recorded[FilingConsented | FilingExempted | FilingJoined]]
) -> None:
    states = {FilingConsented: "consented", FilingExempted: "exempted", FilingJoined: "joined"}
    await tx.executemany(
        "update filings set state = $2, visit = $3, lead = $4, version = $5 where filing = $1",
        [(r.fact.filing, states[type(r.fact)], r.fact.visit, getattr(r.fact, "lead", None), r.version) for r in facts],
    )


@views.on(FilingDeferred)
async def filing_deferred(tx: Transaction, facts: Sequence[Recorded[FilingDeferred]]) -> None:
    await tx.executemany(
        "update filings set state = 'deferred', visit = null, until_year = $2, reason = $3, version = $4 where filing = $1",
        [(r.fact.filing, r.fact.until_year, r.fact.reason, r.version) for r in facts],
    )


@views.on(FilingRefused, FilingWithdrawn)
async def filing_over(tx: Transaction, facts: Sequence[Recorded[FilingRefused | FilingWithdrawn]]) -> None:
    await tx.executemany(
        "update filings set state = $2, lead = coalesce($3, lead), reason = $4, version = $5 where filing = $1",
        [
            (
                r.fact.filing,
                "refused" if isinstance(r.fact, FilingRefused) else "withdrawn",
                getattr(r.fact, "lead", None),
                r.fact.reason,
                r.version,
            )
            for r in facts
        ],
    )
