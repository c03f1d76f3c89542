"""Facts of inspection: the visit, what was found, what was done about it."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import AwareDatetime

from ..fact import Fact, Visibility
from .codes import (
    DepartmentCode,
    Digest,
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
    Value,
)
from .planning import VisitPart
from .registry import Method


class Severity(StrEnum):
    MINOR = "minor"
    ORDINARY = "ordinary"
    SERIOUS = "serious"


class Disposition(StrEnum):
    """What was done (处理结果)."""

    ARCHIVED = "archived"
    GUIDED = "guided"
    RECTIFY = "ordered-to-rectify"
    EXEMPTED = "exempted-as-minor"
    PENALTY = "penalty-procedure"
    TRANSFERRED = "transferred"


class Answer(StrEnum):
    """How the entity answered the record."""

    CONFIRMED = "confirmed"
    OBJECTED = "objected"
    REFUSED = "refused-to-sign"


class CheckIn(StrEnum):
    """X-01: a scan, or a late entry within 10 days with a reason."""

    SCAN = "scan"
    LATE = "late-entry"


class Finding(Value):
    finding: Ref
    item: ItemCode
    severity: Severity
    description: PlainText
    evidence: tuple[EvidenceRef, ...] = ()


class PartResult(Value):
    department: DepartmentCode
    kinds: tuple[Kind, ...]
    items: tuple[ItemCode, ...]
    problems: int
    worst: Severity | None
    disposition: Disposition


class VisitAssigned(Fact, name="inspection.visit-assigned"):
    """`due` is the end of the window."""

    visit: Ref
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


class OfficerReplaced(Fact, name="inspection.officer-replaced"):
    """Planning put another officer on the seat before the one drawn had come; None: nobody could take it."""

    visit: Ref
    department: DepartmentCode
    gone: InspectorId
    substitute: InspectorId | None


class PartJoined(Fact, name="inspection.part-joined"):
    """An unplanned check goes with this visit (L-12): its department, items and officers are part of the task from now on."""

    visit: Ref
    filing: Ref
    part: VisitPart


class VisitAnnounced(Fact, name="inspection.visit-announced"):
    visit: Ref
    on: date
    basis: PlainText
    method: Method


class NoticeWithheld(Fact, name="inspection.notice-withheld"):
    """No notice was given, and the record says why (L-19)."""

    visit: Ref
    on: date
    reason: PlainText


class OfficerCheckedIn(Fact, name="inspection.officer-checked-in"):
    visit: Ref
    inspector: InspectorId
    department: DepartmentCode
    how: CheckIn
    at: AwareDatetime
    reason: PlainText | None = None


class PartRecorded(Fact, name="inspection.part-recorded"):
    visit: Ref
    department: DepartmentCode
    items: tuple[ItemCode, ...]
    findings: tuple[Finding, ...]
    disposition: Disposition
    basis: PlainText | None = None


class EntityAnswered(Fact, name="inspection.entity-answered"):
    visit: Ref
    answer: Answer
    remark: PlainText | None = None


class VisitCompleted(Fact, name="inspection.visit-completed"):
    """`record` seals everything on record up to here: SHA-256 over the chain of the visit's facts."""

    visit: Ref
    completed_on: date
    record: Digest


class ResultIssued(Fact, name="inspection.result-issued", visibility=Visibility.SHARED):
    """What a neighbour may recognise: who was checked for which kinds, when, with what outcome."""

    result: Ref
    visit: Ref
    entity: EntityId
    entity_name: Name
    industries: tuple[IndustryCode, ...]
    kinds: tuple[Kind, ...]
    lead: DepartmentCode
    parts: tuple[PartResult, ...]
    problems: int
    checked_on: date
    record: Digest


class ResultRecorded(Fact, name="inspection.result-recorded"):
    """A check made before or outside this system, taken over from a file; it counts for caps and for credit.

    `department`: who checked, where it is known; a superior's check excludes the entity below (L-17, H-11).
    """

    result: Ref
    entity: EntityId
    kind: Kind
    checked_on: date
    score: int | None
    problems: tuple[PlainText, ...]
    origin: Ref
    department: DepartmentCode | None = None


class ResultRevoked(Fact, name="inspection.result-revoked", visibility=Visibility.SHARED):
    result: Ref
    visit: Ref
    entity: EntityId
    reason: PlainText


class VisitOverdue(Fact, name="inspection.visit-overdue"):
    visit: Ref
    lead: DepartmentCode
    due: AwareDatetime


class VisitClosed(Fact, name="inspection.visit-closed"):
    visit: Ref


class RectificationOrdered(Fact, name="inspection.rectification-ordered"):
    rectification: Ref
    visit: Ref
    entity: EntityId
    department: DepartmentCode
    findings: tuple[Ref, ...]
    due: AwareDatetime


class RectificationReported(Fact, name="inspection.rectification-reported"):
    """The entity says it is mended; the department re-checks (a re-check is not a new check)."""

    rectification: Ref
    evidence: tuple[EvidenceRef, ...]
    late: bool


class RectificationPassed(Fact, name="inspection.rectification-passed"):
    rectification: Ref
    visit: Ref
    entity: EntityId
    department: DepartmentCode
    inspector: InspectorId


class RectificationFailed(Fact, name="inspection.rectification-failed"):
    rectification: Ref
    visit: Ref
    entity: EntityId
    department: DepartmentCode
    inspector: InspectorId
    reason: PlainText


class RectificationOverdue(Fact, name="inspection.rectification-overdue"):
    rectification: Ref
    visit: Ref
    entity: EntityId
    department: DepartmentCode
    due: AwareDatetime


class ClueFound(Fact, name="inspection.clue-found"):
    """A violation in somebody else's field: preserved and passed on, not acted on (J-14)."""

    clue: Ref
    visit: Ref
    entity: EntityId
    finder: DepartmentCode
    competent: DepartmentCode
    matter: PlainText
    evidence: tuple[EvidenceRef, ...]
