"""A schedule, issued once and whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from libs.events.catalog.codes import Ref
from libs.events.catalog.planning.schedule import ScheduleIssued
from libs.events.decider import Decider
from libs.events.fact import Fact
from services.planning.conducting.refusals import NotCompleted

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
            raise _numbered(command.schedule)
    raise AssertionError(f"{type(command).__name__} in {type(state).__name__}")


def may_begin(asked: c.Computation) -> None:
    """Raises NotCompleted, AlreadyIssued, ScheduleRunning or NothingToSchedule."""
    if not asked.drawn:
        raise NotCompleted(field="draw", value=asked.draw, do_en="Complete the draw first.", do_zh="请先完成抽取。")
    if asked.numbered:
        raise _numbered(asked.schedule)
    if asked.running is not None:
        raise r.ScheduleRunning(
            f"{asked.running} is being computed",
            f"{asked.running} 正在计算",
            field="draw",
            value=asked.draw,
            do_en=f"Wait for it or cancel it: GET /v1/schedules/{asked.running}.",
            do_zh=f"请等待其完成或者取消:GET /v1/schedules/{asked.running}。",
        )
    if not asked.visits:
        raise r.NothingToSchedule(
            field="draw",
            value=asked.draw,
            do_en="To move visits, set keep_days to false.",
            do_zh="如需重新安排,请将 keep_days 设为 false。",
        )


def may_stop(schedule: Ref, *, running: bool) -> None:
    """Raises ScheduleOver."""
    if not running:
        raise r.ScheduleOver(field="schedule", value=schedule, do_en="Nothing to do.", do_zh="无需取消。")


def _numbered(schedule: Ref) -> r.AlreadyIssued:
    return r.AlreadyIssued(field="schedule", value=schedule, do_en="Choose another number.", do_zh="请更换排期编号。")


def _issued(command: c.IssueSchedule) -> Fact:
    if not command.solver.visits:
        raise r.NothingToSchedule(
            field="visits",
            value=0,
            do_en="Supply what the answer names as missing, and schedule again.",
            do_zh="请查看缺少事项,处理后重新排期。",
        )
    if command.solver.unplaced and not command.partial:
        raise r.VisitsUnplaced(
            f"{command.solver.unplaced} of {command.solver.visits + command.solver.unplaced} visits have no day",
            f"{command.solver.visits + command.solver.unplaced} 项任务中有 {command.solver.unplaced} 项未能安排",
            field="unplaced",
            value=command.solver.unplaced,
            do_en="Supply what is missing, or ask for a partial schedule.",
            do_zh="请处理所列缺少事项,或者选择部分排期。",
        )
    return issued(command)


def evolve(state: State, fact: Fact) -> State:
    return Issued() if isinstance(fact, ScheduleIssued) else state


SCHEDULE: Decider[c.ScheduleCommand, State] = Decider(
    name="schedule",
    commands=c.ScheduleCommand,
    stream=lambda command: f"schedule-{command.schedule}",
    initial=Unissued(),
    decide=decide,
    evolve=evolve,
)
