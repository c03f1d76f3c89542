"""What may be asked of days and routes."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from libs.events.catalog.codes import InspectorId, PlainText, Ref, Value
from libs.events.catalog.planning.schedule import ScheduleFigures
from libs.events.decider import Command

from .demand import Year
from .visit import VisitCommand

Minute = Annotated[int, Field(ge=0, lt=1440)]


class ScheduleCommand(Command):
    schedule: Ref


class IssueSchedule(ScheduleCommand):
    """A computed schedule that was checked. `partial`: the planner wants it even when visits are left without a day."""

    draw: Ref
    year: Year
    first_day: date
    last_day: date
    solver: ScheduleFigures
    greedy: ScheduleFigures
    proven_optimal: bool
    partial: bool = False


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
