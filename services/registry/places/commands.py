"""What may be asked of townships and areas."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import Field

from libs.events.catalog.codes import DepartmentCode, Level, Name, Ref, TownshipCode
from libs.events.catalog.registry.entities import Position
from libs.events.catalog.registry.places import CommandCentre
from libs.events.decider import Known

from ..lists import commands as lists_commands


class TownshipRow(lists_commands.Dated):
    township: TownshipCode
    title: Name
    department: DepartmentCode
    at: Position | None = None


class ListTownship(TownshipRow, lists_commands.Entered):
    """`known`: the departments on the list."""

    known: Known[frozenset[str]]


class WithdrawTownship(lists_commands.Ended):
    township: TownshipCode


class AreaRow(lists_commands.Dated):
    area: Ref
    title: Name
    townships: tuple[TownshipCode, ...] = Field(min_length=1, max_length=200)
    centre: CommandCentre


@dataclass(frozen=True, slots=True)
class AreaLookups:
    """`level`: of the department that named the centre. `taken`: the other areas on that day or later, by township."""

    townships: frozenset[str]
    departments: frozenset[str]
    level: Level | None
    taken: Mapping[str, str] = field(default_factory=dict)


class FormArea(AreaRow):
    known: Known[AreaLookups]


class DissolveArea(lists_commands.Ended):
    area: Ref
