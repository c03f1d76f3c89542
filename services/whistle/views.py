"""Read models of whistle: which fact changes which table."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import aiosql

from libs.events.catalog.registry import DepartmentListed, ItemAdjusted, ItemListed, ItemWithdrawn, TownshipListed
from libs.events.catalog.whistle import (
    ClueAcknowledged,
    ClueHandled,
    ClueOverdue,
    ClueReceived,
    ClueReturned,
    DepartmentReportedIn,
    DepartmentsCalled,
    HandlingAgreed,
    HandlingOverdue,
    PartHandled,
    ReportInOverdue,
    WhistleBlown,
    WhistleClosed,
    WhistleConfirmed,
    WhistleEscalated,
)
from libs.events.envelope import Recorded
from libs.events.store import Transaction
from libs.events.views.views import Views

__all__ = ["queries", "views"]

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")
views = Views()


@views.on(DepartmentListed)
async def department_listed(tx: Transaction, facts: Sequence[Recorded[DepartmentListed]]) -> None:
    await tx.executemany(
        "insert into departments values ($1, $2) on conflict (department) do update set title = excluded.title",
        [(r.fact.department, r.fact.title) for r in facts],
    )


@views.on(TownshipListed)
async def township_listed(tx: Transaction, facts: Sequence[Recorded[TownshipListed]]) -> None:
    await tx.executemany(
        "insert into townships values ($1, $2) on conflict (township) do update set title = excluded.title",
        [(r.fact.township, r.fact.title) for r in facts],
    )


@views.on(ItemListed, ItemAdjusted)
async def item_listed(tx: Transaction, facts: Sequence[Recorded[ItemListed | ItemAdjusted]]) -> None:
    await tx.executemany(
        "insert into competences values ($1, $2, $3, $4) on conflict (item) do update"
        " set kind = excluded.kind, department = excluded.department, industries = excluded.industries",
        [(r.fact.item, r.fact.content.kind, r.fact.content.department, list(r.fact.content.industries)) for r in facts],
    )


@views.on(ItemWithdrawn)
async def item_withdrawn(tx: Transaction, facts: Sequence[Recorded[ItemWithdrawn]]) -> None:
    await tx.execute("delete from competences where item = any($1)", [r.fact.item for r in facts])


@views.on(WhistleBlown)
async def blown(tx: Transaction, facts: Sequence[Recorded[WhistleBlown]]) -> None:
    await tx.executemany(
        "insert into whistles (whistle, township, matter_kind, matter, place, urgency, entity, state, blown_at, version)"
        " values ($1, $2, $3, $4, $5, $6, $7, 'blown', $8, $9)",
        [
            (f.whistle, f.township, f.matter_kind, f.matter, f.place, f.urgency.value, f.entity, r.time, r.version)
            for r in facts
            for f in (r.fact,)
        ],
    )


@views.on(DepartmentsCalled)
async def called(tx: Transaction, facts: Sequence[Recorded[DepartmentsCalled]]) -> None:
    for r in facts:
        await tx.execute(
            "update whistles set state = 'called', report_in_by = $2, version = $3 where whistle = $1",
            r.fact.whistle,
            r.fact.report_in_by,
            r.version,
        )
        # A new round asks everybody anew.
        await tx.execute(
            "insert into calls (whistle, department, called_at, due) select $1, unnest($2::text[]), $3, $4"
            " on conflict (whistle, department) do update set called_at = excluded.called_at, due = excluded.due,"
            " reported_at = null, late = false, step = 0, outcome = null, stars = null",
            r.fact.whistle,
            list(r.fact.departments),
            r.time,
            r.fact.report_in_by,
        )


@views.on(DepartmentReportedIn)
async def reported_in(tx: Transaction, facts: Sequence[Recorded[DepartmentReportedIn]]) -> None:
    for r in facts:
        await tx.execute(
            "update calls set reported_at = $3, late = $4 where whistle = $1 and department = $2",
            r.fact.whistle,
            r.fact.department,
            r.time,
            r.fact.late,
        )
        await tx.execute(
            "update whistles set version = $2, state = case when exists (select 1 from calls where whistle = $1 and reported_at"
            " is null) then state else 'handling' end where whistle = $1",
            r.fact.whistle,
            r.version,
        )


@views.on(WhistleEscalated)
async def escalated(tx: Transaction, facts: Sequence[Recorded[WhistleEscalated]]) -> None:
    for r in facts:
        await tx.execute(
            "update calls set step = $3 where whistle = $1 and department = $2", r.fact.whistle, r.fact.department, r.fact.step
        )
        await tx.execute(
            "update whistles set escalations = escalations + 1, version = $2 where whistle = $1", r.fact.whistle, r.version
        )


@views.on(HandlingAgreed)
async def agreed(tx: Transaction, facts: Sequence[Recorded[HandlingAgreed]]) -> None:
    for r in facts:
        await tx.execute(
            "update whistles set plan = $2, version = $3 where whistle = $1", r.fact.whistle, r.fact.plan, r.version
        )


@views.on(PartHandled)
async def handled(tx: Transaction, facts: Sequence[Recorded[PartHandled]]) -> None:
    for r in facts:
        await tx.execute(
            "update calls set outcome = $3 where whistle = $1 and department = $2",
            r.fact.whistle,
            r.fact.department,
            r.fact.outcome,
        )
        await tx.execute("update whistles set version = $2 where whistle = $1", r.fact.whistle, r.version)


@views.on(ReportInOverdue, HandlingOverdue)
async def overdue(tx: Transaction, facts: Sequence[Recorded[ReportInOverdue | HandlingOverdue]]) -> None:
    for r in facts:
        await tx.execute("update whistles set version = $2 where whistle = $1", r.fact.whistle, r.version)


@views.on(WhistleConfirmed)
async def confirmed(tx: Transaction, facts: Sequence[Recorded[WhistleConfirmed]]) -> None:
    for r in facts:
        await tx.execute(
            "update whistles set solved = $2, state = case when $2 then state else 'blown' end, version = $3"
            " where whistle = $1",
            r.fact.whistle,
            r.fact.solved,
            r.version,
        )
        await tx.executemany(
            "update calls set stars = $3 where whistle = $1 and department = $2",
            [(r.fact.whistle, department, stars) for department, stars in r.fact.ratings.items()],
        )


@views.on(WhistleClosed)
async def closed(tx: Transaction, facts: Sequence[Recorded[WhistleClosed]]) -> None:
    for r in facts:
        await tx.execute(
            "update whistles set state = 'closed', closed_at = $2, version = $3 where whistle = $1",
            r.fact.whistle,
            r.time,
            r.version,
        )


@views.on(ClueReceived)
async def clue_received(tx: Transaction, facts: Sequence[Recorded[ClueReceived]]) -> None:
    await tx.executemany(
        "insert into clues (clue, origin, entity, finder, competent, matter, state, due, received_at, version)"
        " values ($1, $2, $3, $4, $5, $6, 'received', $7, $8, $9)",
        [
            (f.clue, f.origin, f.entity, f.finder, f.competent, f.matter, f.acknowledge_by, r.time, r.version)
            for r in facts
            for f in (r.fact,)
        ],
    )


@views.on(ClueAcknowledged, ClueReturned, ClueHandled, ClueOverdue)
async def clue_moved(
    tx: Transaction, facts: Sequence[Recorded[ClueAcknowledged | ClueReturned | ClueHandled | ClueOverdue]]
) -> None:
    for r in facts:
        change: tuple[object, ...]
        match r.fact:
            case ClueAcknowledged(handle_by=due, late=late):
                change = ("acknowledged", due, late, None, None)
            case ClueReturned(competent=competent, acknowledge_by=due):
                change = ("received", due, False, None, competent)
            case ClueHandled(outcome=outcome, late=late):
                change = ("handled", None, late, outcome, None)
            case ClueOverdue(due=due):
                change = ("overdue", due, True, None, None)
        await tx.execute(
            "update clues set state = $2, due = $3, late = late or $4, outcome = coalesce($5, outcome),"
            " competent = coalesce($6, competent), version = $7 where clue = $1",
            r.fact.clue,
            *change,
            r.version,
        )
