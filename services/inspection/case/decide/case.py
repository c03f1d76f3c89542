"""A case: filed, investigated, proposed, told, decided, served, performed, closed. A table of its steps reads like the law."""

from collections.abc import Sequence
from datetime import datetime

from libs.events.calendar import local_day, may_move
from libs.events.catalog.inspection import case as f
from libs.events.catalog.inspection import penalty as p
from libs.events.decider import Decider
from libs.events.fact import Fact

from ...visit.decide.window import end_of
from .. import commands as c
from .. import penalty_refusals as pr
from .. import refusals as r
from . import before, checks, decision
from .clocks import Clock
from .state import Case, Closed, State, Unfiled, evolve, passed

suspended = f.CaseSuspended.of(c.SuspendCase, "department", "at")
resumed = f.CaseResumed.of(c.ResumeCase, "department", "decide_by")
extended = f.CaseExtended.of(c.ExtendCase, "department", "decide_by")
clock_moved = p.CaseClockMoved.of(c.MoveCaseClock)


def decide(command: c.CaseCommand, state: State, now: datetime) -> Sequence[Fact]:
    """The facts a command leads to. Raises the refusals of this matter."""
    match command:
        case c.FileCase() | c.DeclineCase():
            return before.file(command, state, now)
        case c.PassCaseClock():
            return _passed(command, state, now)
        case c.MoveCaseClock():
            return _clock_moved(command, state, now)
        case c.RevokePenalty() if isinstance(state, Closed):
            return [decision.revoke(command, state.case)]
    case_ = checks.running(state, command.case)
    match command:
        case c.ReplaceCaseOfficer():
            return [before.replace_officer(command, case_)]
        case c.RevokePenalty():
            return [decision.revoke(command, case_)]
        case c.CloseCase():
            return [decision.close(command, case_)]
        case c.WithdrawCase():
            return [decision.withdraw(command, case_)]
        case c.ResumeCase():
            return [_resumed(command, case_, now)]
        case c.ServeCase():
            return [decision.serve(command, case_, now)]
        case c.PerformPenalty():
            return [decision.perform(command, case_, now)]
        case c.DeferPenalty():
            return [decision.defer(command, case_, now)]
        case c.AddSurcharge():
            return [decision.add_surcharge(command, case_, now)]
        case c.AskEnforcement():
            return [decision.ask_enforcement(command, case_, now)]
        case c.AddCaseEvidence() if not case_.decided:
            # Evidence is secured while the case is suspended, too.
            return [before.add_evidence(command, case_, now)]
    return _before_the_decision(command, checks.not_yet_decided(state, command.case), now)


def _before_the_decision(command: c.CaseCommand, case: Case, now: datetime) -> Sequence[Fact]:
    match command:
        case c.ProposeCase():
            return [before.propose(command, case)]
        case c.AskLegalReview():
            return before.ask_review(command, case)
        case c.GiveLegalReview():
            return [before.give_review(command, case)]
        case c.TellPenalty():
            return [before.tell(command, case, now)]
        case c.ReceiveDefence():
            return [before.receive_defence(command, case, now)]
        case c.AskHearing():
            return before.ask_hearing(command, case, now)
        case c.CallHearing():
            return [before.call_hearing(command, case)]
        case c.HoldHearing():
            return [before.hold_hearing(command, case, now)]
        case c.DiscussCase():
            return [before.discuss(command, case)]
        case c.DecidePenalty():
            return decision.decide_penalty(command, case, now)
        case c.DecideOnSpot():
            return decision.decide_on_spot(command, case, now)
        case c.DecideNoPenalty():
            return [decision.decide_no_penalty(command, case, now)]
        case c.SuspendCase():
            return [_suspended(command, case, now)]
        case c.ExtendCase():
            return [_extended(command, case, now)]
    raise AssertionError(type(command).__name__)


def _suspended(command: c.SuspendCase, case: Case, now: datetime) -> Fact:
    """Art. 27. Raises TransferUnnamed."""
    if command.ground is f.SuspensionGround.CRIME and command.transfer is None:
        raise r.TransferUnnamed(transfer=None)
    return suspended(command, department=case.filed.department, at=now)


def _resumed(command: c.ResumeCase, case: Case, now: datetime) -> Fact:
    """The time for the decision goes on where it stood still. Raises NotSuspended."""
    if case.suspended is None:
        raise r.NotSuspended(case=command.case)
    due = case.decide_by + (now - case.suspended.at)
    return resumed(command, department=case.filed.department, decide_by=due)


def _extended(command: c.ExtendCase, case: Case, now: datetime) -> Fact:
    """Art. 60. Raises ExtensionTooLong and, from the second on, DiscussionMissing."""
    until, first = end_of(command.until), case.decide_by
    last = first.fromordinal(local_day(first).toordinal() + command.known).date()
    if now > first or until <= first or command.until > last:
        raise r.ExtensionTooLong(until=command.until, first=local_day(first), last=last)
    if case.extended and not (case.proposed and case.proposed.carried):
        raise pr.DiscussionMissing(case=command.case)
    return extended(command, department=case.filed.department, decide_by=until)


def _clock(state: State, stage: str) -> Clock | None:
    clocks = state.clocks if isinstance(state, Case) else ()
    return next((clock for clock in clocks if clock.stage == stage), None)


def _passed(command: c.PassCaseClock, state: State, now: datetime) -> Sequence[Fact]:
    clock = _clock(state, command.stage)
    if not isinstance(state, Case) or clock is None or clock.due != command.due or now <= clock.due:
        return []
    return [passed(state, clock.stage, clock.due, command.since)]


def _clock_moved(command: c.MoveCaseClock, state: State, now: datetime) -> Sequence[Fact]:
    """The year's holidays are known now. What has passed has passed."""
    clock = _clock(state, command.stage)
    if clock is None or not may_move(clock.due, command.due, now):
        return []
    return [clock_moved(command)]


CASE: Decider[c.CaseCommand, State] = Decider(
    name="case",
    commands=c.CaseCommand,
    stream=lambda command: f"case-{command.case}",
    initial=Unfiled(),
    decide=decide,
    evolve=evolve,
    # The last day of an extension is recorded as its moment; what the party said on the spot as what was weighed.
    unrecorded={c.ExtendCase: ("until",), c.DecideOnSpot: ("said",)},
)
