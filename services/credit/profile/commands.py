"""What may be asked about profiles. What is looked up for each of them is the model in force."""

from datetime import date
from typing import Annotated

from pydantic import Field

from libs.events.catalog.codes import CreditClass, EntityId, Kind, PlainText, Ref, Value
from libs.events.decider import Command, Countersigned, Known

from ..model import commands as model_commands
from ..model.rules import Rules


class Entry(Value):
    """One reason that evidence gives. The model knows its points; `points` are those of what no model prices."""

    indicator: Kind
    reason: PlainText
    points: int | None = None


class ProfileCommand(Command):
    """`on` is the day of the lines it leads to, `known` the model in force, if any is."""

    entity: EntityId
    on: date
    known: Known[Rules | None]


class OpenProfile(ProfileCommand):
    points: model_commands.Points
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


class Override(Value):
    credit_class: CreditClass
    reason: Annotated[PlainText, Field(max_length=500)]


class OverrideClass(Countersigned, Override, ProfileCommand):
    """An officer sets the class, with the basis."""
