"""A schedule, issued once and whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from libs.events.catalog.codes import DepartmentCode, Ref
from libs.events.catalog.planning.schedule import ScheduleConfided, ScheduleIssued
from libs.events.countersigning.leading import Acting
from libs.events.decider import Decider
from libs.events.fact import Fact
from services.planning.conducting import refusals as conducting_refusals

from . import commands as c
from . import refusals as r


@dataclass(frozen=True, slots=True)
class Unissued:
    """Nothing was issued under this number."""


@dataclass(frozen=True, slots=True)
class Issued:
    pass


State = Unissued | Issued

issued = ScheduleIssued.of(c.IssueSchedule)


def decide(command: c.ScheduleCommand, state: State, now: datetime) -> Sequence[Fact]:
    """The facts a command leads to. Raises AlreadyIssued, NothingToSchedule or VisitsUnplaced."""
    del now
    match command, state:
        case c.IssueSchedule(), Unissued():
            return [_issued(command)]
        case c.IssueSchedule(), Issued():
            raise r.AlreadyIssued(schedule=command.schedule)
    raise AssertionError(f"{type(command).__name__} in {type(state).__name__}")


def may_begin(asked: c.Computation) -> None:
    """Raises NotTheLead, NotCompleted, AlreadyIssued, ScheduleRunning or NothingToSchedule."""
    asked.acting.require(asked.lead)
    if not asked.drawn:
        raise conducting_refusals.NotCompleted(draw=asked.draw)
    if asked.numbered:
        raise r.AlreadyIssued(schedule=asked.schedule)
    if asked.running is not None:
        raise r.ScheduleRunning(draw=asked.draw, running=asked.running)
    if not asked.visits:
        raise r.NothingToSchedule(draw=asked.draw)


def may_stop(schedule: Ref, acting: Acting, lead: DepartmentCode, *, running: bool) -> None:
    """`lead`: the one that the draw names. Raises NotTheLead or ScheduleOver."""
    acting.require(lead)
    if not running:
        raise r.ScheduleOver(schedule=schedule)


def _issued(command: c.IssueSchedule) -> Fact:
    if not command.solver.visits:
        raise r.NothingToSchedule(
            do_en="Supply what the answer names as missing, and schedule again.",
            do_zh="请查看缺少事项,处理后重新排期。",
            visits=0,
        )
    if command.solver.unplaced and not command.partial:
        raise r.VisitsUnplaced(unplaced=command.solver.unplaced, all=command.solver.visits + command.solver.unplaced)
    schedule = issued(command)
    return ScheduleConfided.like(schedule) if command.confided else schedule


def evolve(state: State, fact: Fact) -> State:
    return Issued() if isinstance(fact, ScheduleIssued) else state


SCHEDULE: Decider[c.ScheduleCommand, State] = Decider(
    name="schedule",
    commands=c.ScheduleCommand,
    stream=lambda command: f"schedule-{command.schedule}",
    initial=Unissued(),
    decide=decide,
    evolve=evolve,
    unrecorded={c.IssueSchedule: ("partial", "confided")},
)
