"""The deadlines of a whistle: report-in, escalation step by step, handling. What counts working days moves with its year."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from libs.domain.calendar import moved
from libs.events.calendar import local_day
from libs.events.catalog.codes import DepartmentCode
from libs.events.catalog.registry.calendar import YearArranged
from libs.events.catalog.whistle import call as facts
from libs.events.catalog.whistle.policy import WhistlePolicy
from libs.events.decider import Command
from libs.events.envelope import Recorded
from libs.events.reactions import Environment, Reactions
from libs.events.store.store import Transaction
from libs.events.timers import Deadline, Deadlines

from ..policy.decide import POLICY
from . import commands as c
from .views import queries

reactions = Reactions()
deadlines = Deadlines()


@reactions.on(YearArranged)
async def year_arranged(tx: Transaction, arranged: Recorded[YearArranged], env: Environment) -> Iterable[Command]:
    async def numbers(row: Any) -> WhistlePolicy:
        return await POLICY.in_force(tx, local_day(row["began_at"]), known_at=row["began_at"])

    async def report_in(row: Any) -> int | None:
        given = await numbers(row)
        # A call that is more urgent counts hours.
        return None if given.report_in_hours.get(facts.Urgency(row["urgency"])) else given.report_in_working_days

    async def handling(row: Any) -> int:
        return (await numbers(row)).handling_working_days

    def later(row: Any, due: datetime, year: int) -> Command:
        return c.MoveReportIn(whistle=row["whistle"], department=row["department"], report_in_by=due, year=year)

    def longer(row: Any, due: datetime, year: int) -> Command:
        return c.MoveHandling(whistle=row["whistle"], done_by=due, year=year)

    return [
        *await moved(tx, arranged, env, open_dues=queries.open_report_ins, working_days=report_in, move=later),
        *await moved(tx, arranged, env, open_dues=queries.open_handlings, working_days=handling, move=longer),
    ]


@deadlines.start(facts.DepartmentsCalled)
def report_in_starts(called: Recorded[facts.DepartmentsCalled]) -> Iterable[Deadline]:
    for department in called.fact.departments:
        yield _report_in(called, department)


@deadlines.start(facts.ReportInMoved)
def report_in_moves(later: Recorded[facts.ReportInMoved]) -> Iterable[Deadline]:
    yield _report_in(later, later.fact.department)


def _report_in(said: Recorded[facts.DepartmentsCalled | facts.ReportInMoved], department: DepartmentCode) -> Deadline:
    f, ladder = said.fact, said.fact.ladder
    command = c.PassReportIn(
        whistle=f.whistle, department=department, escalate_to=ladder.steps[0],
        next_by=f.report_in_by + timedelta(hours=ladder.hours), ladder=_above(ladder),
    )  # fmt: skip
    return Deadline(f"report-in/{f.whistle}/{department}", said.stream, f.report_in_by, command)


@deadlines.stop(facts.ReportInOverdue, facts.DepartmentReportedIn)
def report_in_ends(done: Recorded[facts.ReportInOverdue | facts.DepartmentReportedIn]) -> Iterable[str]:
    yield f"report-in/{done.fact.whistle}/{done.fact.department}"


@deadlines.start(facts.WhistleEscalated)
def next_step_starts(escalated: Recorded[facts.WhistleEscalated]) -> Iterable[Deadline]:
    f = escalated.fact
    ladder = f.ladder
    if f.next_by is None or not ladder.steps:
        return
    last = len(ladder.steps) == 1
    command = c.Escalate(
        whistle=f.whistle, department=f.department, step=f.step + 1, to=ladder.steps[0],
        next_by=None if last else f.next_by + timedelta(hours=ladder.hours), ladder=_above(ladder),
    )  # fmt: skip
    yield Deadline(f"escalate/{f.whistle}/{f.department}", escalated.stream, f.next_by, command)


def _above(ladder: facts.Ladder) -> facts.Ladder:
    return facts.Ladder(steps=ladder.steps[1:], hours=ladder.hours)


@deadlines.stop(facts.DepartmentReportedIn)
def next_step_ends(reported: Recorded[facts.DepartmentReportedIn]) -> Iterable[str]:
    yield f"escalate/{reported.fact.whistle}/{reported.fact.department}"


@deadlines.start(facts.HandlingAgreed, facts.HandlingMoved)
def handling_starts(agreed: Recorded[facts.HandlingAgreed | facts.HandlingMoved]) -> Iterable[Deadline]:
    f = agreed.fact
    yield Deadline(f"handling/{f.whistle}", agreed.stream, f.done_by, c.PassHandling(whistle=f.whistle))


@deadlines.stop(facts.HandlingOverdue, facts.WhistleConfirmed, facts.WhistleClosed)
def handling_ends(done: Recorded[facts.HandlingOverdue | facts.WhistleConfirmed | facts.WhistleClosed]) -> Iterable[str]:
    yield f"handling/{done.fact.whistle}"
