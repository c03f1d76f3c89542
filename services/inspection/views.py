"""Read models of inspection: which fact changes which table."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import aiosql

from libs.events.catalog.inspection.rectification import (
    RectificationFailed,
    RectificationOrdered,
    RectificationOverdue,
    RectificationPassed,
    RectificationReported,
)
from libs.events.catalog.inspection.result import ResultIssued, ResultRecorded, ResultRevoked
from libs.events.catalog.inspection.visit import (
    ClueFound,
    EntityAnswered,
    NoticeWithheld,
    OfficerCheckedIn,
    OfficerReplaced,
    PartJoined,
    PartRecorded,
    VisitAnnounced,
    VisitAssigned,
    VisitClosed,
    VisitCompleted,
    VisitOverdue,
)
from libs.events.catalog.planning.visit import VisitPart, with_part
from libs.events.catalog.registry.bodies import DepartmentListed, InspectorCertified, InspectorSuspended
from libs.events.catalog.registry.items import ItemAdjusted, ItemListed, ItemWithdrawn
from libs.events.envelope import Recorded
from libs.events.store.store import Transaction
from libs.events.views.table import ALL, COUNT, NTH, PART, TIME, VERSION, Sql, Table, fact
from libs.events.views.views import Views

__all__ = ["queries", "views"]

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")
views = Views()


items, inspectors = Table("items", "item", "edition"), Table("inspectors", "inspector")
visits, parts = Table("visits", "visit"), Table("parts", "visit", "department")
results, rectifications = Table("results", "result"), Table("rectifications", "rectification")

views.on(DepartmentListed)(Table("departments", "department").upsert("title"))
views.on(ItemListed, ItemAdjusted)(
    items.insert("effective_from", "department", "subject", "legal_basis", "minor_exemption", within=fact.content)
)
views.on(ItemWithdrawn)(Table("items", "item").update(withdrawn_from=fact.effective_from, where="{row}.withdrawn_from is null"))
views.on(InspectorCertified)(inspectors.upsert("department", "valid_from", "valid_until", suspended_from=None))
views.on(InspectorSuspended)(inspectors.update(suspended_from=fact.effective_from))

views.on(VisitAssigned)(
    visits.insert(
        "draw", "entity", "entity_name", "industries", "township", "lead", "method", "notice_forbidden", "window_from",
        "window_to", "due", departments=ALL("parts", "department"), state="assigned", assigned_at=TIME, version=VERSION,
    )
)  # fmt: skip
views.on(VisitAssigned)(parts.insert("kinds", "items", "inspectors", each=fact.parts, ordinal=NTH))
views.on(VisitAnnounced)(visits.update("basis", visit_on=fact.on, announced=True, state="announced"))
views.on(NoticeWithheld)(visits.update(basis=fact.reason, visit_on=fact.on, announced=False, state="announced"))
views.on(OfficerCheckedIn)(Table("check_ins", "visit", "inspector").insert("department", "how", "at", "reason"))
views.on(OfficerCheckedIn)(visits.update(state="under-way"))
views.on(OfficerReplaced)(
    parts.update(
        inspectors=Sql("array_remove(array_replace({row}.inspectors, {gone}, {new}), null)", fact.substitute, gone=fact.gone)
    )
)
views.on(PartRecorded)(parts.update("disposition", "basis", problems=COUNT("findings"), recorded_at=TIME))
views.on(PartRecorded)(
    Table("findings", "visit", "finding").insert(
        "item", "severity", "description", department=fact.department, evidence=ALL(PART.evidence.sha256), each=fact.findings
    )
)
views.on(PartRecorded)(visits.update(problems=Sql("{row}.problems + {new}", COUNT("findings"))))
views.on(ClueFound)(Table("clues", "clue").insert("visit", "finder", "competent", "matter", found_at=TIME))
views.on(EntityAnswered)(visits.update("answer", answer_remark=fact.remark))
views.on(VisitCompleted)(visits.update("completed_on", state="completed"))
views.on(ResultIssued)(results.insert("visit", "lead", "entity", "kinds", "problems", "checked_on", "record", issued_at=TIME))
views.on(ResultIssued)(visits.update("result"))
views.on(ResultRevoked)(results.update(revoked=fact.reason))
views.on(VisitOverdue)(visits.update(overdue=True))
# Closed without having been completed: planning took it back.
views.on(VisitClosed)(visits.update(state=Sql("case when {row}.completed_on is null then 'cancelled' else 'closed' end")))
views.on(RectificationOrdered)(
    rectifications.insert("visit", "entity", "department", "findings", "due", state="ordered", ordered_at=TIME, version=VERSION)
)
views.on(RectificationReported)(rectifications.update(reported_late=fact.late, state="reported", version=VERSION))
views.on(RectificationFailed)(
    rectifications.update("reason", state="failed", failures=Sql("{row}.failures + 1"), version=VERSION)
)
views.on(RectificationPassed)(rectifications.update(passed_at=TIME, state="passed", version=VERSION))
views.on(RectificationOverdue)(rectifications.update(overdue=True, version=VERSION))
views.on(ResultRecorded)(
    Table("recorded_results", "result").insert("entity", "kind", "checked_on", "score", "problems", "origin", "department")
)


@views.on(PartJoined)
async def part_joined(tx: Transaction, facts: Sequence[Recorded[PartJoined]]) -> None:
    # How a part grows is planning's arithmetic.
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


views.on(
    PartJoined, VisitAnnounced, NoticeWithheld, OfficerReplaced, OfficerCheckedIn, PartRecorded, ClueFound, EntityAnswered,
    VisitCompleted, ResultIssued, ResultRevoked, VisitOverdue, VisitClosed,
)(visits.update(version=VERSION))  # fmt: skip
