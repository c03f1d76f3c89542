"""What may be asked about models."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from libs.events.catalog.codes import CreditClass, Kind, Name, Ref
from libs.events.decider import Command

Points = Annotated[int, Field(ge=-1200, le=1200)]


class ModelCommand(Command):
    model: Ref


class Content(ModelCommand):
    """A model whole, as adopted or installed."""

    title: Name
    base: int
    cutoffs: dict[CreditClass, int]
    indicators: dict[Kind, Points]
    effective_from: date


class AdoptModel(Content):
    """The next edition, or the first."""


class InstallModel(Content):
    """The default at the first start: nothing where the model exists."""
