"""What may be asked about models."""

from datetime import date
from typing import Annotated

from pydantic import Field

from libs.events.catalog.codes import CreditClass, Kind, Name, Ref, Value
from libs.events.decider import Command, Countersigned
from libs.events.shapes.each_once import EACH_ONCE

Points = Annotated[int, Field(ge=-1200, le=1200)]


class NewModel(Value):
    """A model whole."""

    model: Ref
    title: Name
    base: int
    cutoffs: dict[CreditClass, int]
    indicators: Annotated[dict[Kind, Points], Field(max_length=500), EACH_ONCE]
    effective_from: date


class ModelCommand(NewModel, Command):
    """Adopts a model as a whole."""


class AdoptModel(Countersigned, ModelCommand):
    """The next edition, or the first."""


class InstallModel(ModelCommand):
    """The default at the first start: nothing where the model exists."""
