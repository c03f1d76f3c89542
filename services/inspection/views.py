"""Read models of inspection: which fact changes which table."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import aiosql

from libs.events.catalog.inspection import (
    ClueFound,
    EntityAnswered,
    NoticeWithheld,
    OfficerCheckedIn,
    OfficerReplaced,
    PartJoined,
    PartRecorded,
    RectificationFailed,
    RectificationOrdered,
    RectificationOverdue,
    RectificationPassed,
    RectificationReported,
    ResultIssued,
    ResultRecorded,
    ResultRevoked,
    VisitAnnounced,
    VisitAssigned,
    VisitClosed,
    VisitCompleted,
    VisitOverdue,
)
from libs.events.catalog.planning import VisitPart, with_part
from libs.events.catalog.registry import (
    DepartmentListed,
    InspectorCertified,
    InspectorSuspended,
    ItemAdjusted,
    ItemListed,
    ItemWithdrawn,
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


@views.on(ItemListed, ItemAdjusted)
async def item_listed(tx: Transaction, facts: Sequence[Recorded[ItemListed | ItemAdjusted]]) -> None:
    await tx.executemany(
        "insert into items (item, edition, effective_from, department, subject, legal_basis, minor_exemption)"
        " values ($1, $2, $3, $4, $5, $6, $7)",
        [
            (f.item, f.edition, f.effective_from, c.department, c.subject, c.legal_basis, c.minor_exemption)
            for r in facts
            for f, c in ((r.fact, r.fact.content),)
        ],
    )


@views.on(ItemWithdrawn)
async def item_withdrawn(tx: Transaction, facts: Sequence[Recorded[ItemWithdrawn]]) -> None:
    await tx.executemany(
        "update items set withdrawn_from = $2 where item = $1 and withdrawn_from is null",
        [(r.fact.item, r.fact.effective_from) for r in facts],
    )


@views.on(InspectorCertified)
async def inspector_certified(tx: Transaction, facts: Sequence[Recorded[InspectorCertified]]) -> None:
    await tx.executemany(
        "insert into inspectors values ($1, $2, $3, $4, null) on conflict (inspector) do update set department ="
        " excluded.department, valid_from = excluded.valid_from, valid_until = excluded.valid_until, suspended_from = null",
        [(f.inspector, f.department, f.valid_from, f.valid_until) for r in facts for f in (r.fact,)],
    )


@views.on(InspectorSuspended)
async def inspector_suspended(tx: Transaction, facts: Sequence[Recorded[InspectorSuspended]]) -> None:
    await tx.executemany(
        "update inspectors set suspended_from = $2 where inspector = $1",
        [(r.fact.inspector, r.fact.effective_from) for r in facts],
    )


@views.on(VisitAssigned)
async def assigned(tx: Transaction, facts: Sequence[Recorded[VisitAssigned]]) -> None:
    await tx.executemany(
        "insert into visits (visit, draw, entity, entity_name, industries, township, lead, departments, method,"
        " notice_forbidden, window_from, window_to, due, state, assigned_at, version)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'assigned', $14, $15)",
        [
            (
                f.visit, f.draw, f.entity, f.entity_name, list(f.industries), f.township, f.lead,
                [p.department for p in f.parts], f.method.value, f.notice_forbidden, f.window_from, f.window_to, f.due,
                r.time, r.version,
            )
            for r in facts
            for f in (r.fact,)
        ],
    )  # fmt: skip
    await tx.executemany(
        "insert into parts (visit, department, ordinal, kinds, items, inspectors) values ($1, $2, $3, $4, $5, $6)",
        [
            (r.fact.visit, p.department, n, list(p.kinds), list(p.items), list(p.inspectors))
            for r in facts
            for n, p in enumerate(r.fact.parts)
        ],
    )


@views.on(PartJoined)
async def part_joined(tx: Transaction, facts: Sequence[Recorded[PartJoined]]) -> None:
    for r in facts:
        visit, filing, part = r.fact.visit, r.fact.filing, r.fact.part
        rows = await tx.fetch("select department, kinds, items, inspectors from parts where visit = $1", visit)
        grown = with_part(tuple(VisitPart(**row) for row in rows), part)
        mine = next(own for own in grown if own.department == part.department)
        await tx.execute(
            "insert into parts (visit, department, ordinal, kinds, items, inspectors, filings)"
            " values ($1, $2, $3, $4, $5, $6, array[$7::text]) on conflict (visit, department) do update set"
            " kinds = $4, items = $5, inspectors = $6, filings = parts.filings || $7::text",
            visit, part.department, len(rows), list(mine.kinds), list(mine.items), list(mine.inspectors), filing,
        )  # fmt: skip
        await tx.execute(
            "update visits set departments = departments || $2::text where visit = $1 and not $2 = any(departments)",
            visit,
            part.department,
        )


@views.on(VisitAnnounced, NoticeWithheld)
async def noticed(tx: Transaction, facts: Sequence[Recorded[VisitAnnounced | NoticeWithheld]]) -> None:
    for r in facts:
        told = isinstance(r.fact, VisitAnnounced)
        await tx.execute(
            "update visits set state = 'announced', announced = $2, visit_on = $3, basis = $4 where visit = $1",
            r.fact.visit,
            told,
            r.fact.on,
            r.fact.basis if isinstance(r.fact, VisitAnnounced) else r.fact.reason,
        )


@views.on(OfficerCheckedIn)
async def checked_in(tx: Transaction, facts: Sequence[Recorded[OfficerCheckedIn]]) -> None:
    await tx.executemany(
        "insert into check_ins values ($1, $2, $3, $4, $5, $6)",
        [(f.visit, f.inspector, f.department, f.how.value, f.at, f.reason) for r in facts for f in (r.fact,)],
    )
    await tx.execute("update visits set state = 'under-way' where visit = any($1)", [r.fact.visit for r in facts])


@views.on(OfficerReplaced)
async def replaced(tx: Transaction, facts: Sequence[Recorded[OfficerReplaced]]) -> None:
    await tx.executemany(
        "update parts set inspectors = array_remove(array_replace(inspectors, $3, $4), null)"
        " where visit = $1 and department = $2",
        [(f.visit, f.department, f.gone, f.substitute) for r in facts for f in (r.fact,)],
    )


@views.on(PartRecorded)
async def part_recorded(tx: Transaction, facts: Sequence[Recorded[PartRecorded]]) -> None:
    await tx.executemany(
        "update parts set disposition = $3, basis = $4, problems = $5, recorded_at = $6 where visit = $1 and department = $2",
        [(f.visit, f.department, f.disposition.value, f.basis, len(f.findings), r.time) for r in facts for f in (r.fact,)],
    )
    await tx.executemany(
        "insert into findings values ($1, $2, $3, $4, $5, $6, $7)",
        [
            (
                r.fact.visit,
                f.finding,
                r.fact.department,
                f.item,
                f.severity.value,
                f.description,
                [e.sha256 for e in f.evidence],
            )
            for r in facts
            for f in r.fact.findings
        ],
    )
    await tx.executemany(
        "update visits set problems = problems + $2 where visit = $1", [(r.fact.visit, len(r.fact.findings)) for r in facts]
    )


@views.on(ClueFound)
async def clue_found(tx: Transaction, facts: Sequence[Recorded[ClueFound]]) -> None:
    await tx.executemany(
        "insert into clues values ($1, $2, $3, $4, $5, $6)",
        [(f.clue, f.visit, f.finder, f.competent, f.matter, r.time) for r in facts for f in (r.fact,)],
    )


@views.on(EntityAnswered)
async def answered(tx: Transaction, facts: Sequence[Recorded[EntityAnswered]]) -> None:
    await tx.executemany(
        "update visits set answer = $2, answer_remark = $3 where visit = $1",
        [(r.fact.visit, r.fact.answer.value, r.fact.remark) for r in facts],
    )


@views.on(VisitCompleted)
async def completed(tx: Transaction, facts: Sequence[Recorded[VisitCompleted]]) -> None:
    await tx.executemany(
        "update visits set state = 'completed', completed_on = $2 where visit = $1",
        [(r.fact.visit, r.fact.completed_on) for r in facts],
    )


@views.on(ResultIssued)
async def issued(tx: Transaction, facts: Sequence[Recorded[ResultIssued]]) -> None:
    await tx.executemany(
        "insert into results values ($1, $2, $3, $4, $5, $6, $7, $8, $9, null)",
        [
            (f.result, f.visit, f.lead, f.entity, list(f.kinds), f.problems, f.checked_on, f.record, r.time)
            for r in facts
            for f in (r.fact,)
        ],
    )
    await tx.executemany("update visits set result = $2 where visit = $1", [(r.fact.visit, r.fact.result) for r in facts])


@views.on(ResultRevoked)
async def revoked(tx: Transaction, facts: Sequence[Recorded[ResultRevoked]]) -> None:
    await tx.executemany("update results set revoked = $2 where result = $1", [(r.fact.result, r.fact.reason) for r in facts])


@views.on(VisitOverdue)
async def overdue(tx: Transaction, facts: Sequence[Recorded[VisitOverdue]]) -> None:
    await tx.execute("update visits set overdue = true where visit = any($1)", [r.fact.visit for r in facts])


@views.on(VisitClosed)
async def closed(tx: Transaction, facts: Sequence[Recorded[VisitClosed]]) -> None:
    # Closed without having been completed: planning took it back.
    await tx.execute(
        "update visits set state = case when completed_on is null then 'cancelled' else 'closed' end where visit = any($1)",
        [r.fact.visit for r in facts],
    )


@views.on(
    PartJoined, VisitAnnounced, NoticeWithheld, OfficerReplaced, OfficerCheckedIn, PartRecorded, ClueFound, EntityAnswered,
    VisitCompleted, ResultIssued, ResultRevoked, VisitOverdue, VisitClosed,
)  # fmt: skip
async def visit_version(tx: Transaction, facts: Sequence[Recorded[VisitAnnounced]]) -> None:
    await tx.executemany("update visits set version = $2 where visit = $1", [(r.fact.visit, r.version) for r in facts])


@views.on(RectificationOrdered)
async def ordered(tx: Transaction, facts: Sequence[Recorded[RectificationOrdered]]) -> None:
    await tx.executemany(
        "insert into rectifications (rectification, visit, entity, department, findings, due, state, ordered_at, version)"
        " values ($1, $2, $3, $4, $5, $6, 'ordered', $7, $8)",
        [
            (f.rectification, f.visit, f.entity, f.department, list(f.findings), f.due, r.time, r.version)
            for r in facts
            for f in (r.fact,)
        ],
    )


@views.on(RectificationReported)
async def reported(tx: Transaction, facts: Sequence[Recorded[RectificationReported]]) -> None:
    await tx.executemany(
        "update rectifications set state = 'reported', reported_late = $2, version = $3 where rectification = $1",
        [(r.fact.rectification, r.fact.late, r.version) for r in facts],
    )


@views.on(RectificationFailed)
async def failed(tx: Transaction, facts: Sequence[Recorded[RectificationFailed]]) -> None:
    await tx.executemany(
        "update rectifications set state = 'failed', failures = failures + 1, reason = $2, version = $3"
        " where rectification = $1",
        [(r.fact.rectification, r.fact.reason, r.version) for r in facts],
    )


@views.on(RectificationPassed)
async def passed(tx: Transaction, facts: Sequence[Recorded[RectificationPassed]]) -> None:
    await tx.executemany(
        "update rectifications set state = 'passed', passed_at = $2, version = $3 where rectification = $1",
        [(r.fact.rectification, r.time, r.version) for r in facts],
    )


@views.on(RectificationOverdue)
async def rectification_overdue(tx: Transaction, facts: Sequence[Recorded[RectificationOverdue]]) -> None:
    await tx.executemany(
        "update rectifications set overdue = true, version = $2 where rectification = $1",
        [(r.fact.rectification, r.version) for r in facts],
    )


@views.on(ResultRecorded)
async def result_recorded(tx: Transaction, facts: Sequence[Recorded[ResultRecorded]]) -> None:
    await tx.executemany(
        "insert into recorded_results values ($1, $2, $3, $4, $5, $6, $7, $8)",
        [
            (f.result, f.entity, f.kind, f.checked_on, f.score, list(f.problems), f.origin, f.department)
            for r in facts
            for f in (r.fact,)
        ],
    )
