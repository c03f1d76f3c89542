"""A joint visit, from assignment to closing."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, Field

from ...fact import Fact, Visibility
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


class Outcome(StrEnum):
    """What a check of an item, or of a point of its handbook, led to."""

    CONFORMS = "conforms"
    BREACH = "breach"
    NOT_APPLICABLE = "not-applicable"
    NOT_EXAMINED = "not-examined"
    NOT_STATED = "not-stated"
    """Facts of before say no more than that the item was checked."""


class FoundHazard(StrEnum):
    """Whether a finding is also a hazard that the government must know of (L-25)."""

    NONE = "none"
    MAJOR = "major"
    REGIONAL = "regional"
    INDUSTRY = "industry"


class PointCheck(Value):
    """A point of the handbook, counted from 1 within its item. `outcome`: what the check led to; `note`: what was seen."""

    point: Annotated[int, Field(ge=1, le=200)]
    outcome: Outcome
    note: PlainText | None = None


class ItemCheck(Value):
    """An item as it was checked. `edition`: of the list of items in force that day, null where the registry had not told of it;
    `manual`, `manual_edition`: the handbook that was followed, null where none covers the item. `outcome`: what the check led
    to, by the `points` of the handbook; `reason`: why the item was not examined or does not apply.
    """

    item: ItemCode
    outcome: Outcome
    points: tuple[PointCheck, ...] = ()
    reason: PlainText | None = None
    edition: int | None = None
    manual: Ref | None = None
    manual_edition: int | None = None


class FindingMade(Finding):
    """A finding on an item. `suspected_crime`: it may be a crime (L-52). `hazard`: how far a hazard reaches.
    `corrected_on_spot`: it was put right before the officers left. `known_before`: the finding of before that it repeats.
    """

    suspected_crime: bool = False
    hazard: FoundHazard = FoundHazard.NONE
    corrected_on_spot: bool = False
    known_before: Ref | None = None


class PartResult(Value):
    department: DepartmentCode
    kinds: tuple[Kind, ...]
    items: tuple[ItemCode, ...]
    problems: int
    worst: Severity | None
    disposition: Disposition


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


class PartRecorded(Fact, name="inspection.part-recorded", version=2):
    """What a department checked and found. `officers`: who of it were there, empty in facts of before; `revision` counts from 1
    and grows with each amendment. `method`: how it was checked, `at`: when it was entered, both null in facts of before.
    `disposition`: what the department says at once of all its findings, null where it says so of each later; `basis`: on what
    ground.
    """

    visit: Ref
    department: DepartmentCode
    officers: tuple[InspectorId, ...] = ()
    revision: int = 1
    method: Method | None = None
    checks: tuple[ItemCheck, ...]
    findings: tuple[FindingMade, ...]
    disposition: Disposition | None
    basis: PlainText | None = None
    at: AwareDatetime | None = None

    @property
    def items(self) -> tuple[ItemCode, ...]:
        """The items that were checked."""
        return tuple(check.item for check in self.checks)

    @property
    def of_before(self) -> bool:
        """Whether it was recorded when a part said no more than a label of all its findings."""
        return not self.officers


class PartAmended(PartRecorded, name="inspection.part-amended"):
    """The part as it is from now on, before the entity has answered, and why."""

    reason: PlainText


class AnsweredBy(StrEnum):
    """Who answered the record."""

    ENTITY = "entity"
    ABSENT = "absent"
    """Nobody who may answer was there: officers noted it before a witness."""
    REFUSED = "refused"
    """The entity would not answer: officers noted it before a witness."""
    NOT_STATED = "not-stated"
    """Facts of before: an officer may have said it in the entity's name."""


class EntityAnswered(Fact, name="inspection.entity-answered", version=2):
    """The entity's answer to the record, or that it gave none. `by`: who answered. `officers`, `witness`: who noted that nobody
    answered, and before whom, by the number under which the department keeps who that is; `evidence`: what shows it.
    """

    visit: Ref
    answer: Answer
    by: AnsweredBy
    officers: tuple[InspectorId, ...] = ()
    witness: Ref | None = None
    evidence: tuple[EvidenceRef, ...] = ()
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


class FrustrationGround(StrEnum):
    """Why nothing could be checked; the public result says so too (未发现企业、不配合检查)."""

    NOT_FOUND = "not-found"
    CLOSED = "closed"
    NOT_OPERATING = "not-operating"
    REFUSED = "refused"
    FORCE_MAJEURE = "force-majeure"


class EntryRefusal(StrEnum):
    """Why an entity lets nobody in."""

    NO_CODE = "no-code"
    """The officers showed no mandate that its check says is valid."""
    WRONG_TEAM = "wrong-team"
    """Somebody else came than the mandate names."""
    OTHER = "other"


class EntryRefused(Fact, name="inspection.entry-refused"):
    """The entity let nobody in. `why`: its ground; `words`: what it says."""

    visit: Ref
    why: EntryRefusal
    words: PlainText | None = None


class VisitFrustrated(Fact, name="inspection.visit-frustrated"):
    """Officers came and could check nothing. `ground`: why; `officers`: who noted it, with `evidence` that shows it."""

    visit: Ref
    department: DepartmentCode
    ground: FrustrationGround
    officers: tuple[InspectorId, ...]
    evidence: tuple[EvidenceRef, ...]
    reason: PlainText
