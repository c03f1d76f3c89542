"""The times of a transfer: each stage has one, and whoever owes it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from libs.domain.calendar import moved
from libs.events.calendar import local_day
from libs.events.catalog.codes import Ref
from libs.events.catalog.inspection import transfer as f
from libs.events.catalog.inspection.clocks import ClockPassed
from libs.events.catalog.registry.calendar import YearArranged
from libs.events.decider import Command
from libs.events.envelope import Recorded
from libs.events.reactions import Environment, Reactions
from libs.events.store.store import Transaction
from libs.events.timers import Deadline, Deadlines

from ..policy.decide import POLICY
from . import commands as c
from .decide import APPROVE, DECIDE, DISPUTE, RECEIVE, RECONSIDER, SEND, VERIFY
from .views import queries

reactions = Reactions()
deadlines = Deadlines()


@reactions.on(YearArranged)
async def year_arranged(tx: Transaction, arranged: Recorded[YearArranged], env: Environment) -> Iterable[Command]:
    """The report alone is owed within working days."""

    async def working_days(row: Any) -> int:
        began = row["began_at"]
        return (await POLICY.in_force(tx, local_day(began), known_at=began)).transfer_verify_working_days

    def move(row: Any, due: datetime, year: int) -> Command:
        return c.MoveTransferDue(transfer=row["transfer"], due=due, year=year)

    return await moved(tx, arranged, env, open_dues=queries.open_transfer_dues, working_days=working_days, move=move)


def _clock(recorded: Recorded[Any], stage: str, due: datetime) -> Deadline:
    transfer: Ref = recorded.fact.transfer
    return Deadline(_key(transfer), recorded.stream, due, c.PassTransferClock(transfer=transfer, stage=stage))


def _key(transfer: Ref) -> str:
    """One at a time: the clock of a stage takes the place of that of the stage before."""
    return f"transfer/{transfer}"


@deadlines.start(f.CrimeSuspected)
def report_is_owed(new: Recorded[f.CrimeSuspected]) -> Iterable[Deadline]:
    yield _clock(new, VERIFY, new.fact.verify_by)


@deadlines.start(f.TransferDueMoved)
def report_is_owed_on_another_day(later: Recorded[f.TransferDueMoved]) -> Iterable[Deadline]:
    yield _clock(later, VERIFY, later.fact.due)


@deadlines.start(f.CrimeVerified)
def head_is_to_decide(done: Recorded[f.CrimeVerified]) -> Iterable[Deadline]:
    yield _clock(done, APPROVE, done.fact.approve_by)


@deadlines.start(f.TransferApproved)
def sending_is_owed(done: Recorded[f.TransferApproved]) -> Iterable[Deadline]:
    yield _clock(done, SEND, done.fact.send_by)


@deadlines.start(f.TransferSent, f.TransferPassedOn)
def receipt_is_owed(done: Recorded[f.TransferSent | f.TransferPassedOn]) -> Iterable[Deadline]:
    yield _clock(done, RECEIVE, done.fact.receive_by)


@deadlines.start(f.TransferReceived)
def decision_is_owed(done: Recorded[f.TransferReceived]) -> Iterable[Deadline]:
    yield _clock(done, DECIDE, done.fact.decide_by)


@deadlines.start(f.TransferRefused)
def objection_is_possible(done: Recorded[f.TransferRefused]) -> Iterable[Deadline]:
    """Where no way is left the command finds nothing to do."""
    yield _clock(done, DISPUTE, done.fact.dispute_by)


@deadlines.start(f.TransferDisputed)
def decision_is_owed_again(done: Recorded[f.TransferDisputed]) -> Iterable[Deadline]:
    if done.fact.decide_by is not None:
        yield _clock(done, RECONSIDER, done.fact.decide_by)


@deadlines.stop(f.TransferDeclined, f.TransferAccepted, f.TransferDisputed, f.TransferClosed)
def time_ends(
    done: Recorded[f.TransferDeclined | f.TransferAccepted | f.TransferDisputed | f.TransferClosed],
) -> Iterable[str]:
    yield _key(done.fact.transfer)


@deadlines.stop(ClockPassed)
def time_has_passed(done: Recorded[ClockPassed]) -> Iterable[str]:
    """Of transfers: the stream says whose it is."""
    if done.stream == f"transfer-{done.fact.subject}":
        yield _key(done.fact.subject)
