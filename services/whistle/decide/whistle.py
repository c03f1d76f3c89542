"""A whistle: blown, called, reported in, handled, confirmed, closed (L-41, J-13, B-10)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from libs.events.catalog.codes import DepartmentCode
from libs.events.catalog.whistle import (
    DepartmentReportedIn,
    DepartmentsCalled,
    HandlingAgreed,
    HandlingOverdue,
    PartHandled,
    ReportInOverdue,
    WhistleBlown,
    WhistleClosed,
    WhistleConfirmed,
    WhistleEscalated,
)
from libs.events.decider import Decider
from libs.events.fact import Fact
from services.whistle.commands import (
    AgreeHandling,
    BlowWhistle,
    CallDepartments,
    ConfirmWhistle,
    Escalate,
    HandlePart,
    PassHandling,
    PassReportIn,
    ReportIn,
    WhistleCommand,
)

from .refusals import (
    AlreadyBlown,
    AlreadyReportedIn,
    NoSuchWhistle,
    NotCalled,
    PartsMissing,
    RatingMissing,
    StillAwaited,
    WhistleOver,
)

Departments = frozenset[DepartmentCode]


@dataclass(frozen=True, slots=True)
class Unheard:
    """Nobody has blown it."""


@dataclass(frozen=True, slots=True)
class Blown:
    """Heard, nobody called yet in this round."""

    rounds: int = 0


@dataclass(frozen=True, slots=True)
class Called:
    round: int
    called: Departments
    awaiting: Departments
    overdue: Departments
    due: datetime
    steps: dict[DepartmentCode, int]


@dataclass(frozen=True, slots=True)
class Handling:
    """Everybody has come; `open` still have to finish. `late` says the handling deadline has passed."""

    round: int
    called: Departments
    open: Departments
    late: bool = False


@dataclass(frozen=True, slots=True)
class Closed:
    pass


State = Unheard | Blown | Called | Handling | Closed


def decide(command: WhistleCommand, state: State, now: datetime) -> Sequence[Fact]:
    """The facts a command leads to. Raises the refusals of this folder."""
    match command, state:
        case BlowWhistle(), Unheard():
            return [WhistleBlown(**command.model_dump())]
        case BlowWhistle(), _:
            raise AlreadyBlown(
                field="whistle",
                value=command.whistle,
                do_en="Use a new number for a new matter.",
                do_zh="新的事项请使用新的编号。",
            )
        case _, Unheard():
            raise NoSuchWhistle(field="whistle", value=command.whistle, do_en="Check the number.", do_zh="请核对哨单编号。")
        case PassReportIn() | Escalate() | PassHandling(), _:
            return _clock(command, state, now)
        case _, Closed():
            raise WhistleOver(
                field="whistle", value=command.whistle, do_en="Blow a new whistle.", do_zh="如有新情况请重新吹哨。"
            )
        case CallDepartments(departments=departments, report_in_by=by), Blown(rounds=rounds):
            called = tuple(dict.fromkeys(departments))
            return [DepartmentsCalled(whistle=command.whistle, round=rounds + 1, departments=called, report_in_by=by)]
        case CallDepartments(departments=departments, report_in_by=by), Called(round=round_, called=called):
            more = tuple(d for d in dict.fromkeys(departments) if d not in called)
            return [DepartmentsCalled(whistle=command.whistle, round=round_, departments=more, report_in_by=by)] if more else []
        case ReportIn(department=d, officers=officers), Called(awaiting=awaiting, due=due) if d in awaiting:
            return [DepartmentReportedIn(whistle=command.whistle, department=d, officers=officers, late=now > due)]
        case ReportIn(department=d), Called(called=called) | Handling(called=called) if d in called:
            raise AlreadyReportedIn(field="department", value=d, do_en="Nothing to do.", do_zh="无需重复报到。")
        case ReportIn(department=d), _:
            raise NotCalled(
                field="department",
                value=d,
                do_en="The township may call this department too.",
                do_zh="如确需参与,请乡镇追加召集。",
            )
        case AgreeHandling() | HandlePart() | ConfirmWhistle(), Called(awaiting=awaiting) if awaiting:
            raise StillAwaited(
                f"awaited: {', '.join(sorted(awaiting))}",
                f"未报到:{'、'.join(sorted(awaiting))}",
                field="departments",
                value=sorted(awaiting),
                do_en="Wait for them, or let the command centre act.",
                do_zh="请等待报到或提请指挥中心协调。",
            )
        case AgreeHandling(), Handling(called=called):
            if command.lead not in called:
                raise NotCalled(
                    field="lead", value=command.lead, do_en="Name a called department.", do_zh="牵头部门应为已召集部门。"
                )
            return [
                HandlingAgreed(
                    whistle=command.whistle,
                    lead=command.lead,
                    departments=tuple(sorted(called)),
                    plan=command.plan,
                    done_by=command.done_by,
                )
            ]
        case HandlePart(department=d), Handling(called=called, open=open_):
            if d not in called:
                raise NotCalled(
                    field="department", value=d, do_en="Only called departments act.", do_zh="仅被召集部门可以办理。"
                )
            return [PartHandled(**command.model_dump())] if d in open_ else []
        case ConfirmWhistle(), Handling(called=called, open=open_):
            return _confirm(command, called, open_)
        case _, Blown():
            raise StillAwaited("nobody was called yet", "尚未召集部门", do_en="Call departments first.", do_zh="请先召集部门。")
    raise AssertionError(f"{type(command).__name__} in {type(state).__name__}")


def _clock(command: WhistleCommand, state: State, now: datetime) -> Sequence[Fact]:
    """Deadlines that passed. What was done in time leaves nothing to say."""
    match command, state:
        case PassReportIn(department=d, escalate_to=to, next_by=by), Called(awaiting=awaiting, due=due, overdue=overdue) if (
            d in awaiting and d not in overdue and now > due
        ):
            return [
                ReportInOverdue(whistle=command.whistle, department=d, due=due),
                WhistleEscalated(whistle=command.whistle, department=d, step=1, to=to, next_by=by),
            ]
        case Escalate(department=d, step=step, to=to, next_by=by), Called(awaiting=awaiting, steps=steps) if (
            d in awaiting and steps.get(d, 0) == step - 1
        ):
            return [WhistleEscalated(whistle=command.whistle, department=d, step=step, to=to, next_by=by)]
        case PassHandling(), Handling(open=open_, late=False) if open_:
            return [HandlingOverdue(whistle=command.whistle, departments=tuple(sorted(open_)), due=now)]
        case _:
            return []


def _confirm(command: ConfirmWhistle, called: Departments, open_: Departments) -> Sequence[Fact]:
    if open_:
        raise PartsMissing(
            f"open: {', '.join(sorted(open_))}",
            f"未办结:{'、'.join(sorted(open_))}",
            field="departments",
            value=sorted(open_),
            do_en="Wait until they have finished.",
            do_zh="请待其办结后确认。",
        )
    if set(command.ratings) != called:
        odd = sorted(set(command.ratings) ^ called)
        raise RatingMissing(
            f"differs for: {', '.join(odd)}",
            f"不一致的部门:{'、'.join(odd)}",
            field="ratings",
            value=odd,
            do_en="Rate each called department once.",
            do_zh="请对每个被召集部门评价一次。",
        )
    confirmed = WhistleConfirmed(**command.model_dump())
    return [confirmed, WhistleClosed(whistle=command.whistle)] if command.solved else [confirmed]


def evolve(state: State, fact: Fact) -> State:
    match fact, state:
        case WhistleBlown(), _:
            return Blown()
        case DepartmentsCalled(), Called():
            new = frozenset(fact.departments)
            return replace(
                state, called=state.called | new, awaiting=state.awaiting | new, due=max(state.due, fact.report_in_by)
            )
        case DepartmentsCalled(), _:
            called = frozenset(fact.departments)
            return Called(fact.round, called, called, frozenset(), fact.report_in_by, {})
        case DepartmentReportedIn(department=d), Called():
            awaiting = state.awaiting - {d}
            return replace(state, awaiting=awaiting) if awaiting else Handling(state.round, state.called, state.called)
        case ReportInOverdue(department=d), Called():
            return replace(state, overdue=state.overdue | {d})
        case WhistleEscalated(department=d, step=step), Called():
            return replace(state, steps={**state.steps, d: step})
        case PartHandled(department=d), Handling():
            return replace(state, open=state.open - {d})
        case HandlingOverdue(), Handling():
            return replace(state, late=True)
        case WhistleConfirmed(solved=False), Handling():
            return Blown(state.round)
        case WhistleClosed(), _:
            return Closed()
    return state


WHISTLE: Decider[WhistleCommand, State] = Decider(
    name="whistle",
    commands=(
        BlowWhistle,
        CallDepartments,
        ReportIn,
        PassReportIn,
        Escalate,
        AgreeHandling,
        HandlePart,
        PassHandling,
        ConfirmWhistle,
    ),
    stream=lambda command: f"whistle-{command.whistle}",
    initial=Unheard(),
    decide=decide,
    evolve=evolve,
)
