"""A transfer of what may be a crime: suspected, looked into by two, decided by the head, sent, received, a case opened or not,
ended (国务院令第310号).

Each step has a time and somebody who owes it; a time that passed is on record before what came after it (L-52).

Rules: H-31, L-52.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from libs.events.calendar import may_move
from libs.events.catalog.codes import Kind, Ref
from libs.events.catalog.inspection import transfer as f
from libs.events.catalog.inspection.clocks import ClockPassed
from libs.events.catalog.registry.organs import OrganCode, OrganKind
from libs.events.decider import Decider
from libs.events.fact import Fact

from . import commands as c
from . import refusals as r

VERIFY, APPROVE, SEND, RECEIVE, DECIDE, DISPUTE, RECONSIDER = (
    "verify", "approve", "send", "receive", "decide", "dispute", "reconsider",
)  # fmt: skip

suspected = f.CrimeSuspected.of(c.SuspectCrime, "verify_by")
moved = f.TransferDueMoved.of(c.MoveTransferDue)
verified = f.CrimeVerified.of(c.VerifyCrime, "approve_by")
approved = f.TransferApproved.of(c.ApproveTransfer, "send_by")
declined = f.TransferDeclined.of(c.DeclineTransfer)
documented = f.TransferDocumented.of(c.SendTransfer)
documented_end = f.TransferDocumented.of(c.CloseTransfer, "copy_to")
sent = f.TransferSent.of(c.SendTransfer, "visit", "department", "receive_by")
passed_on = f.TransferPassedOn.of(c.PassOnTransfer, "receive_by")
received = f.TransferReceived.of(c.ReceiveTransfer, "visit", "department", "decide_by")
accepted = f.TransferAccepted.of(c.AcceptTransfer)
refused = f.TransferRefused.of(c.RefuseTransfer, "dispute_by")
disputed = f.TransferDisputed.of(c.DisputeTransfer, "decide_by")
returned = f.TransferReturned.of(c.ReturnTransfer)
closed = f.TransferClosed.of(c.CloseTransfer, "visit", "department")


@dataclass(frozen=True, slots=True)
class Unsuspected:
    pass


@dataclass(frozen=True, slots=True)
class Suspected:
    """The department is to look into it. `due`: the time of the stage, None where none runs; `passed`: it is on record that it
    has passed.
    """

    about: f.CrimeSuspected
    due: datetime | None
    passed: bool = field(default=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Verified(Suspected):
    """The head is to decide."""

    reported_by: str = field(kw_only=True)


@dataclass(frozen=True, slots=True)
class Approved(Suspected):
    """The department is to send it."""


@dataclass(frozen=True, slots=True)
class Sent(Suspected):
    """The organ is to sign for it."""

    to: OrganCode = field(kw_only=True)
    ways: frozenset[f.DisputeWay] = field(default=frozenset(), kw_only=True)


@dataclass(frozen=True, slots=True)
class Received(Sent):
    """The organ is to decide whether it opens a case."""


@dataclass(frozen=True, slots=True)
class Disputed(Sent):
    """The organ is to decide again. `ways`: those that were taken."""


@dataclass(frozen=True, slots=True)
class NotOpened(Sent):
    """The department is to object, or to end it."""


@dataclass(frozen=True, slots=True)
class Opened(Sent):
    """A criminal case goes on."""


@dataclass(frozen=True, slots=True)
class Returned(Sent):
    """The department is to end it, and to act on the offence."""


@dataclass(frozen=True, slots=True)
class Declined:
    about: f.CrimeSuspected


@dataclass(frozen=True, slots=True)
class Closed:
    about: f.CrimeSuspected


State = Unsuspected | Suspected | Declined | Closed

STAGES: dict[type, Kind] = {
    Suspected: VERIFY, Verified: APPROVE, Approved: SEND, Sent: RECEIVE, Received: DECIDE, NotOpened: DISPUTE,
    Disputed: RECONSIDER,
}  # fmt: skip
"""What is owed in a state whose time runs."""
_NOW: dict[type, tuple[str, str]] = {
    Suspected: ("待核实", "still to be looked into"),
    Verified: ("待负责人审批", "before the head"),
    Approved: ("待移送", "approved and not sent"),
    Sent: ("待接收机关签收", "sent and not signed for"),
    Received: ("待接收机关决定是否立案", "with the organ, which decides"),
    Disputed: ("待接收机关复议", "with the organ, which decides again"),
    NotOpened: ("未予立案", "not opened"),
    Opened: ("已立案", "an open criminal case"),
    Returned: ("已退回", "given back"),
}
CRIMINAL = frozenset(
    {
        f.TransferOutcome.CONVICTED,
        f.TransferOutcome.ACQUITTED,
        f.TransferOutcome.NOT_PROSECUTED,
        f.TransferOutcome.DROPPED,
    }
)
"""Ends of a criminal case that was opened."""


def decide(command: c.TransferCommand, state: State, now: datetime) -> Sequence[Fact]:
    """The facts a command leads to. Raises the refusals of this folder."""
    match command, state:
        case c.SuspectCrime(), Unsuspected():
            return [_suspect(command)]
        case c.SuspectCrime(), Suspected(about=about) | Declined(about=about) | Closed(about=about):
            same = suspected(command, verify_by=about.verify_by) == about
            if not same:
                raise r.TransferNumberTaken(transfer=command.transfer)
            return []
        case _, Unsuspected():
            raise r.NoSuchTransfer(transfer=command.transfer)
        case c.PassTransferClock(stage=stage), Suspected() if stage == STAGES.get(type(state)):
            return _late(state, now)
        case c.PassTransferClock(), _:
            return []
        case c.MoveTransferDue(due=due), Suspected(due=datetime() as owed, passed=False) if type(
            state
        ) is Suspected and may_move(owed, due, now):
            return [moved(command)]
        case c.MoveTransferDue(), _:
            return []
        case _, Declined() | Closed():
            raise r.TransferOver(transfer=command.transfer)
        case _, Suspected():
            return [*_late(state, now), *_step(command, state, now)]
    raise AssertionError(f"{type(command).__name__} in {type(state).__name__}")


def _suspect(command: c.SuspectCrime) -> Fact:
    known = command.known
    if known.department is None:
        raise r.NoSuchFinding(finding=command.finding)
    if known.department != command.department:
        raise r.FindingOfAnother(finding=command.finding, owner=known.department)
    if known.already is not None:
        raise r.AlreadySuspected(finding=command.finding, already=known.already)
    return suspected(command, verify_by=known.due)


def _step(command: c.TransferCommand, state: Suspected, now: datetime) -> Sequence[Fact]:
    about = state.about
    match command, state:
        case c.VerifyCrime(), _ if type(state) is Suspected:
            return [_verified(command, about)]
        case c.ApproveTransfer(by=by) | c.DeclineTransfer(by=by), Verified(reported_by=reporter) if by == reporter:
            raise r.HeadDecidesAlone(by=by)
        case c.ApproveTransfer(known=known), Verified():
            return [approved(command, send_by=known.due)]
        case c.DeclineTransfer(known=known), Verified():
            known.require_kind(command.copy_to, OrganKind.PROCURATORATE, "copy_to")
            return [declined(command)]
        case c.SendTransfer(known=known), Approved():
            known.require_kind(command.to, OrganKind.POLICE, "to")
            known.require_kind(command.copy_to, OrganKind.PROCURATORATE, "copy_to")
            known.require()
            whose = {"visit": about.visit, "department": about.department}
            return [documented(command), sent(command, **whose, receive_by=known.due)]
        case c.CloseTransfer(), _:
            return _closed(command, state)
        case c.DisputeTransfer(), NotOpened():
            return [_disputed(command, state, now)]
        case (
            c.PassOnTransfer(receiver=receiver)
            | c.ReceiveTransfer(receiver=receiver)
            | c.AcceptTransfer(receiver=receiver)
            | c.RefuseTransfer(receiver=receiver)
            | c.ReturnTransfer(receiver=receiver),
            Sent(to=to),
        ):
            if receiver != to:
                raise r.NotTheReceiver(receiver=receiver)
            return [_received(command, state)]
    raise _not_now(command, state)


def _received(command: c.TransferCommand, state: Sent) -> Fact:
    """What the organ does that has it."""
    about = state.about
    match command, state:
        case c.PassOnTransfer(known=known), _ if type(state) in {Sent, Received}:
            if command.to == command.receiver:
                raise r.PassedOnToItself(to=command.to)
            known.require_kind(command.to, OrganKind.POLICE, "to")
            return passed_on(command, receive_by=known.due)
        case c.ReceiveTransfer(known=known), _ if type(state) is Sent:
            return received(command, visit=about.visit, department=about.department, decide_by=known.due)
        case c.AcceptTransfer(), Received() | Disputed():
            return accepted(command)
        case c.RefuseTransfer(known=known), Received() | Disputed():
            return refused(command, dispute_by=known.due)
        case c.ReturnTransfer(), Opened():
            return returned(command)
    raise _not_now(command, state)


def _verified(command: c.VerifyCrime, about: f.CrimeSuspected) -> Fact:
    known = command.known
    if len(set(command.officers)) < max(known.two_officers, len(command.officers)):
        raise r.TooFewOfficers(officers=command.officers, least=known.two_officers)
    if known.uncertified:
        raise r.OfficersNotCertified(officers=known.uncertified, department=about.department)
    known.require()
    return verified(command, approve_by=known.due)


def _disputed(command: c.DisputeTransfer, state: NotOpened, now: datetime) -> Fact:
    way = command.way
    if way in state.ways or f.DisputeWay.PROCURATORATE in state.ways:
        raise r.DisputedAlready(way=way)
    again = way is f.DisputeWay.RECONSIDERATION
    if again and state.due is not None and now > state.due:
        raise r.DisputeTooLate(way=way, until=state.due)
    return disputed(command, decide_by=command.known.due if again else None)


def _closed(command: c.CloseTransfer, state: Suspected) -> Sequence[Fact]:
    match state:
        case Opened():
            fits = command.outcome in CRIMINAL
        case NotOpened():
            fits = command.outcome is f.TransferOutcome.NOT_OPENED
        case Returned():
            fits = command.outcome is f.TransferOutcome.RETURNED
        case _:
            raise _not_now(command, state)
    if not fits:
        now_zh, now_en = _NOW[type(state)]
        raise r.OutcomeDoesNotFit(outcome=command.outcome, now_zh=now_zh, now_en=now_en)
    command.known.require()
    about = state.about
    return [documented_end(command, copy_to=None), closed(command, visit=about.visit, department=about.department)]


def _not_now(command: c.TransferCommand, state: Suspected) -> r.NotAtThisStage:
    now_zh, now_en = _NOW[type(state)]
    return r.NotAtThisStage(transfer=command.transfer, now_zh=now_zh, now_en=now_en)


def _late(state: Suspected, now: datetime) -> list[Fact]:
    if state.due is None or state.passed or now <= state.due:
        return []
    about, stage = state.about, STAGES[type(state)]
    owes: Ref = state.to if isinstance(state, Sent) and stage != DISPUTE else about.department
    return [ClockPassed(subject=about.transfer, stage=stage, owner=owes, due=state.due, since=about.transfer)]


def evolve(state: State, fact: Fact) -> State:
    match fact, state:
        case f.CrimeSuspected(verify_by=due), _:
            return Suspected(fact, due)
        case f.TransferDueMoved(due=due), Suspected():
            return replace(state, due=due)
        case ClockPassed(), Suspected():
            return replace(state, passed=True)
        case f.CrimeVerified(by=by, approve_by=due), Suspected(about=about):
            return Verified(about, due, reported_by=by)
        case f.TransferApproved(send_by=due), Suspected(about=about):
            return Approved(about, due)
        case f.TransferDeclined(), Suspected(about=about):
            return Declined(about)
        case f.TransferSent(to=to, receive_by=due), Suspected(about=about):
            return Sent(about, due, to=to)
        case f.TransferPassedOn(to=to, receive_by=due), Sent(about=about):
            return Sent(about, due, to=to)
        case f.TransferReceived(decide_by=due), Sent(about=about, to=to):
            return Received(about, due, to=to)
        case f.TransferAccepted(), Sent(about=about, to=to, ways=ways):
            return Opened(about, None, to=to, ways=ways)
        case f.TransferRefused(dispute_by=due), Sent(about=about, to=to, ways=ways):
            # Whom the procuratorate has answered, too, has no way left: only the end is owed, and that has no time.
            over = f.DisputeWay.PROCURATORATE in ways
            return NotOpened(about, None if over else due, to=to, ways=ways)
        case f.TransferDisputed(way=way, decide_by=due), Sent(about=about, to=to, ways=ways):
            return Disputed(about, due, to=to, ways=ways | {way})
        case f.TransferReturned(), Sent(about=about, to=to):
            return Returned(about, None, to=to)
        case f.TransferClosed(), Suspected(about=about):
            return Closed(about)
    return state


TRANSFER: Decider[c.TransferCommand, State] = Decider(
    name="transfer",
    commands=c.TransferCommand,
    stream=lambda command: f"transfer-{command.transfer}",
    initial=Unsuspected(),
    decide=decide,
    evolve=evolve,
)
