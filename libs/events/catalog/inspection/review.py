"""Reviews of duty (尽职免责、失职问责): the record answers, a panel decides. All of it is private but what is counted."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, Field

from ...fact import Fact, Visibility
from ...shapes.asked import AtMost
from ..codes import DepartmentCode, Digest, EntityId, InspectorId, ItemCode, PlainText, Ref, ServiceName, Value


class Cause(StrEnum):
    """Why somebody's duty is reviewed."""

    ACCIDENT = "accident"
    CLOCK_PASSED = "clock-passed"
    COMPLAINT = "complaint"


class DutyQuestion(StrEnum):
    """What the record is asked (L-51, L-52)."""

    ITEMS = "items-followed"
    """All items of the task, and no others, were checked."""
    HANDBOOK = "handbook-followed"
    """Each point of the handbook has its outcome."""
    APPROVED = "approved"
    NOTICED = "noticed"
    """Notice was given, or withheld where an item forbids it."""
    TWO = "two-officers"
    ON_TIME = "on-time"
    EVIDENCED = "evidenced"
    """Each finding has evidence."""
    ANSWERED = "answered"
    """The entity has answered the record."""
    INTACT = "record-intact"
    PUBLISHED = "published"
    AS_REQUIRED = "checked-as-required"
    """Ground 1 of L-52."""
    PUBLISHED_IN_TIME = "published-in-time"
    """Ground 2."""
    CARRIED_OUT = "task-carried-out"
    """Ground 3: neither refused nor delayed."""
    CRIME_TRANSFERRED = "crime-transferred"
    """Ground 4."""


class Said(StrEnum):
    YES = "yes"
    NO = "no"
    NOT_STATED = "not-stated"
    """The record does not say."""
    NOT_APPLICABLE = "not-applicable"


class Checked(StrEnum):
    """What had become of the entity by the day of the incident (L-51)."""

    NOT_DRAWN = "not-drawn"
    OTHER_ITEMS = "other-items"
    """It was checked, and not for the item."""
    UNRECORDED = "unrecorded"
    """A visit was under way, and the department's part was not on record."""
    NOTHING_FOUND = "nothing-found"
    HANDLED = "found-and-handled"
    NOT_HANDLED = "found-and-not-handled"


class Verdict(StrEnum):
    EXEMPT = "exempt"
    """Diligent, and therefore exempt (L-51)."""
    NOT_LIABLE = "not-liable"
    LIABLE = "liable"


class Liability(StrEnum):
    """The four grounds of L-52."""

    NOT_CHECKED = "not-checked-as-required"
    NOT_PUBLISHED = "not-published-in-time"
    REFUSED_OR_DELAYED = "refused-or-delayed"
    CRIME_KEPT = "crime-not-transferred"


class FactRef(Value):
    """A fact on record. `service`: whose store has it; `fact`: its id; `digest`: SHA-256 of its type, version and data."""

    service: ServiceName
    fact: Ref
    digest: Digest


Facts = Annotated[tuple[FactRef, ...], AtMost(1000)]
Panel = Annotated[tuple[Ref, ...], AtMost(20)]


class StandingAnswer(Value):
    """What the record answers to a question. `owner`: the department that it is about; `facts`: those that it rests on."""

    question: DutyQuestion
    said: Said
    owner: DepartmentCode | None = None
    facts: Facts = ()


Answers = Annotated[tuple[StandingAnswer, ...], AtMost(50)]


class ReviewOpened(Fact, name="inspection.review-opened", visibility=Visibility.PRIVATE):
    """The guidance body looks at what an officer did before something happened.

    `department`: his at that time. `on`, `what`, `item`: the day and the words of the incident, and the item that it is about.
    `cause`: why it looks.
    """

    review: Ref
    officer: InspectorId
    department: DepartmentCode
    entity: EntityId
    on: date
    what: PlainText
    item: ItemCode | None
    cause: Cause


class ReviewEvidenceCompiled(Fact, name="inspection.review-evidence-compiled", visibility=Visibility.PRIVATE):
    """What the record says: the facts, and what follows from them to each question. No verdict follows from it by itself.

    `visit`: the last one that the officer was on, null where there was none.
    """

    review: Ref
    visit: Ref | None
    checked: Checked
    answers: Answers
    facts: Facts


class OfficerHeard(Fact, name="inspection.officer-heard", visibility=Visibility.PRIVATE):
    """`statement`: the officer's own; where he made none (`waived`), how he was asked."""

    review: Ref
    statement: PlainText
    waived: bool


class ReviewDecided(Fact, name="inspection.review-decided", visibility=Visibility.PRIVATE):
    """`ground`: of liability, null where there is none. `reasons`: for the verdict. `panel`: who decided, and was not there.

    `appeal_by`: until when the officer may appeal.
    """

    review: Ref
    verdict: Verdict
    ground: Liability | None
    reasons: PlainText
    panel: Panel
    appeal_by: AwareDatetime


class ReviewAppealed(Fact, name="inspection.review-appealed", visibility=Visibility.PRIVATE):
    """The officer does not accept it, for `reasons`."""

    review: Ref
    reasons: PlainText


class ReviewFinal(Fact, name="inspection.review-final", visibility=Visibility.PRIVATE):
    """What holds: what was decided first, or what another panel decided on appeal (`on_appeal`), for what `reasons`."""

    review: Ref
    verdict: Verdict
    ground: Liability | None
    reasons: PlainText
    panel: Panel
    on_appeal: bool


class ReviewCounted(Fact, name="inspection.review-counted"):
    """A review is over: what is counted, and nothing of whom it was about. `changed`: the appeal led to something else."""

    review: Ref
    cause: Cause
    verdict: Verdict
    ground: Liability | None
    changed: Annotated[bool, Field(description="Whether an appeal led to something else than was decided first.")]
