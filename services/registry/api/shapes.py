"""What lists show and what may narrow them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from fastapi import Depends
from pydantic import BaseModel, ConfigDict, Field

from libs.events.calendar import CHINA
from libs.events.catalog.codes import DepartmentCode, DivisionCode, IndustryCode, Kind, ListClass, TownshipCode
from libs.events.catalog.registry.entities import EntityContent
from libs.events.catalog.registry.items import ItemContent
from libs.events.http import Caller, allow
from libs.events.http.paging import CursorParam, LimitParam
from libs.events.reactions import Environment

__all__ = [
    "AgreementQuery",
    "Counts",
    "DayFilter",
    "EntityFilter",
    "EntityQuery",
    "EntityView",
    "InspectorFilter",
    "InspectorQuery",
    "InspectorSpell",
    "InspectorView",
    "ItemFilter",
    "ItemHistory",
    "ItemQuery",
    "ItemView",
    "NamesReader",
    "Paged",
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


class DayFilter(BaseModel):
    model_config = ConfigDict(extra="forbid")

    day: date | None = Field(None, description="The list as it is in force on that day; today when absent.")
    q: str | None = Field(None, max_length=100, pattern=r"^[^\x00-\x1f]*$", description="A code, or a part of the name.")


class Paged(BaseModel):
    cursor: CursorParam = None
    limit: LimitParam = 50


class ItemFilter(DayFilter):
    on: date | None = Field(None, description="As `day`.")
    industry: IndustryCode | None = None
    department: DepartmentCode | None = None
    kind: Kind | None = None
    list_class: ListClass | None = None


class ItemQuery(ItemFilter, Paged):
    pass


class EntityFilter(DayFilter):
    industry: IndustryCode | None = None
    township: TownshipCode | None = None
    category: Kind | None = None
    state: Literal["operating", "struck-off"] | None = None
    tag: Kind | None = Field(None, description="Only entities that carry the tag today, derived or manual.")


class EntityQuery(EntityFilter, Paged):
    pass


class InspectorFilter(DayFilter):
    department: DepartmentCode | None = None
    qualification: Kind | None = None
    state: Literal["valid", "expired", "suspended", "upcoming"] | None = None


class InspectorQuery(InspectorFilter, Paged):
    pass


class AgreementQuery(Paged):
    model_config = ConfigDict(extra="forbid")

    state: Literal["proposed", "accepted", "expired", "revoked"] | None = None
    partner: DivisionCode | None = None


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


class EntityView(BaseModel):
    """What the list says of an entity from `since` on until the day before `until`; null: from its beginning, to this day."""

    entity: str
    content: EntityContent
    since: date | None
    until: date | None
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
    state: str
    version: int


class InspectorSpell(BaseModel):
    """A certificate or a suspension in an inspector's history, in force until the day before `effective_until`."""

    kind: Literal["certified", "suspended"]
    effective_from: date
    effective_until: date | None
    ended: str | None
    department: str | None = None
    certificate: str | None = None
    qualifications: list[str] | None = None
    valid_until: date | None = None
    reason: str | None = None


class Force(BaseModel):
    """L-39. `front_line`: the levels counted; shares in basis points, cut; null where nobody may check."""

    by_level: dict[str, int]
    front_line: list[str]
    front_line_bp: int | None
    wanted_bp: int
    reached: bool


class Counts(BaseModel):
    """As in force today; `entities` are those not struck off, `approvals_not_taken_over` those that nobody supervises yet."""

    industries: int = 0
    departments: int = 0
    mandates: int = 0
    conference: int = 0
    townships: int = 0
    areas: int = 0
    sources: int = 0
    items: int
    scenarios: int = 0
    manuals: int = 0
    exemptions: int = 0
    benchmarks: int = 0
    codes: int = 0
    tags: int = 0
    inspectors: int
    inspectors_valid: int
    entities: int
    entities_struck_off: int
    agreements: int
    approvals: int
    approvals_not_taken_over: int
