"""What may be asked of plans."""

from datetime import date

from pydantic import Field

from libs.events.catalog.codes import DepartmentCode, PlainText, Ref, Value
from libs.events.countersigning.leading import Acting
from libs.events.decider import Command, Known
from services.planning.codes import Year
from services.planning.demand import commands as demand_commands


class Conference(Value):
    """Lead and members of the joint conference on the day; `unlisted`: who would draft or vote and is on no list that day."""

    lead: DepartmentCode | None = None
    members: tuple[DepartmentCode, ...] = ()
    unlisted: tuple[DepartmentCode, ...] = ()
    acting: Acting


class Joined(Value):
    """`demands` holds those of the command that were ever submitted; `left_out`: deferred checks that none takes up. `lead`,
    `members`: of the joint conference that is recorded on the day.
    """

    demands: tuple[demand_commands.KnownDemand, ...]
    left_out: tuple[Ref, ...] = ()
    lead: DepartmentCode | None = None
    members: tuple[DepartmentCode, ...] = ()
    acting: Acting


class Departments(Value):
    """Whose demands the present edition joins; `left`: members of it that sit in the joint conference no more."""

    departments: tuple[DepartmentCode, ...]
    left: tuple[DepartmentCode, ...] = ()


class PlanCommand(Command):
    plan: Ref


class NewPlan(PlanCommand):
    year: Year
    lead: DepartmentCode | None = Field(None, description="Needed only while no joint conference is recorded; None: its lead.")
    members: tuple[DepartmentCode, ...] | None = Field(
        None, min_length=1, max_length=200, description="Needed only while no joint conference is recorded; None: its members."
    )
    reason: PlainText | None = Field(None, description="Why the plan is drafted only after its year began (L-11).")


class DraftPlan(NewPlan):
    drafted_by: str | None = None
    known: Known[Conference]


class CoordinatePlan(PlanCommand):
    demands: tuple[Ref, ...]
    window_from: date
    window_to: date
    reason: PlainText | None = None
    coordinated_by: str | None = None
    known: Known[Joined]


class CastVote(PlanCommand):
    edition: int
    member: DepartmentCode
    approve: bool
    reason: PlainText | None = None
    cast_by: str | None = None
    known: Known[Departments]
