"""A visit: planned by a draw, cancelled with a reason (H-01, H-13)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from libs.events.catalog.planning import VisitCancelled, VisitPlanned
from libs.events.decider import Decider
from libs.events.fact import Fact
from services.planning.commands import CancelVisit, PlanVisit, ScheduleVisit, VisitCommand

from .refusals import NoSuchVisit, VisitOver
from .schedule import slot


@dataclass(frozen=True, slots=True)
class Unplanned:
    """No draw has led to it."""


@dataclass(frozen=True, slots=True)
class Planned:
    pass


@dataclass(frozen=True, slots=True)
class Cancelled:
    pass


State = Unplanned | Planned | Cancelled


def decide(command: VisitCommand, state: State, now: datetime) -> Sequence[Fact]:
    """The facts a command leads to. Raises the refusals of this folder."""
    del now
    match command, state:
        case PlanVisit(), Unplanned():
            return [VisitPlanned(**command.model_dump())]
        case PlanVisit(), _:
            return []
        case CancelVisit(), Planned():
            return [VisitCancelled(visit=command.visit, reason=command.reason)]
        case ScheduleVisit(), Planned():
            return [slot(command)]
        case ScheduleVisit(), Cancelled():
            raise VisitOver(field="visit", value=command.visit, do_en="It needs no day.", do_zh="任务已取消,无需排期。")
        case ScheduleVisit(), Unplanned():
            raise NoSuchVisit(field="visit", value=command.visit, do_en="Check the number.", do_zh="请核对任务编号。")
        case CancelVisit(), Cancelled():
            raise VisitOver(field="visit", value=command.visit, do_en="Nothing to do.", do_zh="无需重复取消。")
        case CancelVisit(), Unplanned():
            raise NoSuchVisit(field="visit", value=command.visit, do_en="Check the number.", do_zh="请核对任务编号。")
    raise AssertionError(f"{type(command).__name__} in {type(state).__name__}")


def evolve(state: State, fact: Fact) -> State:
    match fact:
        case VisitPlanned():
            return Planned()
        case VisitCancelled():
            return Cancelled()
    return state


VISIT: Decider[VisitCommand, State] = Decider(
    name="visit",
    commands=(PlanVisit, CancelVisit, ScheduleVisit),
    stream=lambda command: f"visit-{command.visit}",
    initial=Unplanned(),
    decide=decide,
    evolve=evolve,
)
