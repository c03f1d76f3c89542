"""What may be asked about ratings: keys of tickets, tickets, and the counting of what was given."""

from datetime import date
from typing import Annotated

from pydantic import Field

from libs.events.catalog.codes import DepartmentCode, EntityId, Ref, Value
from libs.events.catalog.disclosure.rating import Number, Period, Stars
from libs.events.decider import Command, Known
from libs.events.shapes.each_once import EACH_ONCE


class PublishRatingKey(Command):
    period: Period
    department: DepartmentCode
    modulus: Number


class Visited(Value):
    """A visit as it stands, and the moduli of its departments' keys where they are published."""

    completed_on: date | None
    departments: tuple[DepartmentCode, ...]
    keys: dict[DepartmentCode, Number] = Field(default={})


class NewTickets(Value):
    """A blinded message for each department of the visit."""

    blinded: Annotated[dict[DepartmentCode, Number], Field(max_length=50), EACH_ONCE]


class IssueRatingTickets(NewTickets, Command):
    visit: Ref
    entity: EntityId
    known: Known[Visited]


class Step(Value):
    """How many ratings of a department make a group."""

    step: int


class CountRatings(Command):
    """What was given to a department, in whichever order."""

    departments: tuple[DepartmentCode, ...] = Field(min_length=1, max_length=1)
    stars: tuple[Stars, ...] = Field(min_length=1)
    known: Known[Step]
