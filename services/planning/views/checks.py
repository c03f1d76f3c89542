"""Who was checked for what: results of this place and of its neighbours, and how far planned visits are.

All results that arrive are kept; what counts is decided when a frame is frozen.
"""

from __future__ import annotations

from collections.abc import Sequence

from libs.events.catalog.inspection.result import ResultIssued, ResultRecorded, ResultRevoked
from libs.events.catalog.inspection.visit import VisitClosed, VisitCompleted
from libs.events.envelope import Recorded
from libs.events.store.store import Transaction

from .rooms import views

_RESULT = "insert into results values ($1, $2, $3, $4, $5, $6) on conflict do nothing"
_BODY = "insert into result_bodies values ($1, $2, $3, $4) on conflict do nothing"


@views.on(ResultIssued)
async def result_issued(tx: Transaction, facts: Sequence[Recorded[ResultIssued]]) -> None:
    await tx.executemany(
        _RESULT,
        [(f.result, f.visit, f.entity, list(f.kinds), f.checked_on, str(r.id)) for r in facts for f in (r.fact,)],
    )
    # Who leads without a part of its own was there all the same, and has checked no kind.
    await tx.executemany(
        _BODY,
        [(r.fact.result, part.department, list(part.kinds), list(part.items)) for r in facts for part in r.fact.parts]
        + [(r.fact.result, r.fact.lead, [], []) for r in facts],
    )


@views.on(ResultRecorded)
async def result_recorded(tx: Transaction, facts: Sequence[Recorded[ResultRecorded]]) -> None:
    await tx.executemany(
        _RESULT,
        [(f.result, None, f.entity, [f.kind], f.checked_on, str(r.id)) for r in facts for f in (r.fact,)],
    )
    await tx.executemany(
        _BODY, [(f.result, f.department, [f.kind], []) for r in facts for f in (r.fact,) if f.department is not None]
    )


@views.on(ResultRevoked)
async def result_revoked(tx: Transaction, facts: Sequence[Recorded[ResultRevoked]]) -> None:
    await tx.executemany("insert into revocations values ($1) on conflict do nothing", [(r.fact.result,) for r in facts])


@views.on(VisitCompleted)
async def visit_completed(tx: Transaction, facts: Sequence[Recorded[VisitCompleted]]) -> None:
    await tx.executemany(
        "update visits set completed_on = $2 where visit = $1", [(r.fact.visit, r.fact.completed_on) for r in facts]
    )


@views.on(VisitClosed)
async def visit_closed(tx: Transaction, facts: Sequence[Recorded[VisitClosed]]) -> None:
    await tx.execute("update visits set closed = true where visit = any($1)", [r.fact.visit for r in facts])


@views.on_neighbour(ResultIssued)
async def neighbours_result(tx: Transaction, facts: Sequence[Recorded[ResultIssued]]) -> None:
    await tx.executemany(
        "insert into neighbour_results values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing",
        [
            (r.place, f.result, f.entity, list(f.kinds), list(f.industries), f.checked_on, str(r.id))
            for r in facts
            for f in (r.fact,)
        ],
    )


@views.on_neighbour(ResultRevoked)
async def neighbours_revocation(tx: Transaction, facts: Sequence[Recorded[ResultRevoked]]) -> None:
    await tx.executemany(
        "insert into neighbour_revocations values ($1, $2) on conflict do nothing", [(r.place, r.fact.result) for r in facts]
    )
