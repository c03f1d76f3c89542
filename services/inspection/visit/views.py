"""Read models of visits: parts, arrivals, findings, clues."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import aiosql

from libs.events.catalog.inspection import visit as f
from libs.events.catalog.inspection.handling import FindingAssigned, FindingSettled
from libs.events.catalog.inspection.result import ResultIssued, ResultRevoked
from libs.events.catalog.inspection.visit import EntryRefused, VisitFrustrated
from libs.events.catalog.planning.visit import VisitPart, with_part
from libs.events.envelope import Recorded
from libs.events.store.store import Transaction
from libs.events.views.table import ALL, COUNT, NTH, PART, TIME, VERSION, Sql, Table, fact
from libs.events.views.views import Views

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")
views = Views()
visits, parts = Table("visits", "visit"), Table("parts", "visit", "department")
check_ins, findings = Table("check_ins", "visit", "inspector"), Table("findings", "visit", "finding")

_ASSIGNED = (
    "draw", "entity", "entity_name", "industries", "township", "lead", "method", "notice_forbidden", "window_from", "window_to",
    "due", "premises", "premises_name",
)  # fmt: skip
_OF_PARTS: dict[str, Any] = {"departments": ALL("parts", "department")}
views.on(f.VisitConfided)(
    visits.insert(*_ASSIGNED, **_OF_PARTS, state="assigned", confided=True, assigned_at=TIME, version=VERSION)
)
# One that was confided is there already. Before there were confided visits, the first fact was this one for all.
views.on(f.VisitAssigned)(
    visits.keep(*_ASSIGNED, **_OF_PARTS, state="assigned", confided=fact.notice_forbidden, assigned_at=TIME, version=VERSION)
)
views.on(f.VisitAssigned)(visits.update(confided=False, version=VERSION, where=Sql("{new} > 1", VERSION)))
views.on(f.VisitAssigned, f.VisitConfided)(parts.keep("kinds", "items", "inspectors", each=fact.parts, ordinal=NTH))
views.on(f.VisitAnnounced)(visits.update("basis", visit_on=fact.on, announced=True, state="announced"))
views.on(f.NoticeWithheld, f.NoticeConfided)(
    visits.update(basis=fact.reason, visit_on=fact.on, announced=False, state="announced")
)
views.on(f.OfficerCheckedIn)(check_ins.insert("department", "proof", "at", "scanned", "reason"))
views.on(f.OfficerCheckedIn)(visits.update(state="under-way", confided=False))
views.on(f.OfficerReplaced, f.OfficerConfided)(
    parts.update(
        inspectors=Sql("array_remove(array_replace({row}.inspectors, {gone}, {new}), null)", fact.substitute, gone=fact.gone)
    )
)
# An amendment takes the place of what it amends.
_BEFORE = "coalesce((select p.problems from parts p where p.visit = {row}.visit and p.department = {of}), 0)"
views.on(f.PartAmended)(visits.update(problems=Sql("{row}.problems - " + _BEFORE, of=fact.department)))
views.on(f.PartAmended)(Table("findings", "visit", "department").delete())
views.on(f.PartAmended)(Table("checks", "visit", "department").delete())
views.on(f.PartAmended)(parts.update(amended=fact.reason))
for part in (f.PartRecorded, f.PartAmended):
    views.on(part)(parts.update("disposition", "basis", "officers", "revision", problems=COUNT("findings"), recorded_at=TIME))
    views.on(part)(
        findings.insert(
            "item", "severity", "description", "suspected_crime", "hazard", "corrected_on_spot",
            department=fact.department, evidence=ALL(PART.evidence.sha256), each=fact.findings,
        )
    )  # fmt: skip
    views.on(part)(
        Table("checks", "visit", "department", "item").insert(
            "outcome", "reason", "edition", "manual", "manual_edition", "points", each=fact.checks
        )
    )
    views.on(part)(visits.update(problems=Sql("{row}.problems + {new}", COUNT("findings"))))
views.on(f.ClueFound)(
    Table("clues", "clue").insert("visit", "finder", "competent", "matter", evidence=ALL("evidence", "sha256"), found_at=TIME)
)
views.on(f.EntityAnswered)(
    visits.update(
        "answer",
        answer_remark=fact.remark,
        answered_by=fact.by,
        answer_witness=fact.witness,
        answer_evidence=ALL("evidence", "sha256"),
    )
)
views.on(f.VisitCompleted)(visits.update("completed_on", state="completed"))
views.on(ResultIssued)(visits.update("result"))
views.on(f.VisitOverdue)(visits.update(overdue=True))
# Closed without having been completed: planning took it back.
views.on(f.VisitClosed, f.VisitClosedInConfidence)(
    visits.update(
        state=Sql(
            "case when {how} = 'frustrated' then 'frustrated'"
            " when {row}.completed_on is null then 'cancelled' else 'closed' end",
            how=fact.how,
        ),
        closed_how=fact.how,
    )
)
views.on(VisitFrustrated)(
    visits.update(frustrated=fact.ground, frustrated_reason=fact.reason, frustrated_evidence=ALL("evidence", "sha256"))
)
views.on(EntryRefused)(visits.update(entry_refused=fact.why))
views.on(FindingAssigned)(findings.update("handling", "target", "exemption", handling_basis=fact.basis, assigned_at=TIME))
views.on(FindingAssigned)(
    Table("finding_conditions", "visit", "finding", "ordinal").upsert(
        "text", finding=fact.finding, ordinal=NTH, evidence=ALL(PART.evidence.sha256), each=fact.conditions
    )
)
views.on(FindingSettled)(findings.update(settled=fact.how, settled_by=fact.ref, settled_at=TIME))


@views.on(f.PartJoined, f.PartConfided)
async def part_joined(tx: Transaction, facts: Sequence[Recorded[f.PartJoined]]) -> None:
    """By hand: how a part grows is planning's arithmetic."""
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
    f.PartJoined, f.PartConfided, f.VisitAnnounced, f.NoticeWithheld, f.NoticeConfided, f.OfficerReplaced, f.OfficerConfided,
    f.OfficerCheckedIn, f.PartRecorded, f.PartAmended, f.ClueFound, f.EntityAnswered, f.VisitCompleted, ResultIssued,
    ResultRevoked,
    f.VisitOverdue, f.VisitClosed, f.VisitClosedInConfidence, FindingAssigned, FindingSettled,
    VisitFrustrated, EntryRefused,
)(visits.update(version=VERSION))  # fmt: skip
