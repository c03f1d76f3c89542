"""What may be asked of the lists of bodies and places, and of who acts together.

Every change takes effect on a day: `effective_from`, or the day it is recorded. Look-ups come in as values: what rests on a
row (`resting`), which departments have no mandate (`without_mandate`).
"""

from __future__ import annotations

from datetime import date

from pydantic import Field

from libs.events.catalog.codes import (
    DepartmentCode,
    DivisionPrefix,
    IndustryCode,
    ItemCode,
    Level,
    Name,
    PlainText,
    Ref,
    TownshipCode,
)
from libs.events.catalog.registry.bodies import MandateForm
from libs.events.catalog.registry.entities import Position
from libs.events.catalog.registry.places import CommandCentre
from libs.events.decider import Command

Without = dict[DepartmentCode, date]
"""Departments that have no mandate on a day on which they would need one (X-06)."""


class Dated(Command):
    effective_from: date | None = None


class Ended(Command):
    """`resting`: what is in force on that day or later and rests on the row, in the words it is refused with."""

    effective_from: date
    reason: PlainText
    resting: tuple[Name, ...] = ()


class ListIndustry(Dated):
    industry: IndustryCode
    title: Name


class WithdrawIndustry(Ended):
    industry: IndustryCode


class ListDepartment(Dated):
    department: DepartmentCode
    title: Name
    level: Level
    divisions: tuple[DivisionPrefix, ...] = Field(min_length=1)


class WithdrawDepartment(Ended):
    department: DepartmentCode


class ListTownship(Dated):
    township: TownshipCode
    title: Name
    department: DepartmentCode
    at: Position | None = None


class WithdrawTownship(Ended):
    township: TownshipCode


class ScenarioRow(Dated):
    """`suggestion`: what the data suggested (L-08), where the scenario came from there."""

    scenario: Ref
    title: Name
    industry: IndustryCode
    lead: DepartmentCode
    departments: tuple[DepartmentCode, ...] = Field(min_length=1)
    items: tuple[ItemCode, ...] = Field(min_length=1)
    suggestion: Ref | None = None


class ListScenario(ScenarioRow):
    without_mandate: Without = Field(default={})


class WithdrawScenario(Ended):
    scenario: Ref


class DismissSuggestion(Command):
    suggestion: Ref
    reason: PlainText
    until: date


class MandateRow(Dated):
    """X-06, 行政处罚法 17-21."""

    department: DepartmentCode
    form: MandateForm
    basis: PlainText
    delegated_by: DepartmentCode | None = None
    effective_until: date | None = None


class GrantMandate(MandateRow):
    """`delegator`: the form of the delegating body's own mandate on that day; none: it has none."""

    delegator: MandateForm | None = None


class EndMandate(Ended):
    department: DepartmentCode


class ConferenceCommand(Command):
    department: DepartmentCode
    effective_from: date


class JoinConference(ConferenceCommand):
    """With `lead`, whoever led before is a member from that day on."""

    lead: bool


class LeaveConference(ConferenceCommand):
    reason: PlainText


class AreaRow(Dated):
    area: Ref
    title: Name
    townships: tuple[TownshipCode, ...] = Field(min_length=1)
    centre: CommandCentre


class FormArea(AreaRow):
    """`named_by_level`: of the department that named the centre. `taken`: the other areas on that day or later, by township."""

    named_by_level: Level
    taken: dict[TownshipCode, Ref] = Field(default={})


class DissolveArea(Ended):
    area: Ref
