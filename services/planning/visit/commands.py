"""What may be asked of visits: their day and time, their team, their end."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from libs.events.catalog.codes import (
    DepartmentCode,
    Digest,
    EntityId,
    EvidenceRef,
    IndustryCode,
    InspectorId,
    Name,
    PlainText,
    Ref,
    TownshipCode,
    Value,
)
from libs.events.catalog.planning.conducting import OfficerSeated, PassedOver
from libs.events.catalog.planning.officers import AwayGround
from libs.events.catalog.planning.visit import VisitPart
from libs.events.catalog.registry.items import Method
from libs.events.decider import Command


class VisitCommand(Command):
    visit: Ref


class PlanVisit(VisitCommand):
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
    seal: Digest | None = None
    """Where notice is forbidden: the seal of the team."""


class CancelVisit(VisitCommand):
    reason: PlainText


class JoinPart(VisitCommand):
    """An unplanned check goes with the visit (L-12, L-14)."""

    filing: Ref
    part: VisitPart


class SubstituteInspector(VisitCommand):
    """`seat` is None when `gone` sits on none of the visit's seats; `arrived`: `gone` has checked in on the spot."""

    draw: Ref
    lead: DepartmentCode
    department: DepartmentCode | None
    seat: Name | None
    gone: InspectorId
    ground: AwayGround
    reason: PlainText
    evidence: tuple[EvidenceRef, ...]
    proof: Ref | None
    arrived: bool
    passed: tuple[PassedOver, ...]
    substitute: InspectorId | None


class UnsealTeam(VisitCommand):
    """Team and salt of a sealed visit, as kept by the organiser."""

    team: tuple[OfficerSeated, ...]
    salt: Digest


Minute = Annotated[int, Field(ge=0, lt=1440)]


class Busy(Value):
    """Another visit of an officer on that day, and the minutes of the way between the two (either way)."""

    inspector: InspectorId
    visit: Ref
    start_minute: int
    minutes: int
    onsite: bool
    way_minutes: int


class ScheduleVisit(VisitCommand):
    """A day and time, with what decides whether they may be: the visit's window, the first day after notice, whether the day
    is worked, the team's hours, and what else its officers do that day. A computed schedule was checked as a whole and has
    no `busy`.
    """

    schedule: Ref
    day: date
    start_minute: Minute
    minutes: Annotated[int, Field(ge=1, le=1440)]
    onsite: bool
    window_from: date
    window_to: date
    earliest: date
    worked: bool
    day_starts_minute: int
    team_minutes: int
    busy: tuple[Busy, ...] = ()
    reason: PlainText | None = None
