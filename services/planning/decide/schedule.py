"""Days and routes: a schedule issued once and whole, and the slot of one visit under notice, working days, hours and ways."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from libs.events.catalog.planning.schedule import ScheduleIssued
from libs.events.catalog.planning.visit import VisitScheduled
from libs.events.decider import Decider
from libs.events.fact import Fact
from services.planning.commands.schedule import Busy, IssueSchedule, ScheduleCommand, ScheduleVisit

from .refusals.schedule import (
    AlreadyIssued,
    DayNotWorked,
    DayOutsideWindow,
    NothingToSchedule,
    NoticeTooShort,
    OfficerBusy,
    OutsideHours,
    VisitsUnplaced,
)

__all__ = ["SCHEDULE", "clock", "slot"]


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
            raise AlreadyIssued(
                field="schedule", value=command.schedule, do_en="Choose another number.", do_zh="请更换排期编号。"
            )
    raise AssertionError(f"{type(command).__name__} in {type(state).__name__}")


def _issued(command: IssueSchedule) -> Fact:
    if not command.solver.visits:
        raise NothingToSchedule(
            field="visits",
            value=0,
            do_en="Read what is missing, mend it, and schedule again.",
            do_zh="请查看缺少事项,处理后重新排期。",
        )
    if command.solver.unplaced and not command.partial:
        raise VisitsUnplaced(
            f"{command.solver.unplaced} of {command.solver.visits + command.solver.unplaced} visits have no day",
            f"{command.solver.visits + command.solver.unplaced} 项任务中有 {command.solver.unplaced} 项未能安排",
            field="unplaced",
            value=command.solver.unplaced,
            do_en="Mend what is missing, or ask for a partial schedule.",
            do_zh="请处理所列缺少事项,或者选择部分排期。",
        )
    return ScheduleIssued(**command.model_dump(exclude={"partial"}))


def slot(command: ScheduleVisit) -> Fact:
    """The day of a visit (H-08). Raises DayOutsideWindow, NoticeTooShort, DayNotWorked, OutsideHours or OfficerBusy."""
    _day(command)
    _hours(command)
    for busy in command.busy:
        _free(command, busy)
    return VisitScheduled(
        visit=command.visit,
        schedule=command.schedule,
        day=command.day,
        start_minute=command.start_minute,
        minutes=command.minutes,
        reason=command.reason,
    )


def _day(command: ScheduleVisit) -> None:
    day = command.day
    if not command.window_from <= day <= command.window_to:
        raise DayOutsideWindow(
            f"the window is {command.window_from} to {command.window_to}",
            f"检查时段为 {command.window_from} 至 {command.window_to}",
            field="day",
            value=day,
            do_en="Choose a day of the window.",
            do_zh="请选择检查时段内的日期。",
        )
    if day < command.earliest:
        raise NoticeTooShort(
            f"the first day after notice is {command.earliest}",
            f"通知期满后的首日为 {command.earliest}",
            field="day",
            value=day,
            do_en=f"Choose {command.earliest} or later.",
            do_zh=f"请选择 {command.earliest} 或者之后的日期。",
        )
    if not command.worked:
        raise DayNotWorked(
            field="day", value=day, do_en="Choose a working day of the calendar.", do_zh="请按工作日历选择工作日。"
        )


def _hours(command: ScheduleVisit) -> None:
    opens, closes = command.day_starts_minute, command.day_starts_minute + command.team_minutes
    if command.start_minute < opens or command.start_minute + command.minutes > closes:
        span = f"{clock(command.start_minute)}-{clock(command.start_minute + command.minutes)}"
        raise OutsideHours(
            f"{span} is not within {clock(opens)}-{clock(closes)}",
            f"{span} 不在 {clock(opens)}-{clock(closes)} 之内",
            field="start_minute",
            value=command.start_minute,
            do_en=f"Begin between minute {opens} and minute {closes - command.minutes} of the day.",
            do_zh=f"请在当日第 {opens} 至 {closes - command.minutes} 分钟之间开始。",
        )


def _free(command: ScheduleVisit, busy: Busy) -> None:
    begin, end = command.start_minute, command.start_minute + command.minutes
    before = busy.start_minute + busy.minutes
    later = begin >= before + _way(busy, first=busy.onsite, second=command.onsite)
    earlier = busy.start_minute >= end + _way(busy, first=command.onsite, second=busy.onsite)
    # A desk check lies before the way out (services.planning.schedule).
    if (later and not (busy.onsite and not command.onsite)) or (earlier and not (command.onsite and not busy.onsite)):
        return
    raise OfficerBusy(
        f"{busy.inspector} is at {busy.visit} from {clock(busy.start_minute)} to {clock(before)},"
        f" {busy.way_minutes} minutes away",
        f"{busy.inspector} {clock(busy.start_minute)}-{clock(before)} 在 {busy.visit},路程 {busy.way_minutes} 分钟",
        field="start_minute",
        value=begin,
        do_en="Choose another time or day, or move the other visit first.",
        do_zh="请更换时间或者日期,或者先调整另一项任务。",
    )


def _way(busy: Busy, *, first: bool, second: bool) -> int:
    return busy.way_minutes if first and second else 0


def clock(minute: int) -> str:
    """`510` as `08:30`."""
    return f"{minute // 60:02}:{minute % 60:02}"


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
