"""Credit profiles and the models they are computed with."""

from __future__ import annotations

from datetime import date
from typing import Any

from ...fact import Fact, catalog
from ..codes import (
    CreditClass,
    EntityId,
    Kind,
    Name,
    PlainText,
    Ref,
    Value,
)


class ScoreLine(Value):
    """One reason of a score: an indicator, its points (negative lowers trust), why, and the fact or file it rests on."""

    indicator: Kind
    points: int
    reason: PlainText
    evidence: Ref
    on: date


class ModelAdopted(Fact, name="credit.model-adopted"):
    """A versioned model: `base` points, `cutoffs` = least score of classes A, B, C (below: D), points per indicator."""

    model: Ref
    edition: int
    title: Name
    base: int
    cutoffs: dict[CreditClass, int]
    indicators: dict[Kind, int]
    effective_from: date


class ProfileOpened(Fact, name="credit.profile-opened"):
    """An entity's first classification, with its opening lines."""

    entity: EntityId
    lines: tuple[ScoreLine, ...]
    score: int
    credit_class: CreditClass
    model: Ref
    edition: int


class PointsRecorded(Fact, name="credit.points-recorded"):
    """A new line; `score` is the sum after it."""

    entity: EntityId
    line: ScoreLine
    score: int


class ClassChangedByOne(Fact, name="credit.class-changed", title="ClassChanged"):
    entity: EntityId
    previous: CreditClass
    credit_class: CreditClass
    score: int
    because: PlainText
    model: Ref
    edition: int


@catalog.upcaster("credit.class-changed", from_version=1)
def _nobody_named(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "asked_by": None, "approved_by": None}


class ClassChanged(Fact, name="credit.class-changed", version=2):
    """Who asked and who approved, of a class set by hand; nobody, of one that follows from the score."""

    entity: EntityId
    previous: CreditClass
    credit_class: CreditClass
    score: int
    because: PlainText
    model: Ref
    edition: int
    asked_by: str | None = None
    approved_by: str | None = None
