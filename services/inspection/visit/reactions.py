"""Visits follow planning's facts, and their windows end."""

from collections.abc import Iterable

from libs.events.catalog.inspection import visit as own
from libs.events.catalog.inspection.visit import (
    VisitAssigned,
    VisitClosed,
    VisitClosedInConfidence,
    VisitCompleted,
    VisitOverdue,
)
from libs.events.catalog.planning.conducting import InspectorConfided, InspectorSubstituted
from libs.events.catalog.planning.visit import (
    VisitCancelled,
    VisitCancelledInConfidence,
    VisitConfided,
    VisitPartConfided,
    VisitPartJoined,
    VisitPlanned,
)
from libs.events.decider import Command
from libs.events.envelope import Recorded
from libs.events.reactions import Environment, Reactions
from libs.events.store.store import Transaction
from libs.events.timers import Deadline, Deadlines

from . import commands as c
from .decide.window import end_of

reactions = Reactions()
deadlines = Deadlines()


@reactions.on(VisitPlanned)
async def visit_planned(_: Transaction, planned: Recorded[VisitPlanned], env: Environment) -> Iterable[Command]:
    """The visit becomes a task, or is told to everybody."""
    return _assigned(c.AssignVisit, planned.fact, env)


@reactions.on(VisitConfided)
async def visit_confided(_: Transaction, planned: Recorded[VisitConfided], env: Environment) -> Iterable[Command]:
    """L-19: a task that nobody else may know of."""
    return _assigned(c.AssignInConfidence, planned.fact, env)


def _assigned(command: type[c.AssignVisit | c.AssignInConfidence], f: VisitPlanned, env: Environment) -> Iterable[Command]:
    """Where a department runs its own instance, the lead's instance owns the joint visit."""
    if env.serves and f.lead not in env.serves:
        return []
    # Planning says more of its visits than the task of an older version holds.
    asked = f.model_dump(include=set(command.model_fields))
    return [command(**asked, due=end_of(f.window_to))]


@reactions.on(VisitCancelled, VisitCancelledInConfidence)
async def visit_cancelled(_: Transaction, cancelled: Recorded[VisitCancelled], __: Environment) -> Iterable[Command]:
    return [c.CancelVisit(visit=cancelled.fact.visit)]


@reactions.on(VisitPartJoined, VisitPartConfided)
async def part_joined(_: Transaction, joined: Recorded[VisitPartJoined], __: Environment) -> Iterable[Command]:
    """An unplanned check goes with the visit. A visit that is not this instance's, or is over, takes nothing more."""
    return [c.JoinPart(**joined.fact.model_dump())]


@reactions.on(InspectorSubstituted, InspectorConfided)
async def officer_substituted(_: Transaction, made: Recorded[InspectorSubstituted], __: Environment) -> Iterable[Command]:
    """H-12: another officer of the draw's own order goes, before the one drawn had come."""
    f = made.fact
    return [c.ReplaceOfficer(visit=f.visit, department=f.department, gone=f.gone, substitute=f.substitute)]


@deadlines.start(VisitAssigned, own.VisitConfided)
def window_starts(assigned: Recorded[VisitAssigned]) -> Iterable[Deadline]:
    f = assigned.fact
    yield Deadline(f"visit/{f.visit}", assigned.stream, f.due, c.PassVisitDeadline(visit=f.visit))


@deadlines.stop(VisitCompleted, VisitClosed, VisitClosedInConfidence, VisitOverdue)
def window_ends(done: Recorded[VisitCompleted | VisitClosed | VisitOverdue]) -> Iterable[str]:
    yield f"visit/{done.fact.visit}"
