"""What may be asked of inspection. Deadlines, identifiers and look-ups come in, so that deciding is pure."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import AwareDatetime, Field

from libs.events.catalog.codes import (
    DepartmentCode,
    EntityId,
    EvidenceRef,
    IndustryCode,
    InspectorId,
    ItemCode,
    Kind,
    Name,
    PlainText,
    Ref,
    TownshipCode,
)
from libs.events.catalog.inspection.visit import Answer, CheckIn, Disposition, Finding
from libs.events.catalog.planning.visit import VisitPart
from libs.events.catalog.registry.items import Method
from libs.events.decider import Command

Score = Annotated[int, Field(ge=0, le=100)]


class VisitCommand(Command):
    visit: Ref


class AssignVisit(VisitCommand):
    """A planned visit becomes this service's task. `due` is the end of the window."""

    draw: Ref
    entity: EntityId
    entity_name: Name
    industries: tuple[IndustryCode, ...]
    township: TownshipCode
    lead: DepartmentCode
    parts: tuple[VisitPart, ...]
    method: Method
    notice_forbidden: bool
    window_from: date
    window_to: date
    due: AwareDatetime


class CancelVisit(VisitCommand):
    """Planning took the visit back."""


class JoinPart(VisitCommand):
    """An unplanned check of planning's goes with the visit (L-12)."""

    filing: Ref
    part: VisitPart


class ReplaceOfficer(VisitCommand):
    """Planning put another officer on a seat of the team; None: nobody was left."""

    department: DepartmentCode
    gone: InspectorId
    substitute: InspectorId | None


class AnnounceVisit(VisitCommand):
    """`on` is the day of the visit, told beforehand."""

    on: date
    basis: PlainText


class WithholdNotice(VisitCommand):
    """`on` is the day of the visit, not told beforehand."""

    on: date
    reason: PlainText


class CheckInOfficer(VisitCommand):
    """`at` is when the officer came; a late entry is made afterwards.

    `certified`: holds the department's certificate on that day. `code_holds`: the scanned code is this visit's valid mandate.
    """

    inspector: InspectorId
    department: DepartmentCode
    how: CheckIn
    at: AwareDatetime
    reason: PlainText | None = None
    certified: bool
    code_holds: bool = False


class RecordPart(VisitCommand):
    """`exemptible` are the department's items with a minor-exemption case in force."""

    department: DepartmentCode
    items: tuple[ItemCode, ...]
    findings: tuple[Finding, ...]
    disposition: Disposition
    basis: PlainText | None = None
    exemptible: tuple[ItemCode, ...] = ()


class PassOnClue(VisitCommand):
    """`known_elsewhere`: another visit already passed on a clue under this number."""

    clue: Ref
    finder: DepartmentCode
    competent: DepartmentCode
    matter: PlainText
    evidence: tuple[EvidenceRef, ...] = ()
    known_elsewhere: bool = False


class AnswerRecord(VisitCommand):
    answer: Answer
    remark: PlainText | None = None


class CompleteVisit(VisitCommand):
    result: Ref


class CloseVisit(VisitCommand):
    """Nothing is left to be rectified."""


class RevokeResult(VisitCommand):
    result: Ref
    reason: PlainText


class PassVisitDeadline(VisitCommand):
    """The window of the visit has ended."""


class RectificationCommand(Command):
    rectification: Ref


class OrderRectification(RectificationCommand):
    visit: Ref
    entity: EntityId
    department: DepartmentCode
    findings: tuple[Ref, ...]
    due: AwareDatetime


class ReportRectification(RectificationCommand):
    evidence: tuple[EvidenceRef, ...] = ()


class RecheckRectification(RectificationCommand):
    """`certified`: the inspector holds the ordering department's certificate today."""

    inspector: InspectorId
    certified: bool
    passed: bool
    reason: PlainText | None = None


class PassRectificationDeadline(RectificationCommand):
    """The time to rectify has passed."""


class RecordResult(Command):
    """A check made before or outside this system. `score` 0-100 and `department` where the origin gives them.

    `department` may be a superior's, which the registry need not list (L-17, H-11).
    """

    result: Ref
    entity: EntityId
    kind: Kind
    checked_on: date
    score: Score | None
    problems: tuple[PlainText, ...]
    origin: Ref
    department: DepartmentCode | None = None
