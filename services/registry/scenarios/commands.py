"""What may be asked of industries, scenarios, handbooks and suggestions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any

from pydantic import Field

from libs.events.catalog.codes import DepartmentCode, IndustryCode, ItemCode, Name, PlainText, Ref
from libs.events.catalog.registry.scenarios import ManualSection
from libs.events.decider import Command, Known

from ..lists import commands as lists_commands

Departments = Annotated[tuple[DepartmentCode, ...], Field(min_length=1, max_length=50)]
Items = Annotated[tuple[ItemCode, ...], Field(min_length=1, max_length=500)]


class IndustryRow(lists_commands.Dated):
    industry: IndustryCode
    title: Name


class ListIndustry(IndustryRow, lists_commands.Entered):
    pass


class WithdrawIndustry(lists_commands.Ended):
    industry: IndustryCode


class ScenarioRow(lists_commands.Dated):
    """`suggestion`: what the data suggested (L-08), where the scenario came from there."""

    scenario: Ref
    title: Name
    industry: IndustryCode
    lead: DepartmentCode
    departments: Departments
    items: Items
    suggestion: Ref | None = None


@dataclass(frozen=True, slots=True)
class ScenarioLookups:
    """`items`: those that may be named, each with `department` and `industries`."""

    industries: frozenset[str]
    departments: frozenset[str]
    items: Mapping[str, Any]
    without_mandate: Mapping[str, date] = field(default_factory=dict)


class ListScenario(ScenarioRow, lists_commands.Entered):
    known: Known[ScenarioLookups]


class WithdrawScenario(lists_commands.Ended):
    scenario: Ref


class ManualRow(lists_commands.Dated):
    manual: Ref
    industry: IndustryCode
    title: Name
    sections: tuple[ManualSection, ...] = Field(min_length=1, max_length=500)


@dataclass(frozen=True, slots=True)
class ManualLookups:
    """`fitting`: the items in force on that day for the industry."""

    industries: frozenset[str]
    fitting: frozenset[str]


class IssueManual(ManualRow, lists_commands.Entered):
    known: Known[ManualLookups]


class WithdrawManual(lists_commands.Ended):
    manual: Ref


class DismissSuggestion(Command):
    suggestion: Ref
    reason: PlainText
    until: date
