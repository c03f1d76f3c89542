"""A rectification: ordered, reported, re-checked (限期整改、复查). A re-check is not a new check."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from libs.events.calendar import may_move
from libs.events.catalog.codes import DepartmentCode, Ref
from libs.events.catalog.inspection import rectification as f
from libs.events.catalog.inspection.result import ResultIssued
from libs.events.catalog.inspection.visit import Disposition
from libs.events.decider import Decider
from libs.events.fact import Fact

from ..visit import refusals as visit_refusals
from . import commands as c
from . import refusals as r

ordered = f.RectificationOrdered.of(c.OrderRectification)
moved = f.RectificationDueMoved.of(c.MoveRectificationDue, "visit", "entity", "department")
reported = f.RectificationReported.of(c.ReportRectification, "late")
passed = f.RectificationPassed.of(c.RecheckRectification, "visit", "entity", "department")
failed = f.RectificationFailed.of(c.RecheckRectification, "visit", "entity", "department", "reason")


@dataclass(frozen=True, slots=True)
class Unordered:
    pass


@dataclass(frozen=True, slots=True)
class Ordered:
    """The entity is to mend and report."""

    order: f.RectificationOrdered
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class Reported:
    """The department is to re-check."""

    order: f.RectificationOrdered
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
) -> Iterable[c.OrderRectification]:
    """One order per department whose part ended so; `new` makes a number, `due` is asked only when there is an order."""
    for part in result.parts:
        if part.disposition is Disposition.RECTIFY:
            yield c.OrderRectification(
                rectification=new(),
                visit=result.visit,
                entity=result.entity,
                department=part.department,
                findings=tuple(findings[part.department]),
                due=due(),
            )


def decide(command: c.RectificationCommand, state: State, now: datetime) -> Sequence[Fact]:
    """The facts a command leads to. A deadline that passed is on record before what came after it."""
    match command, state:
        case c.OrderRectification(), Unordered():
            return [ordered(command)]
        case c.OrderRectification(), _:
            return []
        case _, Unordered():
            raise r.NoSuchRectification(rectification=command.rectification)
        case c.PassRectificationDeadline(), Ordered():
            return _overdue(state, now)
        case c.PassRectificationDeadline(), _:
            return []
        case c.MoveRectificationDue(due=due), Ordered(order=order, overdue=False) | Reported(order=order, overdue=False) if (
            may_move(order.due, due, now)
        ):
            return [moved(command, **_whose(order))]
        case c.MoveRectificationDue(), _:
            return []
        case _, Passed():
            raise r.RectificationOver(rectification=command.rectification)
        case c.ReportRectification(), Ordered(order=order):
            command.known.require()
            return [*_overdue(state, now), reported(command, late=now > order.due)]
        case c.ReportRectification(), Reported():
            raise r.AwaitingRecheck(rectification=command.rectification)
        case c.RecheckRectification(), Ordered() | Reported():
            return _rechecked(command, state, now)
    raise AssertionError(f"{type(command).__name__} in {type(state).__name__}")


def _rechecked(command: c.RecheckRectification, state: Ordered | Reported, now: datetime) -> Sequence[Fact]:
    order = state.order
    if not command.known.certified:
        raise visit_refusals.NotCertified(inspector=command.inspector, department=order.department)
    whose = _whose(order)
    if command.passed:
        before = _overdue(state, now) if isinstance(state, Ordered) else []
        return [*before, passed(command, **whose)]
    if command.reason is None:
        raise r.FailureUnreasoned(reason=None)
    # A report in time counts as time kept only if the re-check bears it out.
    return [failed(command, **whose, reason=command.reason), *_overdue(state, now)]


def _whose(order: f.RectificationOrdered) -> dict[str, str]:
    return {"visit": order.visit, "entity": order.entity, "department": order.department}


def _overdue(state: Ordered | Reported, now: datetime) -> list[Fact]:
    order = state.order
    if state.overdue or now <= order.due:
        return []
    return [f.RectificationOverdue(**order.model_dump(exclude={"findings"}))]


def evolve(state: State, fact: Fact) -> State:
    match fact, state:
        case f.RectificationOrdered(), _:
            return Ordered(fact)
        case f.RectificationDueMoved(due=due), Ordered(order=order) | Reported(order=order):
            return replace(state, order=order.model_copy(update={"due": due}))
        case f.RectificationReported(), Ordered(order=order, overdue=overdue):
            return Reported(order, overdue)
        case f.RectificationFailed(), Ordered(order=order, overdue=overdue) | Reported(order=order, overdue=overdue):
            return Ordered(order, overdue)
        case f.RectificationOverdue(), Ordered() | Reported():
            return replace(state, overdue=True)
        case f.RectificationPassed(), _:
            return Passed()
    return state


RECTIFICATION: Decider[c.RectificationCommand, State] = Decider(
    name="rectification",
    commands=c.RectificationCommand,
    stream=lambda command: f"rectification-{command.rectification}",
    initial=Unordered(),
    decide=decide,
    evolve=evolve,
    # Passed and failed are two facts.
    unrecorded={c.RecheckRectification: ("passed",)},
)
