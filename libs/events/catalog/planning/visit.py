"""A planned visit, its parts, its day, its cancellation."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field

from ...fact import Fact, Visibility, catalog
from ..codes import (
    DepartmentCode,
    EntityId,
    IndustryCode,
    InspectorId,
    ItemCode,
    Kind,
    Name,
    PlainText,
    Ref,
    TownshipCode,
    Value,
)
from ..registry.items import Method


class Origin(StrEnum):
    """What a visit comes of."""

    DRAW = "draw"
    FILING = "filing"
    """An unplanned check that was announced in advance (L-12)."""
    WHISTLE = "whistle"
    """A joint visit that the departments called have asked for (J-13, L-41)."""
    EMERGENCY = "emergency"
    """Officers entered at once; the joint conference rules afterwards."""
    CROSSPLAN = "crossplan"
    """A draw for a joint plan with a neighbour (J-17)."""


class VisitPart(Value):
    """What one department does in a joint visit."""

    department: DepartmentCode
    kinds: tuple[Kind, ...]
    items: tuple[ItemCode, ...]
    inspectors: tuple[InspectorId, ...]


def with_part(parts: tuple[VisitPart, ...], joined: VisitPart) -> tuple[VisitPart, ...]:
    """The parts of a visit after one has joined: a department that is on it already does more, another one comes along."""
    if all(part.department != joined.department for part in parts):
        return (*parts, joined)

    def more(own: VisitPart) -> VisitPart:
        return VisitPart(
            department=own.department,
            kinds=tuple(dict.fromkeys((*own.kinds, *joined.kinds))),
            items=tuple(dict.fromkeys((*own.items, *joined.items))),
            inspectors=tuple(dict.fromkeys((*own.inspectors, *joined.inspectors))),
        )

    return tuple(more(part) if part.department == joined.department else part for part in parts)


def with_other_officer(
    parts: tuple[VisitPart, ...], department: DepartmentCode, gone: InspectorId, substitute: InspectorId | None
) -> tuple[VisitPart, ...]:
    """The parts of a visit with the substitute on the seat of who is gone, or the seat empty."""

    def exchanged(part: VisitPart) -> VisitPart:
        team = (substitute if name == gone else name for name in part.inspectors)
        return part.model_copy(update={"inspectors": tuple(name for name in team if name is not None)})

    return tuple(exchanged(part) if part.department == department else part for part in parts)


class VisitPlannedAtNoPremises(Fact, name="planning.visit-planned", title="VisitPlanned"):
    """One joint visit: one entity, several departments' items, one team, one window."""

    visit: Ref
    draw: Ref
    entity: EntityId
    entity_name: Name
    industries: tuple[IndustryCode, ...]
    township: TownshipCode
    lead: DepartmentCode
    parts: tuple[VisitPart, ...]
    method: Method
    notice_forbidden: bool
    window_from: date
    window_to: date


class VisitConfidedAtNoPremises(
    VisitPlannedAtNoPremises, name="planning.visit-confided", visibility=Visibility.CONFIDED, title="VisitConfided"
):
    """A visit of which no notice may be given (L-19). `VisitPlanned` follows on its day and says how it stands then."""


@catalog.upcaster("planning.visit-planned", from_version=1)
@catalog.upcaster("planning.visit-confided", from_version=1)
def _at_its_own_place(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "premises": None, "premises_name": None}


class VisitPlannedOfNoOrigin(Fact, name="planning.visit-planned", version=2, title="VisitPlanned"):
    """One joint visit: one entity, several departments' items, one team, one window.

    `premises`: the place of business that is visited, null for the entity's own; `township` is that of the place.
    """

    visit: Ref
    draw: Ref
    entity: EntityId
    entity_name: Name
    industries: tuple[IndustryCode, ...]
    township: TownshipCode
    lead: DepartmentCode
    parts: tuple[VisitPart, ...]
    method: Method
    notice_forbidden: bool
    window_from: date
    window_to: date
    premises: Ref | None = None
    premises_name: Name | None = None


class VisitConfidedOfNoOrigin(
    VisitPlannedOfNoOrigin, name="planning.visit-confided", version=2, visibility=Visibility.CONFIDED, title="VisitConfided"
):
    """A visit of which no notice may be given (L-19). `VisitPlanned` follows on its day and says how it stands then."""


@catalog.upcaster("planning.visit-planned", from_version=2)
@catalog.upcaster("planning.visit-confided", from_version=2)
def _drawn_or_filed(data: dict[str, Any]) -> dict[str, Any]:
    """The visit of a filing is numbered by it; the numbers of a draw's visits end in digits."""
    filed = data["visit"] == f"{data['draw']}-V"
    unannounced = [part["department"] for part in data["parts"]] if data["notice_forbidden"] else []
    return {**data, "origin": "filing" if filed else "draw", "cause": data["draw"], "unannounced": unannounced}


class VisitPlanned(Fact, name="planning.visit-planned", version=3):
    """One joint visit: one entity, several departments' items, one team, one window.

    `premises`: the place of business that is visited, null for the entity's own; `township` is that of the place.
    `origin`: what it comes of, and `cause` the number of that: of the draw, the filing, the whistle, the emergency entry or the
    joint plan with a neighbour. `unannounced`: the departments whose items forbid notice; one such forbids it for the visit.
    They stand beside the parts, because the parts of published facts of two services have one shape that does not change.
    """

    visit: Ref
    draw: Ref
    entity: EntityId
    entity_name: Name
    industries: tuple[IndustryCode, ...]
    township: TownshipCode
    lead: DepartmentCode
    parts: tuple[VisitPart, ...]
    method: Method
    notice_forbidden: bool
    window_from: date
    window_to: date
    premises: Ref | None = None
    premises_name: Name | None = None
    origin: Origin = Origin.DRAW
    cause: Ref | None = None
    unannounced: tuple[DepartmentCode, ...] = ()


class VisitConfided(VisitPlanned, name="planning.visit-confided", version=3, visibility=Visibility.CONFIDED):
    """A visit of which no notice may be given (L-19). `VisitPlanned` follows on its day and says how it stands then."""


class VisitPartJoined(Fact, name="planning.visit-part-joined"):
    """An unplanned check goes with a visit that is planned anyway (L-12, L-14)."""

    visit: Ref
    filing: Ref
    part: VisitPart


class VisitPartConfided(VisitPartJoined, name="planning.visit-part-confided", visibility=Visibility.CONFIDED):
    """The same of a visit that is still confided: its part is in the `VisitPlanned` that follows."""


class VisitScheduled(Fact, name="planning.visit-scheduled"):
    """The day and time of a visit; the newest counts. `start_minute` of the local day, `minutes` on the spot."""

    visit: Ref
    schedule: Ref
    day: date
    start_minute: Annotated[int, Field(ge=0, lt=1440)]
    minutes: Annotated[int, Field(ge=1, le=1440)]
    reason: PlainText | None = None


class VisitDayConfided(VisitScheduled, name="planning.visit-day-confided", visibility=Visibility.PRIVATE):
    """The day of a visit that is still confided; `VisitScheduled` follows with `VisitPlanned`."""


class VisitCancelled(Fact, name="planning.visit-cancelled"):
    visit: Ref
    reason: PlainText


class VisitCancelledInConfidence(VisitCancelled, name="planning.visit-cancelled-in-confidence", visibility=Visibility.CONFIDED):
    """The same of a visit that is still confided: reason and occasion would name its entity."""
