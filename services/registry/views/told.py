"""What other services tell: who checked whom, who complained about whom, who is classed as high risk.

All of it commutes: a revocation counts whether it comes before or after what it takes back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from libs.events.catalog.codes import CreditClass
from libs.events.catalog.credit.profile import ClassChanged, ProfileOpened
from libs.events.catalog.inspection.result import ResultIssued, ResultRecorded, ResultRevoked
from libs.events.catalog.inspection.visit import Disposition
from libs.events.catalog.planning.visit import VisitCancelled, VisitPlanned
from libs.events.catalog.whistle.call import WhistleBlown
from libs.events.catalog.whistle.clue import ClueReceived
from libs.events.envelope import Recorded
from libs.events.store.store import Transaction

from .editions import recorded_on
from .rooms import views

_MEETING = (
    "insert into meetings select $1, $2, $3, $4, $5, $6, $7, $8"
    " where not exists (select 1 from taken_back where ref = $2) on conflict do nothing"
)
_Meeting = tuple[str, str, str, str, list[str], date, int, bool]


@views.on(VisitPlanned)
async def visit_planned(tx: Transaction, facts: Sequence[Recorded[VisitPlanned]]) -> None:
    rows: list[_Meeting] = [
        (str(r.id), f.visit, f.entity, part.department, list(f.industries), f.window_from, 0, False)
        for r in facts
        for f in (r.fact,)
        for part in f.parts
    ]
    await tx.executemany(_MEETING, rows)


@views.on(ResultIssued)
async def result_issued(tx: Transaction, facts: Sequence[Recorded[ResultIssued]]) -> None:
    rows: list[_Meeting] = [
        (
            str(r.id),
            f.result,
            f.entity,
            part.department,
            list(f.industries),
            f.checked_on,
            part.problems,
            part.disposition is Disposition.PENALTY,
        )
        for r in facts
        for f in (r.fact,)
        for part in f.parts
    ]
    await tx.executemany(_MEETING, rows)


@views.on(ResultRecorded)
async def result_recorded(tx: Transaction, facts: Sequence[Recorded[ResultRecorded]]) -> None:
    # An empty department: the file did not say who checked. Its problems count, it meets nobody.
    rows: list[_Meeting] = [
        (str(r.id), f.result, f.entity, f.department or "", [], f.checked_on, len(f.problems), False)
        for r in facts
        for f in (r.fact,)
    ]
    await tx.executemany(_MEETING, rows)


@views.on(ResultRevoked)
async def result_revoked(tx: Transaction, facts: Sequence[Recorded[ResultRevoked]]) -> None:
    await _take_back(tx, (r.fact.result for r in facts))


@views.on(VisitCancelled)
async def visit_cancelled(tx: Transaction, facts: Sequence[Recorded[VisitCancelled]]) -> None:
    await _take_back(tx, (r.fact.visit for r in facts))


async def _take_back(tx: Transaction, refs: Iterable[str]) -> None:
    gone = list(refs)
    await tx.execute("insert into taken_back select unnest($1::text[]) on conflict do nothing", gone)
    await tx.execute("delete from meetings where ref = any($1)", gone)


@views.on(WhistleBlown)
async def whistle_blown(tx: Transaction, facts: Sequence[Recorded[WhistleBlown]]) -> None:
    await _complaints(
        tx, [(str(r.id), f.entity, f.township, f.matter_kind, [], recorded_on(r)) for r in facts for f in (r.fact,)]
    )


@views.on(ClueReceived)
async def clue_received(tx: Transaction, facts: Sequence[Recorded[ClueReceived]]) -> None:
    await _complaints(tx, [(str(r.id), f.entity, None, None, [f.competent], recorded_on(r)) for r in facts for f in (r.fact,)])


async def _complaints(tx: Transaction, rows: Sequence[tuple[Any, ...]]) -> None:
    await tx.executemany("insert into complaints values ($1, $2, $3, $4, $5, $6) on conflict do nothing", rows)


@views.on(ProfileOpened, ClassChanged)
async def classed(tx: Transaction, facts: Sequence[Recorded[ProfileOpened | ClassChanged]]) -> None:
    newest = {r.fact.entity: r for r in facts}.values()
    await tx.executemany(
        "insert into high_risk values ($1, $2, $3) on conflict (entity) do update set fact = excluded.fact, since ="
        " excluded.since",
        [(r.fact.entity, str(r.id), recorded_on(r)) for r in newest if r.fact.credit_class is CreditClass.D],
    )
    better = [r.fact.entity for r in newest if r.fact.credit_class is not CreditClass.D]
    await tx.execute("delete from high_risk where entity = any($1)", better)
