"""A whistle: blown, called, reported in, handled, confirmed, closed (L-41, J-13, B-10)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from libs.events.catalog.codes import DepartmentCode
from libs.events.catalog.whistle import call as f
from libs.events.decider import Decider
from libs.events.fact import Fact
from services.whistle.call import commands as c

from . import refusals as r

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
    """`due` says for each called department by when it has to come: who is called later has its own time."""

    round: int
    awaiting: Departments
    overdue: Departments
    due: dict[DepartmentCode, datetime]
    steps: dict[DepartmentCode, int]

    @property
    def called(self) -> Departments:
        return frozenset(self.due)


@dataclass(frozen=True, slots=True)
class Handling:
    """Everybody has come; `open` still have to finish. `done_by` is the agreed deadline, None where none runs any more."""

    round: int
    called: Departments
    open: Departments
    done_by: datetime | None = None


@dataclass(frozen=True, slots=True)
class Closed:
    pass


State = Unheard | Blown | Called | Handling | Closed


def decide(command: c.WhistleCommand, state: State, now: datetime) -> Sequence[Fact]:
    """The facts a command leads to. Raises the refusals of this folder."""
    match command, state:
        case c.BlowWhistle(), Unheard():
            return [f.WhistleBlown(**command.model_dump())]
        case c.BlowWhistle(), _:
            raise r.AlreadyBlown(
                field="whistle",
                value=command.whistle,
                do_en="Use a new number for a new matter.",
                do_zh="新的事项请使用新的编号。",
            )
        case _, Unheard():
            raise r.NoSuchWhistle(field="whistle", value=command.whistle, do_en="Check the number.", do_zh="请核对哨单编号。")
        case c.PassReportIn() | c.Escalate() | c.PassHandling(), _:
            return _clock(command, state, now)
        case _, Closed():
            raise r.WhistleOver(
                field="whistle", value=command.whistle, do_en="Blow a new whistle.", do_zh="如有新情况请重新吹哨。"
            )
        case c.CallDepartments(departments=departments, report_in_by=by), Blown(rounds=rounds):
            called = tuple(dict.fromkeys(departments))
            return [f.DepartmentsCalled(whistle=command.whistle, round=rounds + 1, departments=called, report_in_by=by)]
        case c.CallDepartments(departments=departments, report_in_by=by), Called(round=round_):
            more = tuple(d for d in dict.fromkeys(departments) if d not in state.called)
            return (
                [f.DepartmentsCalled(whistle=command.whistle, round=round_, departments=more, report_in_by=by)] if more else []
            )
        case c.CallDepartments(departments=departments), Handling(called=called):
            more = tuple(d for d in departments if d not in called)
            if more:
                raise r.EverybodyHasCome(
                    field="departments",
                    value=more,
                    do_en="Let the called departments finish; a matter left unsolved is called again in a new round.",
                    do_zh="请待已报到部门办理;未解决的,由乡镇确认后重新召集。",
                )
            return []
        case c.ReportIn(department=d, officers=officers), Called(awaiting=awaiting, due=due) if d in awaiting:
            return [f.DepartmentReportedIn(whistle=command.whistle, department=d, officers=officers, late=now > due[d])]
        case c.ReportIn(department=d), Called() | Handling() if d in state.called:
            raise r.AlreadyReportedIn(field="department", value=d, do_en="Nothing to do.", do_zh="无需重复报到。")
        case c.ReportIn(department=d), _:
            raise r.NotCalled(
                field="department",
                value=d,
                do_en="The township may call this department too.",
                do_zh="如确需参与,请乡镇追加召集。",
            )
        case c.AgreeHandling() | c.HandlePart() | c.ConfirmWhistle(), Called(awaiting=awaiting) if awaiting:
            raise r.StillAwaited(
                f"awaited: {', '.join(sorted(awaiting))}",
                f"未报到:{'、'.join(sorted(awaiting))}",
                field="departments",
                value=sorted(awaiting),
                do_en="Wait for them, or let the command centre act.",
                do_zh="请等待报到或提请指挥中心协调。",
            )
        case c.AgreeHandling(), Handling(called=called):
            if command.lead not in called:
                raise r.NotCalled(
                    field="lead", value=command.lead, do_en="Name a called department.", do_zh="牵头部门应为已召集部门。"
                )
            return [
                f.HandlingAgreed(
                    whistle=command.whistle,
                    lead=command.lead,
                    departments=tuple(sorted(called)),
                    plan=command.plan,
                    done_by=command.done_by,
                )
            ]
        case c.HandlePart(department=d), Handling(called=called, open=open_):
            if d not in called:
                raise r.NotCalled(
                    field="department", value=d, do_en="Only called departments act.", do_zh="仅被召集部门可以办理。"
                )
            return [f.PartHandled(**command.model_dump())] if d in open_ else []
        case c.ConfirmWhistle(), Handling(called=called, open=open_):
            return _confirm(command, called, open_)
        case _, Blown():
            raise r.StillAwaited(
                "nobody was called yet",
                "尚未召集部门",
                field="departments",
                value=[],
                do_en="Call departments first.",
                do_zh="请先召集部门。",
            )
    raise AssertionError(f"{type(command).__name__} in {type(state).__name__}")


def _clock(command: c.WhistleCommand, state: State, now: datetime) -> Sequence[Fact]:
    """Deadlines that passed. What was done in time leaves nothing to say."""
    match command, state:
        case c.PassReportIn(department=d, escalate_to=to, next_by=by), Called(awaiting=awaiting, due=due, overdue=overdue) if (
            d in awaiting and d not in overdue and now > due[d]
        ):
            return [
                f.ReportInOverdue(whistle=command.whistle, department=d, due=due[d]),
                f.WhistleEscalated(whistle=command.whistle, department=d, step=1, to=to, next_by=by),
            ]
        case c.Escalate(department=d, step=step, to=to, next_by=by), Called(awaiting=awaiting, steps=steps) if (
            d in awaiting and d in steps and steps[d] == step - 1
        ):
            return [f.WhistleEscalated(whistle=command.whistle, department=d, step=step, to=to, next_by=by)]
        case c.PassHandling(), Handling(open=open_, done_by=datetime() as due) if open_ and now > due:
            return [f.HandlingOverdue(whistle=command.whistle, departments=tuple(sorted(open_)), due=due)]
        case _:
            return []


def _confirm(command: c.ConfirmWhistle, called: Departments, open_: Departments) -> Sequence[Fact]:
    if open_:
        raise r.PartsMissing(
            f"open: {', '.join(sorted(open_))}",
            f"未办结:{'、'.join(sorted(open_))}",
            field="departments",
            value=sorted(open_),
            do_en="Wait until they have finished.",
            do_zh="请待其办结后确认。",
        )
    if set(command.ratings) != called:
        odd = sorted(set(command.ratings) ^ called)
        raise r.RatingMissing(
            f"differs for: {', '.join(odd)}",
            f"不一致的部门:{'、'.join(odd)}",
            field="ratings",
            value=odd,
            do_en="Rate each called department once.",
            do_zh="请对每个被召集部门评价一次。",
        )
    confirmed = f.WhistleConfirmed(**command.model_dump())
    return [confirmed, f.WhistleClosed(whistle=command.whistle)] if command.solved else [confirmed]


def evolve(state: State, fact: Fact) -> State:
    match fact, state:
        case f.WhistleBlown(), _:
            return Blown()
        case f.DepartmentsCalled(departments=departments, report_in_by=by), Called():
            due = {**state.due, **dict.fromkeys(departments, by)}
            return replace(state, awaiting=state.awaiting.union(departments), due=due)
        case f.DepartmentsCalled(departments=departments, report_in_by=by), _:
            return Called(fact.round, frozenset(departments), frozenset(), dict.fromkeys(departments, by), {})
        case f.DepartmentReportedIn(department=d), Called():
            awaiting = state.awaiting - {d}
            return replace(state, awaiting=awaiting) if awaiting else Handling(state.round, state.called, state.called)
        case f.ReportInOverdue(department=d), Called():
            return replace(state, overdue=state.overdue | {d})
        case f.WhistleEscalated(department=d, step=step), Called():
            return replace(state, steps={**state.steps, d: step})
        case f.PartHandled(department=d), Handling():
            return replace(state, open=state.open - {d})
        case f.HandlingAgreed(done_by=by), Handling():
            return replace(state, done_by=by)
        case f.HandlingOverdue(), Handling():
            return replace(state, done_by=None)
        case f.WhistleConfirmed(solved=False), Handling():
            return Blown(state.round)
        case f.WhistleClosed(), _:
            return Closed()
    return state


WHISTLE: Decider[c.WhistleCommand, State] = Decider(
    name="whistle",
    commands=(
        c.BlowWhistle,
        c.CallDepartments,
        c.ReportIn,
        c.PassReportIn,
        c.Escalate,
        c.AgreeHandling,
        c.HandlePart,
        c.PassHandling,
        c.ConfirmWhistle,
    ),
    stream=lambda command: f"whistle-{command.whistle}",
    initial=Unheard(),
    decide=decide,
    evolve=evolve,
)
