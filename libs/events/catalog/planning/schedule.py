"""Schedules of visits: days and routes."""

from __future__ import annotations

from datetime import date

from ...fact import Fact, Visibility
from ..codes import Ref, Value


class ScheduleFigures(Value):
    """What an assignment of days costs. `travel_metres`: of all officers; `team_days`: days on which officers are out."""

    visits: int
    unplaced: int
    team_days: int
    travel_metres: int


class ScheduleIssued(Fact, name="planning.schedule-issued"):
    """Days and routes of a draw's visits; the greedy answer beside the solver's. Each visit's day is a fact of its own."""

    schedule: Ref
    draw: Ref
    year: int
    first_day: date
    last_day: date
    solver: ScheduleFigures
    greedy: ScheduleFigures
    proven_optimal: bool


class ScheduleConfided(ScheduleIssued, name="planning.schedule-confided", visibility=Visibility.PRIVATE):
    """The same of a schedule that places a confided visit: days and ways are its own, too (L-19)."""
