"""A rectification: ordered, reported, re-checked (限期整改、复查). A re-check is not a new check."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from libs.events.catalog.codes import DepartmentCode, Ref
from libs.events.catalog.inspection.rectification import (
    RectificationFailed,
    RectificationOrdered,
    RectificationOverdue,
    RectificationPassed,
    RectificationReported,
)
from libs.events.catalog.inspection.result import ResultIssued
from libs.events.catalog.inspection.visit import Disposition
from libs.events.decider import Decider
from libs.events.fact import Fact
from services.inspection.commands import (
    OrderRectification,
    PassRectificationDeadline,
    RecheckRectification,
    RectificationCommand,
    ReportRectification,
)

from .entry import not_certified
from .refusals import AwaitingRecheck, FailureUnreasoned, NoSuchRectification, RectificationOver


@dataclass(frozen=True, slots=True)
class Unordered:
    pass


@dataclass(frozen=True, slots=True)
class Ordered:
    """The entity is to mend and report."""

    order: RectificationOrdered
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class Reported:
    """The department is to re-check."""

    order: RectificationOrdered
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class Passed:
    pass


State = Unordered | Ordered | Reported | Passed


def orders(
    result: ResultIssued,
    findings: Mapping[DepartmentCode, Sequence[Ref]],
    *,
    due: Callable[[], datetime],
    new: Callable[[], Ref],
) -> Iterable[OrderRectification]:
    """One order per department whose part ended so; `new` makes a number, `due` is asked only when there is an order."""
    for part in result.parts:
        if part.disposition is Disposition.RECTIFY:
            yield OrderRectification(
                rectification=new(),
                visit=result.visit,
                entity=result.entity,
                department=part.department,
                findings=tuple(findings[part.department]),
                due=due(),
            )


def decide(command: RectificationCommand, state: State, now: datetime) -> Sequence[Fact]:
    """The facts a command leads to. A deadline that passed is on record before what came after it."""
    match command, state:
        case OrderRectification(), Unordered():
            return [RectificationOrdered(**command.model_dump())]
        case OrderRectification(), _:
            return []
        case _, Unordered():
            raise NoSuchRectification(
                field="rectification", value=command.rectification, do_en="Check the number.", do_zh="请核对整改编号。"
            )
        case PassRectificationDeadline(), Ordered():
            return _overdue(state, now)
        case PassRectificationDeadline(), _:
            return []
        case _, Passed():
            raise RectificationOver(
                field="rectification", value=command.rectification, do_en="Nothing is left to do.", do_zh="无需再办理。"
            )
        case ReportRectification(evidence=evidence), Ordered(order=order):
            late = now > order.due
            reported = RectificationReported(rectification=command.rectification, evidence=evidence, late=late)
            return [*_overdue(state, now), reported]
        case ReportRectification(), Reported():
            raise AwaitingRecheck(
                field="rectification", value=command.rectification, do_en="Wait for the re-check.", do_zh="请等待部门复查。"
            )
        case RecheckRectification(certified=False, inspector=inspector), Ordered() | Reported():
            raise not_certified(inspector, state.order.department)
        case RecheckRectification(passed=True, inspector=inspector), Ordered() | Reported():
            before = _overdue(state, now) if isinstance(state, Ordered) else []
            return [*before, RectificationPassed(**_who(state.order), inspector=inspector)]
        case RecheckRectification(reason=None), _:
            raise FailureUnreasoned(field="reason", value=None, do_en="Say what is still wrong.", do_zh="请说明仍存在的问题。")
        case RecheckRectification(inspector=inspector, reason=str() as reason), Ordered() | Reported():
            # A report in time counts as time kept only if the re-check bears it out.
            return [RectificationFailed(**_who(state.order), inspector=inspector, reason=reason), *_overdue(state, now)]
    raise AssertionError(f"{type(command).__name__} in {type(state).__name__}")


def _who(order: RectificationOrdered) -> dict[str, str]:
    return order.model_dump(include={"rectification", "visit", "entity", "department"})


def _overdue(state: Ordered | Reported, now: datetime) -> list[Fact]:
    if state.overdue or now <= state.order.due:
        return []
    return [RectificationOverdue(**_who(state.order), due=state.order.due)]


def evolve(state: State, fact: Fact) -> State:
    match fact, state:
        case RectificationOrdered(), _:
            return Ordered(fact)
        case RectificationReported(), Ordered(order=order, overdue=overdue):
            return Reported(order, overdue)
        case RectificationFailed(), Ordered(order=order, overdue=overdue) | Reported(order=order, overdue=overdue):
            return Ordered(order, overdue)
        case RectificationOverdue(), Ordered() | Reported():
            return replace(state, overdue=True)
        case RectificationPassed(), _:
            return Passed()
    return state


RECTIFICATION: Decider[RectificationCommand, State] = Decider(
    name="rectification",
    commands=(OrderRectification, ReportRectification, RecheckRectification, PassRectificationDeadline),
    stream=lambda command: f"rectification-{command.rectification}",
    initial=Unordered(),
    decide=decide,
    evolve=evolve,
)
