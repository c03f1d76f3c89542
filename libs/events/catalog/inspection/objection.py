"""Objections of entities to results, records, cases and to the use of their class; decided by officers who were not there."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, Field

from ...fact import Fact
from ...shapes.asked import AtMost
from ..codes import DepartmentCode, EntityId, Evidence, InspectorId, Kind, PlainText, Ref, Value


class About(StrEnum):
    """What an objection is to."""

    RESULT = "result"
    """The result of a visit."""
    RECORD = "record"
    """What is on record of a visit."""
    CASE = "case"
    """A case that followed."""
    RATING_USE = "rating-use"
    """That the entity's class was used as it was when it was chosen for a visit."""


class Outcome(StrEnum):
    UPHELD = "upheld"
    PARTLY = "partly"
    DISMISSED = "dismissed"


class Way(StrEnum):
    """How something was told to an entity (告知方式)."""

    IN_PERSON = "in-person"
    POST = "post"
    ONLINE = "online"
    LEFT = "left"
    """Left at the place, with a witness (留置送达)."""


class PointAnswer(Value):
    """`point`: which of the objection's points, from 1 on. `upheld`: whether the entity is right in it, for what reason."""

    point: Annotated[int, Field(ge=1, le=50)]
    upheld: bool
    reason: PlainText


Points = Annotated[tuple[PlainText, ...], AtMost(50)]
PointAnswers = Annotated[tuple[PointAnswer, ...], AtMost(50)]
Reviewers = Annotated[tuple[InspectorId, ...], AtMost(20)]


class ObjectionLodged(Fact, name="inspection.objection-lodged"):
    """The entity objects, point by point; from here on until it is told, what it objects to is under objection (异议处理中).

    `reference`: the number of the result or the case; of the visit for a record or the use of a class. `department`:
    who answers. `on_paper`: an officer has entered what the entity handed in. `admit_by`: until when it is taken on, or not.
    """

    objection: Ref
    about: About
    reference: Ref
    visit: Ref | None
    entity: EntityId
    department: DepartmentCode
    points: Points
    evidence: Evidence
    on_paper: bool
    admit_by: AwareDatetime


class ObjectionAccepted(Fact, name="inspection.objection-accepted"):
    """It is taken on, and decided until `decide_by`."""

    objection: Ref
    decide_by: AwareDatetime


class ObjectionInadmissible(Fact, name="inspection.objection-inadmissible"):
    """It is not taken on, for a reason."""

    objection: Ref
    reason: PlainText
    decided_on: date


class ObjectionDecided(Fact, name="inspection.objection-decided"):
    """Each point is answered, by officers who were not of the team. `correction`: what is put right; null where nothing is."""

    objection: Ref
    about: About
    reference: Ref
    visit: Ref | None
    entity: EntityId
    department: DepartmentCode
    outcome: Outcome
    answers: PointAnswers
    reviewers: Reviewers
    correction: PlainText | None
    decided_on: date


class ObjectionTold(Fact, name="inspection.objection-told"):
    """The entity was told what has come of it, and it is over. `on`: the day."""

    objection: Ref
    way: Way
    on: date


class ObjectionWithdrawn(Fact, name="inspection.objection-withdrawn"):
    """The entity takes it back before it is decided."""

    objection: Ref
    reason: PlainText


class ObjectionDueMoved(Fact, name="inspection.objection-due-moved"):
    """The year's holidays are known now, or were corrected: the time of a `stage` ends on another day. `year`: whose
    arrangement it was.
    """

    objection: Ref
    stage: Kind
    due: AwareDatetime
    year: int
