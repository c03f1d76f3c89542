"""What may be asked of credit. The model in force comes in with a command, so that deciding needs no look-up."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from libs.events.catalog.codes import CreditClass, EntityId, Kind, Name, PlainText, Ref, Value
from libs.events.decider import Command

Points = Annotated[int, Field(ge=-1200, le=1200)]


class Rules(Value):
    """The model in force: `cutoffs` = least score of classes A, B, C; `indicators` = points per indicator."""

    model: Ref
    edition: int
    base: int
    cutoffs: dict[CreditClass, int]
    indicators: dict[Kind, int]

    def class_of(self, score: int) -> CreditClass:
        """A to D; never U, which is the class of who has no profile."""
        return next((c for c in (CreditClass.A, CreditClass.B, CreditClass.C) if score >= self.cutoffs[c]), CreditClass.D)


class Entry(Value):
    """One reason that evidence gives; the model knows its points."""

    indicator: Kind
    reason: PlainText


class ModelCommand(Command):
    model: Ref


class AdoptModel(ModelCommand):
    title: Name
    base: int
    cutoffs: dict[CreditClass, int]
    indicators: dict[Kind, Points]
    effective_from: date


class InstallModel(AdoptModel):
    """The default at the first start: nothing where the model exists."""


class ProfileCommand(Command):
    """`on` is the day of the lines it leads to."""

    entity: EntityId
    on: date
    rules: Rules


class OpenProfile(ProfileCommand):
    points: Points
    reason: PlainText


class RecordEvidence(ProfileCommand):
    evidence: Ref
    entries: tuple[Entry, ...] = Field(min_length=1)


class TakeBack(ProfileCommand):
    """The evidence was revoked."""

    evidence: Ref
    reason: PlainText


class ApplyModel(ProfileCommand):
    """Judges a profile by the model in force now."""


class OverrideClass(ProfileCommand):
    credit_class: CreditClass
    reason: Annotated[PlainText, Field(max_length=500)]
