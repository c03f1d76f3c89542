"""The deadlines of a whistle: report-in, escalation step by step, handling."""

from collections.abc import Iterable
from datetime import timedelta

from libs.events.catalog.whistle import call as facts
from libs.events.envelope import Recorded
from libs.events.timers import Deadline, Deadlines

from . import commands as c

deadlines = Deadlines()


@deadlines.start(facts.DepartmentsCalled)
def report_in_starts(called: Recorded[facts.DepartmentsCalled]) -> Iterable[Deadline]:
    f = called.fact
    ladder = f.ladder
    for department in f.departments:
        command = c.PassReportIn(
            whistle=f.whistle, department=department, escalate_to=ladder.steps[0],
            next_by=f.report_in_by + timedelta(hours=ladder.hours), ladder=_above(ladder),
        )  # fmt: skip
        yield Deadline(f"report-in/{f.whistle}/{department}", called.stream, f.report_in_by, command)


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


@deadlines.start(facts.HandlingAgreed)
def handling_starts(agreed: Recorded[facts.HandlingAgreed]) -> Iterable[Deadline]:
    f = agreed.fact
    yield Deadline(f"handling/{f.whistle}", agreed.stream, f.done_by, c.PassHandling(whistle=f.whistle))


@deadlines.stop(facts.HandlingOverdue, facts.WhistleConfirmed, facts.WhistleClosed)
def handling_ends(done: Recorded[facts.HandlingOverdue | facts.WhistleConfirmed | facts.WhistleClosed]) -> Iterable[str]:
    yield f"handling/{done.fact.whistle}"
