"""A rectification: ordered, reported, re-checked by two (限期整改、复查). A re-check is not a new check."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from libs.events.calendar import local_day, may_move
from libs.events.catalog.codes import DepartmentCode, Ref
from libs.events.catalog.inspection import rectification as f
from libs.events.catalog.inspection.clocks import ClockPassed
from libs.events.catalog.inspection.result import ResultIssued
from libs.events.catalog.inspection.visit import Disposition
from libs.events.decider import Decider
from libs.events.fact import Fact

from ..visit import refusals as visit_refusals
from . import commands as c
from . import refusals as r

RECHECK = "recheck"
"""The stage of the clock that the department owes."""

_WHOSE = ("visit", "entity", "department")
ordered = f.RectificationOrdered.of(c.OrderRectification)
moved = f.RectificationDueMoved.of(c.MoveRectificationDue, *_WHOSE)
planned = f.RectificationPlanned.of(c.PlanRectification)
asked = f.RectificationExtensionAsked.of(c.AskExtension)
extended = f.RectificationExtended.of(c.GrantExtension, *_WHOSE, "due")
not_extended = f.RectificationExtensionRefused.of(c.RefuseExtension, *_WHOSE)
reported = f.RectificationReported.of(c.ReportRectification, "late", "recheck_by")
passed = f.RectificationPassed.of(c.RecheckRectification, *_WHOSE)
failed = f.RectificationFailed.of(c.RecheckRectification, *_WHOSE, "reason", "due")


@dataclass(frozen=True, slots=True)
class Unordered:
    pass


@dataclass(frozen=True, slots=True)
class Running:
    """`order` has the time that counts now; `settled`: that time was set by a person, and moves with no arrangement.

    `asked`: the asking for more time; `answered`: it got its answer. `escalated`: a case follows, and what was ordered stays.
    """

    order: f.RectificationOrdered
    overdue: bool = False
    settled: bool = False
    failures: int = 0
    escalated: bool = False
    plan: f.RectificationPlanned | None = None
    asked: f.RectificationExtensionAsked | None = None
    answered: bool = False


@dataclass(frozen=True, slots=True)
class Ordered(Running):
    """The entity is to mend and report."""


@dataclass(frozen=True, slots=True)
class Reported(Running):
    """The department is to re-check, by `recheck_by`; `missed`: it did not."""

    recheck_by: datetime | None = None
    missed: bool = False


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
            return _order(command, now)
        case c.OrderRectification(), _:
            return []
        case _, Unordered():
            raise r.NoSuchRectification(rectification=command.rectification)
        case c.PassRectificationDeadline() | c.PassRecheckDeadline() | c.MoveRectificationDue(), _:
            return _by_the_clock(command, state, now)
        case _, Passed():
            raise r.RectificationOver(rectification=command.rectification)
        case c.RecheckRectification(), Ordered() | Reported():
            return _rechecked(command, state, now)
        case _, Reported():
            raise r.AwaitingRecheck(rectification=command.rectification)
        case c.PlanRectification(), Ordered():
            command.known.require()
            plan = planned(command)
            return [] if plan == state.plan else [plan]
        case c.AskExtension() | c.GrantExtension() | c.RefuseExtension(), Ordered():
            return _extension(command, state, now)
        case c.ReportRectification(), Ordered(order=order):
            command.known.require()
            late = now > order.due
            return [*_overdue(state, now), reported(command, late=late, recheck_by=command.known.recheck_by)]
    raise AssertionError(f"{type(command).__name__} in {type(state).__name__}")


def _order(command: c.OrderRectification, now: datetime) -> Sequence[Fact]:
    if command.kind is f.OrderKind.ON_SPOT and local_day(command.due) != local_day(now):
        raise r.OnSpotIsToday(due=local_day(command.due))
    if command.known.last is not None:
        _within(command.due, local_day(now), command.known.last)
    return [ordered(command)]


def _within(due: datetime, first: date, last: date) -> None:
    if not first <= local_day(due) <= last:
        raise r.DueOutOfRange(due=local_day(due), first=first, last=last)


def _by_the_clock(command: c.RectificationCommand, state: State, now: datetime) -> Sequence[Fact]:
    """Time that passes, and time that moves. What has no bearing any more leads to nothing."""
    match command, state:
        case c.PassRectificationDeadline(), Ordered():
            return _overdue(state, now)
        case c.PassRecheckDeadline(), Reported():
            return _missed(state, now)
        case c.MoveRectificationDue(due=due), Ordered(overdue=False, settled=False) | Reported(overdue=False, settled=False):
            order = state.order
            return [moved(command, **_whose(order))] if may_move(order.due, due, now) else []
    return []


def _missed(state: Reported, now: datetime) -> list[Fact]:
    order, due = state.order, state.recheck_by
    if state.missed or due is None or now <= due:
        return []
    subject = order.rectification
    return [ClockPassed(subject=subject, stage=RECHECK, owner=order.department, due=due, since=subject)]


def _extension(command: c.AskExtension | c.GrantExtension | c.RefuseExtension, state: Ordered, now: datetime) -> Sequence[Fact]:
    """More time, once, and before the time is up."""
    order, pending = state.order, None if state.answered else state.asked
    match command:
        case c.AskExtension():
            question = asked(command)
            if pending == question:
                return []
            if state.asked is not None:
                raise r.ExtensionOnce(rectification=order.rectification)
            _in_time(state, now)
            _within(command.until, _next_day(order), command.known.last)
            command.known.require()
            return [question]
        case c.RefuseExtension():
            _pending(pending, order)
            return [not_extended(command, **_whose(order))]
        case c.GrantExtension():
            due = command.due or _pending(pending, order).until
            _pending(pending, order)
            _in_time(state, now)
            _within(due, _next_day(order), command.known.last)
            return [extended(command, **_whose(order), due=due)]


def _pending(pending: f.RectificationExtensionAsked | None, order: f.RectificationOrdered) -> f.RectificationExtensionAsked:
    if pending is None:
        raise r.NoExtensionAsked(rectification=order.rectification)
    return pending


def _in_time(state: Ordered, now: datetime) -> None:
    if state.overdue or now > state.order.due:
        raise r.ExtensionTooLate(due=state.order.due)


def _next_day(order: f.RectificationOrdered) -> date:
    return date.fromordinal(local_day(order.due).toordinal() + 1)


def _rechecked(command: c.RecheckRectification, state: Ordered | Reported, now: datetime) -> Sequence[Fact]:
    order, known, whose = state.order, command.known, _whose(state.order)
    _officers(command, order)
    _checks(command, order)
    known.require()
    if known.kept and not command.evidence:
        raise r.RecheckUnproved(evidence=[])
    # A report in time has kept the time, however late the re-check is.
    before = [*_overdue(state, now), *(_missed(state, now) if isinstance(state, Reported) else [])]
    left = tuple(check.finding for check in command.checks if not check.mended)
    if not left:
        return [*before, passed(command, **whose)]
    if command.reason is None:
        raise r.FailureUnreasoned(reason=None)
    if command.due is not None:
        _within(command.due, local_day(now), known.last)
    facts: list[Fact] = [*before, failed(command, **whose, reason=command.reason, due=command.due or known.usual_due)]
    escalated = state.escalated or any(isinstance(fact, f.RectificationEscalated) for fact in before)
    if state.failures + 1 >= known.most_failures and not escalated:
        facts.append(_escalated(order, left, f.Escalation.FAILURES))
    return facts


def _officers(command: c.RecheckRectification, order: f.RectificationOrdered) -> None:
    officers, known = dict.fromkeys(command.officers), command.known
    if len(officers) < known.officers or len(officers) != len(command.officers):
        raise r.TooFewOfficers(officers=list(command.officers), least=known.officers)
    for officer in officers:
        if officer not in known.certified:
            raise visit_refusals.NotCertified(field="officers", value=officer, inspector=officer, department=order.department)


def _checks(command: c.RecheckRectification, order: f.RectificationOrdered) -> None:
    given = [check.finding for check in command.checks]
    missing = [finding for finding in order.findings if finding not in given]
    foreign = sorted({finding for finding in given if finding not in order.findings})
    if missing or foreign or len(set(given)) != len(given):
        raise r.ChecksIncomplete(checks=given, missing=missing, foreign=foreign)


def _whose(order: f.RectificationOrdered) -> dict[str, str]:
    return {name: getattr(order, name) for name in _WHOSE}


def _overdue(state: Running, now: datetime) -> list[Fact]:
    order = state.order
    if not isinstance(state, Ordered) or state.overdue or now <= order.due:
        return []
    facts: list[Fact] = [f.RectificationOverdue(rectification=order.rectification, **_whose(order), due=order.due)]
    return facts if state.escalated else [*facts, _escalated(order, order.findings, f.Escalation.OVERDUE)]


def _escalated(order: f.RectificationOrdered, findings: tuple[Ref, ...], cause: f.Escalation) -> f.RectificationEscalated:
    return f.RectificationEscalated(rectification=order.rectification, **_whose(order), findings=findings, cause=cause)


def evolve(state: State, fact: Fact) -> State:
    match fact, state:
        case f.RectificationOrdered(), _:
            return Ordered(fact, settled=fact.day_set)
        case f.RectificationPassed(), _:
            return Passed()
        case _, Ordered() | Reported():
            return _running(state, fact)
    return state


def _running(state: Ordered | Reported, fact: Fact) -> State:
    match fact, state:
        case f.RectificationDueMoved(due=due), _:
            return replace(state, order=_until(state, due))
        case f.RectificationPlanned(), _:
            return replace(state, plan=fact)
        case f.RectificationExtensionAsked(), _:
            return replace(state, asked=fact)
        case f.RectificationExtended(due=due), _:
            return replace(state, order=_until(state, due), settled=True, answered=True)
        case f.RectificationExtensionRefused(), _:
            return replace(state, answered=True)
        case f.RectificationReported(recheck_by=by), Ordered():
            return replace(Reported(*_kept(state)), recheck_by=by)
        case f.RectificationFailed(due=due), _:
            again = replace(Ordered(*_kept(state)), failures=state.failures + 1)
            return again if due is None else replace(again, settled=True, order=_until(state, due))
        case f.RectificationOverdue(), _:
            return replace(state, overdue=True)
        case f.RectificationEscalated(), _:
            return replace(state, escalated=True)
        case ClockPassed(stage=stage), Reported() if stage == RECHECK:
            return replace(state, missed=True)
    return state


def _until(state: Running, due: datetime) -> f.RectificationOrdered:
    return state.order.model_copy(update={"due": due})


def _kept(state: Running) -> tuple[Any, ...]:
    """What stays from one state to the next."""
    return tuple(getattr(state, name) for name in Running.__dataclass_fields__)


RECTIFICATION: Decider[c.RectificationCommand, State] = Decider(
    name="rectification",
    commands=c.RectificationCommand,
    stream=lambda command: f"rectification-{command.rectification}",
    initial=Unordered(),
    decide=decide,
    evolve=evolve,
)
