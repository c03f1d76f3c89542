"""What the effective-dated lists show, and what may narrow them."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, Field

from libs.events.catalog.codes import DepartmentCode, EvidenceRef, IndustryCode, ItemCode, Level, TownshipCode
from libs.events.catalog.registry.bodies import MandateForm
from libs.events.catalog.registry.discretion import PenaltyGrade
from libs.events.catalog.registry.entities import Position
from libs.events.catalog.registry.items import SourceContent, SourceList
from libs.events.catalog.registry.places import CommandCentre
from libs.events.catalog.registry.scenarios import ManualSection

from .shapes import DayFilter

__all__ = [
    "AreaFilter",
    "AreaView",
    "BenchmarkView",
    "CodeFilter",
    "CodeView",
    "DepartmentFilter",
    "DepartmentView",
    "EditionView",
    "ExemptionView",
    "IndustryFilter",
    "IndustryView",
    "MandateFilter",
    "MandateView",
    "ManualFilter",
    "ManualView",
    "OfItemFilter",
    "ScenarioFilter",
    "ScenarioView",
    "SeatFilter",
    "SeatView",
    "SourceFilter",
    "SourceView",
    "TownshipFilter",
    "TownshipView",
]


class EditionView(BaseModel):
    """In force from `effective_from` until the day before `effective_until`; `withdrawn` says why it was ended."""

    effective_from: date
    effective_until: date | None
    withdrawn: str | None
    version: int


class IndustryFilter(DayFilter):
    pass


class IndustryView(EditionView):
    industry: str
    title: str


class DepartmentFilter(DayFilter):
    level: Level | None = None


class DepartmentView(EditionView):
    department: str
    title: str
    level: Level
    divisions: list[str]


class TownshipFilter(DayFilter):
    department: DepartmentCode | None = None


class TownshipView(EditionView):
    township: str
    title: str
    department: str
    at: Position | None = None


class ScenarioFilter(DayFilter):
    industry: IndustryCode | None = None
    department: DepartmentCode | None = None


class ScenarioView(EditionView):
    """`key_items` are those of the key list on that day; `mixed`: beside general ones (L-43). `gone`: no longer on the list."""

    scenario: str
    title: str
    industry: str
    lead: str
    departments: list[str]
    items: list[str]
    suggestion: str | None = None
    key_items: list[str] = []
    mixed: bool = False
    gone: list[str] = []


class MandateFilter(DayFilter):
    form: MandateForm | None = None
    delegated_by: DepartmentCode | None = None


class MandateView(EditionView):
    department: str
    form: MandateForm
    basis: str
    delegated_by: str | None = None


class SeatFilter(DayFilter):
    lead: bool | None = None


class SeatView(EditionView):
    department: str
    lead: bool


class AreaFilter(DayFilter):
    township: TownshipCode | None = None


class AreaView(EditionView):
    area: str
    title: str
    townships: list[str]
    centre: CommandCentre


class SourceFilter(DayFilter):
    source: SourceList | None = None
    code: str | None = Field(None, max_length=200, pattern=r"^[^\x00-\x1f]*$")


class SourceView(EditionView):
    source: SourceList
    code: str
    content: SourceContent


class ManualFilter(DayFilter):
    industry: IndustryCode | None = None
    item: ItemCode | None = None


class ManualView(EditionView):
    manual: str
    edition: int
    industry: str
    title: str
    sections: list[ManualSection]


class OfItemFilter(DayFilter):
    item: ItemCode | None = None


class ExemptionView(EditionView):
    exemption: str
    item: str
    behaviour: str
    conditions: str
    legal_basis: str
    first_offence_only: bool


class BenchmarkView(EditionView):
    benchmark: str
    item: str
    violation: str
    grades: list[PenaltyGrade]
    legal_basis: str


class CodeFilter(DayFilter):
    state: Literal["allowed", "disallowed"] | None = None


class CodeView(BaseModel):
    """`entity_listed`: an entity stands on the list under the code, also when it is allowed no more."""

    code: str
    state: Literal["allowed", "disallowed"]
    reason: str
    evidence: list[EvidenceRef]
    since: date
    disallowed_from: date | None
    disallowed_for: str | None
    entity_listed: bool
    version: int
