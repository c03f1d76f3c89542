"""What whistle does when another service's fact arrives, and its deadlines."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from libs.events.catalog.inspection.visit import ClueFound
from libs.events.catalog.whistle.call import (
    DepartmentReportedIn,
    DepartmentsCalled,
    HandlingAgreed,
    HandlingOverdue,
    ReportInOverdue,
    WhistleClosed,
    WhistleConfirmed,
    WhistleEscalated,
)
from libs.events.catalog.whistle.clue import ClueAcknowledged, ClueHandled, ClueOverdue, ClueReceived, ClueReturned
from libs.events.decider import Command
from libs.events.envelope import Recorded
from libs.events.reactions import Environment, Reactions
from libs.events.store.store import Transaction
from libs.events.timers import Deadline, Deadlines

from .commands import Escalate, PassClueDeadline, PassHandling, PassReportIn, ReceiveClue
from .decide.clue import ACKNOWLEDGE, HANDLE
from .policy import POLICY

__all__ = ["deadlines", "reactions"]

reactions = Reactions()
deadlines = Deadlines()


@reactions.on(ClueFound)
async def clue_found(_: Transaction, found: Recorded[ClueFound], env: Environment) -> Iterable[Command]:
    """A violation in somebody else's field reaches the competent department (J-14)."""
    f = found.fact
    due = env.calendar.end_of_working_days(found.time, POLICY.clue_acknowledge_working_days)
    return [
        ReceiveClue(
            clue=f.clue,
            origin=f.visit,
            entity=f.entity,
            finder=f.finder,
            competent=f.competent,
            matter=f.matter,
            evidence=f.evidence,
            acknowledge_by=due,
        )
    ]


@deadlines.start(DepartmentsCalled)
def report_in_starts(called: Recorded[DepartmentsCalled]) -> Iterable[Deadline]:
    f = called.fact
    for department in f.departments:
        next_by = f.report_in_by + timedelta(hours=POLICY.step_hours)
        command = PassReportIn(whistle=f.whistle, department=department, escalate_to=POLICY.escalation[0], next_by=next_by)
        yield Deadline(f"report-in/{f.whistle}/{department}", called.stream, f.report_in_by, command)


@deadlines.stop(ReportInOverdue, DepartmentReportedIn)
def report_in_ends(done: Recorded[ReportInOverdue | DepartmentReportedIn]) -> Iterable[str]:
    yield f"report-in/{done.fact.whistle}/{done.fact.department}"


@deadlines.start(WhistleEscalated)
def next_step_starts(escalated: Recorded[WhistleEscalated]) -> Iterable[Deadline]:
    f = escalated.fact
    if f.next_by is None or f.step >= len(POLICY.escalation):
        return
    last = f.step + 1 == len(POLICY.escalation)
    command = Escalate(
        whistle=f.whistle,
        department=f.department,
        step=f.step + 1,
        to=POLICY.escalation[f.step],
        next_by=None if last else f.next_by + timedelta(hours=POLICY.step_hours),
    )
    yield Deadline(f"escalate/{f.whistle}/{f.department}", escalated.stream, f.next_by, command)


@deadlines.stop(DepartmentReportedIn)
def next_step_ends(reported: Recorded[DepartmentReportedIn]) -> Iterable[str]:
    yield f"escalate/{reported.fact.whistle}/{reported.fact.department}"


@deadlines.start(HandlingAgreed)
def handling_starts(agreed: Recorded[HandlingAgreed]) -> Iterable[Deadline]:
    f = agreed.fact
    yield Deadline(f"handling/{f.whistle}", agreed.stream, f.done_by, PassHandling(whistle=f.whistle))


@deadlines.stop(HandlingOverdue, WhistleConfirmed, WhistleClosed)
def handling_ends(done: Recorded[HandlingOverdue | WhistleConfirmed | WhistleClosed]) -> Iterable[str]:
    yield f"handling/{done.fact.whistle}"


@deadlines.start(ClueReceived, ClueReturned)
def acknowledge_starts(received: Recorded[ClueReceived | ClueReturned]) -> Iterable[Deadline]:
    f = received.fact
    command = PassClueDeadline(clue=f.clue, department=f.competent, stage=ACKNOWLEDGE)
    yield Deadline(f"clue/{f.clue}", received.stream, f.acknowledge_by, command)


@deadlines.start(ClueAcknowledged)
def handle_starts(acknowledged: Recorded[ClueAcknowledged]) -> Iterable[Deadline]:
    f = acknowledged.fact
    command = PassClueDeadline(clue=f.clue, department=f.department, stage=HANDLE)
    yield Deadline(f"clue/{f.clue}", acknowledged.stream, f.handle_by, command)


@deadlines.stop(ClueHandled, ClueOverdue)
def clue_ends(done: Recorded[ClueHandled | ClueOverdue]) -> Iterable[str]:
    yield f"clue/{done.fact.clue}"
