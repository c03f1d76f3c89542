"""Townships and areas with their command centres."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from ...fact import Fact
from ...shapes.asked import AtMost
from ..codes import (
    DepartmentCode,
    Name,
    PlainText,
    Ref,
    TownshipCode,
    Value,
)
from .bodies import Power
from .entities import Position


class CentreMember(Value):
    """A seat in a command centre, held by a body; who sits there is no fact. L-38: the townships' heads of enforcement too."""

    body: DepartmentCode | TownshipCode
    duty: Name


class CommandCentre(Value):
    """L-37, L-38: named by the county authority, with those of the four powers that it was given."""

    named_by: DepartmentCode
    # A county has some forty bodies that inspect and thirty townships.
    members: Annotated[tuple[CentreMember, ...], AtMost(200)]
    powers: Annotated[tuple[Power, ...], AtMost(20)]


class TownshipListed(Fact, name="registry.township-listed"):
    township: TownshipCode
    title: Name
    department: DepartmentCode
    effective_from: date | None = None
    at: Position | None = None


class TownshipWithdrawn(Fact, name="registry.township-withdrawn"):
    township: TownshipCode
    effective_from: date
    reason: PlainText


class AreaFormed(Fact, name="registry.area-formed"):
    """Neighbouring townships with like items (L-36) and their command centre. Also a change: it counts from its day on."""

    area: Ref
    title: Name
    townships: tuple[TownshipCode, ...]
    centre: CommandCentre
    effective_from: date


class AreaDissolved(Fact, name="registry.area-dissolved"):
    area: Ref
    effective_from: date
    reason: PlainText
