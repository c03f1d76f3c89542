"""What may be asked of schedules."""

from __future__ import annotations

from datetime import date

from libs.events.catalog.codes import Ref
from libs.events.catalog.planning.schedule import ScheduleFigures
from libs.events.decider import Command
from services.planning.codes import Year


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
