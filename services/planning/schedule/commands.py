"""What may be asked of schedules."""

from datetime import date

from libs.events.catalog.codes import DepartmentCode, Ref, Value
from libs.events.catalog.planning.schedule import ScheduleFigures
from libs.events.countersigning.leading import Acting
from libs.events.decider import Command
from services.planning.codes import Year


class ScheduleCommand(Command):
    schedule: Ref


class Computation(Value):
    """A computation that is asked for; nothing is on record of it but the schedule it may come to.

    `drawn`: the draw is completed; `numbered`: another computation has the number; `running`: one of this draw is under way.
    `visits`: how many of the draw's are to be placed. `lead`: the one that the draw names.
    """

    schedule: Ref
    draw: Ref
    drawn: bool
    numbered: bool
    running: Ref | None
    visits: int
    acting: Acting
    lead: DepartmentCode


class IssueSchedule(ScheduleCommand):
    """A computed schedule that was checked. `partial`: the planner wants it even when visits are left without a day.

    `confided`: it places a visit of which nobody else may know.
    """

    draw: Ref
    year: Year
    first_day: date
    last_day: date
    solver: ScheduleFigures
    greedy: ScheduleFigures
    proven_optimal: bool
    partial: bool = False
    confided: bool = False
