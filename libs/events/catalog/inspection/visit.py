"""A joint visit, from assignment to closing."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any

from pydantic import AwareDatetime

from ...fact import Fact, Visibility, catalog
from ..codes import (
    DepartmentCode,
    Digest,
    EntityId,
    Evidence,
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
from ..planning.visit import VisitPart
from ..registry.items import Method


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
    """How an officer checked in before it was said what proved it."""

    SCAN = "scan"
    LATE = "late-entry"


class Proof(StrEnum):
    """What proves that an officer was there (X-01, B-23)."""

    ENTITY_CODE = "entity-code"
    """The officer scanned the code that the entity showed."""
    ENTITY_SCANNED = "entity-scanned"
    """The entity scanned the officers' mandate and named who stood before it."""
    POSITION = "position"
    LATE = "late"
    """A late entry within 10 days, with a reason: nothing but the officer's word."""
    MANDATE = "mandate"
    """The visit's own mandate was scanned, which an office can do too. Nobody checks in so any more."""


class Finding(Value):
    finding: Ref
    item: ItemCode
    severity: Severity
    description: PlainText
    evidence: Evidence = ()


class PartResult(Value):
    department: DepartmentCode
    kinds: tuple[Kind, ...]
    items: tuple[ItemCode, ...]
    problems: int
    worst: Severity | None
    disposition: Disposition


class VisitAssignedAtNoPremises(Fact, name="inspection.visit-assigned", title="VisitAssigned"):
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


class VisitConfidedAtNoPremises(
    VisitAssignedAtNoPremises, name="inspection.visit-confided", visibility=Visibility.PRIVATE, title="VisitConfided"
):
    """A task of which no notice may be given (L-19). `VisitAssigned` follows on its day and says how it stands then."""


@catalog.upcaster("inspection.visit-assigned", from_version=1)
@catalog.upcaster("inspection.visit-confided", from_version=1)
def _at_its_own_place(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "premises": None, "premises_name": None}


class VisitAssigned(Fact, name="inspection.visit-assigned", version=2):
    """`due` is the end of the window. `premises`: the place of business that is visited, null for the entity's own."""

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
    premises: Ref | None = None
    premises_name: Name | None = None


class VisitConfided(VisitAssigned, name="inspection.visit-confided", version=2, visibility=Visibility.PRIVATE):
    """A task of which no notice may be given (L-19). `VisitAssigned` follows on its day and says how it stands then."""


class OfficerReplaced(Fact, name="inspection.officer-replaced"):
    """Planning put another officer on the seat before the one drawn had come; None: nobody could take it."""

    visit: Ref
    department: DepartmentCode
    gone: InspectorId
    substitute: InspectorId | None


class OfficerConfided(OfficerReplaced, name="inspection.officer-confided", visibility=Visibility.PRIVATE):
    """The same on a visit that is still confided."""


class PartJoined(Fact, name="inspection.part-joined"):
    """An unplanned check goes with this visit (L-12): its department, items and officers are part of the task from now on."""

    visit: Ref
    filing: Ref
    part: VisitPart


class PartConfided(PartJoined, name="inspection.part-confided", visibility=Visibility.PRIVATE):
    """The same on a visit that is still confided."""


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


class NoticeConfided(NoticeWithheld, name="inspection.notice-confided", visibility=Visibility.PRIVATE):
    """The same on a visit that is still confided; `NoticeWithheld` follows with `VisitAssigned`."""


class OfficerCheckedInUnproved(Fact, name="inspection.officer-checked-in", title="OfficerCheckedIn"):
    visit: Ref
    inspector: InspectorId
    department: DepartmentCode
    how: CheckIn
    at: AwareDatetime
    reason: PlainText | None = None


_WHAT_IT_PROVED = {"scan": "mandate", "late-entry": "late"}


@catalog.upcaster("inspection.officer-checked-in", from_version=1)
def _proved_by_the_mandate(data: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in data.items() if name != "how"}
    return {**kept, "proof": _WHAT_IT_PROVED[data["how"]], "scanned": None}


class OfficerCheckedIn(Fact, name="inspection.officer-checked-in", version=2):
    """An officer of the team is there. `at`: when he came. `proof`: what proves it; `scanned`: the entity whose code it was, or
    who scanned, null for another proof. `reason`: why he is entered late.
    """

    visit: Ref
    inspector: InspectorId
    department: DepartmentCode
    proof: Proof
    at: AwareDatetime
    scanned: EntityId | None = None
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


class VisitOverdue(Fact, name="inspection.visit-overdue"):
    visit: Ref
    lead: DepartmentCode
    due: AwareDatetime


class VisitClosedSomehow(Fact, name="inspection.visit-closed", title="VisitClosed"):
    visit: Ref


class VisitClosedSomehowInConfidence(
    VisitClosedSomehow,
    name="inspection.visit-closed-in-confidence",
    visibility=Visibility.CONFIDED,
    title="VisitClosedInConfidence",
):
    """A visit that was cancelled while it was confided, told to planning alone: the occasion would name its entity."""


@catalog.upcaster("inspection.visit-closed", from_version=1)
@catalog.upcaster("inspection.visit-closed-in-confidence", from_version=1)
def _closed_somehow(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "how": "not-stated"}


class Closing(StrEnum):
    """How a visit ended."""

    NOT_STATED = "not-stated"
    CLEAR = "clear"
    """Nothing was found."""
    HANDLED = "handled"
    """Every finding has reached its legal end."""
    FRUSTRATED = "frustrated"
    """Nothing could be checked: the record says why."""
    CANCELLED = "cancelled"


class VisitClosed(Fact, name="inspection.visit-closed", version=2):
    visit: Ref
    how: Closing = Closing.NOT_STATED


class VisitClosedInConfidence(
    VisitClosed, name="inspection.visit-closed-in-confidence", version=2, visibility=Visibility.CONFIDED
):
    """A visit that was cancelled while it was confided, told to planning alone: the occasion would name its entity."""


class ClueFound(Fact, name="inspection.clue-found"):
    """A violation in somebody else's field: preserved and passed on, not acted on (J-14)."""

    clue: Ref
    visit: Ref
    entity: EntityId
    finder: DepartmentCode
    competent: DepartmentCode
    matter: PlainText
    evidence: tuple[EvidenceRef, ...]
