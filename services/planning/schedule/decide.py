"""A schedule, issued once and whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from libs.events.catalog.planning.schedule import ScheduleIssued
from libs.events.decider import Decider
from libs.events.fact import Fact

from . import refusals as r
from .commands import IssueSchedule, ScheduleCommand


@dataclass(frozen=True, slots=True)
class Unissued:
    """Nothing was issued under this number."""


@dataclass(frozen=True, slots=True)
class Issued:
    pass


State = Unissued | Issued


def decide(command: ScheduleCommand, state: State, now: datetime) -> Sequence[Fact]:
    """The facts a command leads to. Raises AlreadyIssued, NothingToSchedule or VisitsUnplaced."""
    del now
    match command, state:
        case IssueSchedule(), Unissued():
            return [_issued(command)]
        case IssueSchedule(), Issued():
            raise r.AlreadyIssued(
                field="schedule", value=command.schedule, do_en="Choose another number.", do_zh="请更换排期编号。"
            )
    raise AssertionError(f"{type(command).__name__} in {type(state).__name__}")


def _issued(command: IssueSchedule) -> Fact:
    if not command.solver.visits:
        raise r.NothingToSchedule(
            field="visits",
            value=0,
            do_en="Read what is missing, mend it, and schedule again.",
            do_zh="请查看缺少事项,处理后重新排期。",
        )
    if command.solver.unplaced and not command.partial:
        raise r.VisitsUnplaced(
            f"{command.solver.unplaced} of {command.solver.visits + command.solver.unplaced} visits have no day",
            f"{command.solver.visits + command.solver.unplaced} 项任务中有 {command.solver.unplaced} 项未能安排",
            field="unplaced",
            value=command.solver.unplaced,
            do_en="Mend what is missing, or ask for a partial schedule.",
            do_zh="请处理所列缺少事项,或者选择部分排期。",
        )
    return ScheduleIssued(**command.model_dump(exclude={"partial"}))


def evolve(state: State, fact: Fact) -> State:
    return Issued() if isinstance(fact, ScheduleIssued) else state


SCHEDULE: Decider[ScheduleCommand, State] = Decider(
    name="schedule",
    commands=(IssueSchedule,),
    stream=lambda command: f"schedule-{command.schedule}",
    initial=Unissued(),
    decide=decide,
    evolve=evolve,
)
