"""A whistle: blown, called, reported in, handled, confirmed, closed (L-41, J-13, B-10)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from libs.events.calendar import may_move
from libs.events.catalog.codes import DepartmentCode
from libs.events.catalog.whistle import call as f
from libs.events.decider import Decider
from libs.events.fact import Fact
from libs.events.shapes.ahead import check_ahead
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
    """`due` says by when each called department has to come, `ladders` who hears of it when it does not: a department that is
    called later has its own. `asked`: those who came have asked for a joint visit in this round.
    """

    round: int
    awaiting: Departments
    overdue: Departments
    due: dict[DepartmentCode, datetime]
    ladders: dict[DepartmentCode, f.Ladder]
    steps: dict[DepartmentCode, int]
    asked: bool = False

    @property
    def called(self) -> Departments:
        return frozenset(self.due)


@dataclass(frozen=True, slots=True)
class Handling:
    """Everybody has come; `open` still have to finish. `done_by` is the deadline, None where none runs any more, `by_rule` says
    that it is counted in working days. `lead`: who leads where that was agreed; `asked`: they have asked for a joint visit.
    """

    round: int
    called: Departments
    open: Departments
    done_by: datetime | None = None
    by_rule: bool = False
    lead: DepartmentCode | None = None
    asked: bool = False


@dataclass(frozen=True, slots=True)
class Closed:
    pass


State = Unheard | Blown | Called | Handling | Closed

blown = f.WhistleBlown.of(c.BlowWhistle)
called = f.DepartmentsCalled.of(c.CallDepartments, "round", "departments", "report_in_by", "ladder")
reported_in = f.DepartmentReportedIn.of(c.ReportIn, "late")
report_in_overdue = f.ReportInOverdue.of(c.PassReportIn, "due")
report_in_moved = f.ReportInMoved.of(c.MoveReportIn, "was", "ladder")
first_step = f.WhistleEscalated.of(c.PassReportIn, "step", "to")
escalated = f.WhistleEscalated.of(c.Escalate)
visit_asked = f.JointVisitAsked.of(c.AskVisit, "entity", "departments")
agreed = f.HandlingAgreed.of(c.AgreeHandling, "departments")
handling_moved = f.HandlingMoved.of(c.MoveHandling)
part_handled = f.PartHandled.of(c.HandlePart)
handling_overdue = f.HandlingOverdue.of(c.PassHandling, "departments", "due")
confirmed = f.WhistleConfirmed.of(c.ConfirmWhistle, "ratings")
closed = f.WhistleClosed.of(c.ConfirmWhistle)


def decide(command: c.WhistleCommand, state: State, now: datetime) -> Sequence[Fact]:
    """The facts a command leads to. Raises the refusals of this folder."""
    match command, state:
        case c.BlowWhistle(township=township, known=known), _ if not known.township:
            raise r.TownshipUnlisted(township=township)
        case c.BlowWhistle(entity=entity, known=known), Unheard() if not known.entity:
            raise r.EntityUnlisted(entity=entity)
        case c.BlowWhistle(), Unheard():
            command.known.require()
            return [blown(command)]
        case c.BlowWhistle(), _:
            raise r.AlreadyBlown(whistle=command.whistle)
        case _, Unheard():
            raise r.NoSuchWhistle(whistle=command.whistle)
        case c.CallDepartments(known=known), _ if known.unlisted:
            raise r.DepartmentsUnlisted(departments=known.unlisted)
        case c.PassReportIn() | c.MoveReportIn() | c.Escalate() | c.PassHandling() | c.MoveHandling(), _:
            return _clock(command, state, now)
        case _, Closed():
            raise r.WhistleOver(whistle=command.whistle)
        case c.CallDepartments(departments=departments), Blown(rounds=rounds):
            first = tuple(dict.fromkeys(departments))
            return [_called(command, rounds + 1, first)]
        case c.CallDepartments(departments=departments), Called(round=round_):
            more = tuple(d for d in dict.fromkeys(departments) if d not in state.called)
            return [_called(command, round_, more)] if more else []
        case c.CallDepartments(departments=departments), Handling():
            more = tuple(d for d in departments if d not in state.called)
            if more:
                raise r.EverybodyHasCome(departments=more)
            return []
        case c.ReportIn(department=d), Called(awaiting=awaiting, due=due) if d in awaiting:
            return [reported_in(command, late=now > due[d])]
        case c.ReportIn(department=d), Called() | Handling() if d in state.called:
            raise r.AlreadyReportedIn(department=d)
        case c.ReportIn(department=d), _:
            raise r.NotCalled(department=d)
        case c.AskVisit(), Called() | Handling():
            return [_ask(command, state, now)]
        case c.AgreeHandling() | c.HandlePart() | c.ConfirmWhistle(), Called(awaiting=awaiting) if awaiting:
            raise r.StillAwaited(departments=sorted(awaiting))
        case c.AgreeHandling(), Handling():
            if command.lead not in state.called:
                raise r.NotCalled(do_en="Name a called department.", do_zh="牵头部门应为已召集部门。", lead=command.lead)
            return [agreed(command, departments=tuple(sorted(state.called)))]
        case c.HandlePart(department=d), Handling(open=open_):
            if d not in state.called:
                raise r.NotCalled(do_en="Only called departments act.", do_zh="仅被召集部门可以办理。", department=d)
            command.known.require()
            return [part_handled(command)] if d in open_ else []
        case c.ConfirmWhistle(), Handling():
            return _confirm(command, state)
        case _, Blown():
            raise r.StillAwaited(
                "nobody was called yet", "尚未召集部门", do_en="Call departments first.", do_zh="请先召集部门。", departments=[]
            )
    raise AssertionError(f"{type(command).__name__} in {type(state).__name__}")


def _called(command: c.CallDepartments, round_: int, departments: tuple[DepartmentCode, ...]) -> f.DepartmentsCalled:
    known = command.known
    return called(command, round=round_, departments=departments, report_in_by=known.report_in_by, ladder=known.ladder)


def _ask(command: c.AskVisit, state: Called | Handling, now: datetime) -> f.JointVisitAsked:
    """J-13: whoever is there acts, and waits for nobody who has not come."""
    came = state.called - state.awaiting if isinstance(state, Called) else state.called
    known, lead = command.known, command.lead
    if lead not in came:
        raise r.NotCalled(do_en="A called department that has come asks.", do_zh="请由已报到的部门提出。", lead=lead)
    if isinstance(state, Handling) and state.lead not in {None, lead}:
        raise r.AnotherLeads(lead=lead, leads=state.lead)
    if state.asked:
        raise r.VisitAskedAlready(whistle=command.whistle)
    if known.entity is None:
        raise r.NobodyToVisit(whistle=command.whistle)
    if command.on < known.today:
        raise r.VisitInThePast(on=command.on, today=known.today)
    check_ahead(command.on, now, "on")
    unlisted = [item for item in command.items if item not in known.competent]
    if unlisted:
        raise r.ItemsUnlisted(items=unlisted)
    departments = tuple(dict.fromkeys(known.competent[item] for item in command.items))
    absent = [department for department in departments if department not in came]
    if absent:
        raise r.NotCalled(
            do_en="Name items of departments that were called and have come.",
            do_zh="请填写已召集并已报到部门的检查事项。",
            items=absent,
        )
    return visit_asked(command, entity=known.entity, departments=departments)


def _clock(command: c.WhistleCommand, state: State, now: datetime) -> Sequence[Fact]:
    """Deadlines that passed or moved. What was done in time leaves nothing to say."""
    match command, state:
        case c.PassReportIn(department=d), Called(awaiting=awaiting, due=due, overdue=overdue) if (
            d in awaiting and d not in overdue and now > due[d]
        ):
            return [report_in_overdue(command, due=due[d]), first_step(command, step=1, to=command.escalate_to)]
        case c.MoveReportIn(department=d, report_in_by=later), Called(awaiting=awaiting, due=due, overdue=overdue) if (
            d in awaiting and d not in overdue and may_move(due[d], later, now)
        ):
            return [report_in_moved(command, was=due[d], ladder=state.ladders[d])]
        case c.Escalate(department=d, step=step), Called(awaiting=awaiting, steps=steps) if (
            d in awaiting and d in steps and steps[d] == step - 1
        ):
            return [escalated(command)]
        case c.PassHandling(), Handling(open=open_, done_by=datetime() as due) if open_ and now > due:
            return [handling_overdue(command, departments=tuple(sorted(open_)), due=due)]
        case c.MoveHandling(done_by=later), Handling(done_by=datetime() as due, by_rule=True) if may_move(due, later, now):
            return [handling_moved(command)]
        case _:
            return []


def _confirm(command: c.ConfirmWhistle, state: Handling) -> Sequence[Fact]:
    open_ = state.open
    if open_:
        raise r.PartsMissing(departments=sorted(open_))
    if set(command.ratings) != state.called:
        odd = sorted(set(command.ratings) ^ state.called)
        raise r.RatingMissing(ratings=odd)
    verdict = confirmed(command, ratings=command.ratings)
    return [verdict, closed(command)] if command.solved else [verdict]


def evolve(state: State, fact: Fact) -> State:
    match fact, state:
        case f.WhistleBlown(), _:
            return Blown()
        case f.DepartmentsCalled(departments=departments, report_in_by=by, ladder=ladder), Called():
            due, ladders = state.due | dict.fromkeys(departments, by), state.ladders | dict.fromkeys(departments, ladder)
            return replace(state, awaiting=state.awaiting.union(departments), due=due, ladders=ladders)
        case f.DepartmentsCalled(departments=departments, report_in_by=by, ladder=ladder), _:
            due, ladders = dict.fromkeys(departments, by), dict.fromkeys(departments, ladder)
            return Called(fact.round, frozenset(departments), frozenset(), due, ladders, {})
        case f.ReportInMoved(department=d, report_in_by=by), Called():
            return replace(state, due={**state.due, d: by})
        case f.DepartmentReportedIn(department=d), Called():
            awaiting = state.awaiting - {d}
            if awaiting:
                return replace(state, awaiting=awaiting)
            return Handling(state.round, state.called, state.called, asked=state.asked)
        case f.ReportInOverdue(department=d), Called():
            return replace(state, overdue=state.overdue | {d})
        case f.WhistleEscalated(department=d, step=step), Called():
            return replace(state, steps={**state.steps, d: step})
        case f.PartHandled(department=d), Handling():
            return replace(state, open=state.open - {d})
        case f.HandlingAgreed(done_by=by, by_rule=by_rule), Handling():
            return replace(state, done_by=by, by_rule=by_rule, lead=fact.lead)
        case f.JointVisitAsked(), Called() | Handling():
            return replace(state, asked=True)
        case f.HandlingMoved(done_by=by), Handling():
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
    commands=c.WhistleCommand,
    stream=lambda command: f"whistle-{command.whistle}",
    initial=Unheard(),
    decide=decide,
    evolve=evolve,
    # The fact says it as `to`.
    unrecorded={c.PassReportIn: ("escalate_to",)},
)
