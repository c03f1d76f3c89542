"""What lists show and what may narrow them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from fastapi import Depends
from pydantic import BaseModel, ConfigDict, Field

from libs.events.calendar import CHINA
from libs.events.catalog.codes import DepartmentCode, DivisionCode, IndustryCode, Kind, Level, ListClass, Ref, TownshipCode
from libs.events.catalog.registry import EntityContent, ItemContent
from libs.events.http import Caller, allow
from libs.events.http.paging import CursorParam, LimitParam
from libs.events.reactions import Environment

__all__ = [
    "AgreementQuery",
    "Counts",
    "DepartmentFilter",
    "DepartmentQuery",
    "DepartmentView",
    "EntityFilter",
    "EntityQuery",
    "EntityView",
    "IndustryFilter",
    "IndustryQuery",
    "IndustryView",
    "InspectorFilter",
    "InspectorQuery",
    "InspectorView",
    "ItemFilter",
    "ItemHistory",
    "ItemQuery",
    "ItemView",
    "NamesReader",
    "ScenarioFilter",
    "ScenarioQuery",
    "ScenarioView",
    "TownshipFilter",
    "TownshipQuery",
    "TownshipView",
    "today",
]

NamesReader = Annotated[
    Caller,
    Depends(
        allow(
            "registrar",
            "planner",
            "conference-member",
            "department-officer",
            "inspector",
            "township-officer",
            "commander",
            "auditor",
            "operator",
        )
    ),
]
"""Names of natural persons are for officials."""


def today(env: Environment) -> date:
    """The local date of the environment's clock."""
    return env.clock().astimezone(CHINA).date()


class _Filter(BaseModel):
    model_config = ConfigDict(extra="forbid")

    q: str | None = Field(None, max_length=100, pattern=r"^[^\x00-\x1f]*$", description="A code, or a part of the name.")


class _Paged(BaseModel):
    cursor: CursorParam = None
    limit: LimitParam = 50


class IndustryFilter(_Filter):
    pass


class IndustryQuery(IndustryFilter, _Paged):
    pass


class DepartmentFilter(_Filter):
    level: Level | None = None


class DepartmentQuery(DepartmentFilter, _Paged):
    pass


class TownshipFilter(_Filter):
    department: DepartmentCode | None = None


class TownshipQuery(TownshipFilter, _Paged):
    pass


class ItemFilter(_Filter):
    on: date | None = Field(None, description="The day on which the edition is in force; today when absent.")
    industry: IndustryCode | None = None
    department: DepartmentCode | None = None
    kind: Kind | None = None
    list_class: ListClass | None = None


class ItemQuery(ItemFilter, _Paged):
    pass


class ScenarioFilter(_Filter):
    industry: IndustryCode | None = None
    department: DepartmentCode | None = None


class ScenarioQuery(ScenarioFilter, _Paged):
    pass


class EntityFilter(_Filter):
    industry: IndustryCode | None = None
    township: TownshipCode | None = None
    category: Kind | None = None
    state: Literal["operating", "struck-off"] | None = None


class EntityQuery(EntityFilter, _Paged):
    pass


class InspectorFilter(_Filter):
    department: DepartmentCode | None = None
    qualification: Kind | None = None
    state: Literal["valid", "expired", "suspended"] | None = None


class InspectorQuery(InspectorFilter, _Paged):
    pass


class AgreementQuery(_Paged):
    model_config = ConfigDict(extra="forbid")

    state: Literal["proposed", "accepted", "expired", "revoked"] | None = None
    partner: DivisionCode | None = None


class IndustryView(BaseModel):
    industry: str
    title: str
    version: int


class DepartmentView(BaseModel):
    department: str
    title: str
    level: Level
    divisions: list[str]
    version: int


class TownshipView(BaseModel):
    township: str
    title: str
    department: str
    version: int


class ItemView(BaseModel):
    """An edition: in force from `effective_from` until the day before `effective_until`; `withdrawn` says why it ends."""

    item: str
    edition: int
    content: ItemContent
    effective_from: date
    effective_until: date | None
    withdrawn: str | None
    version: int


class ItemHistory(BaseModel):
    item: str
    version: int
    editions: list[ItemView]


class ScenarioView(BaseModel):
    scenario: Ref
    title: str
    industry: str
    lead: str
    departments: list[str]
    items: list[str]
    effective_from: date
    version: int


class EntityView(BaseModel):
    entity: str
    content: EntityContent
    struck_off_from: date | None
    struck_off_for: str | None
    version: int


class InspectorView(BaseModel):
    """`name` is null for a person whose name was erased."""

    inspector: str
    name: str | None
    department: str
    certificate: str
    qualifications: list[str]
    valid_from: date
    valid_until: date
    suspended_from: date | None
    suspended_for: str | None
    version: int


class Counts(BaseModel):
    """Items, agreements and `inspectors_valid` as in force today; `entities` are those not struck off."""

    industries: int
    departments: int
    townships: int
    items: int
    scenarios: int
    inspectors: int
    inspectors_valid: int
    entities: int
    entities_struck_off: int
    agreements: int
