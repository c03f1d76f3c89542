"""A dossier is owed when a visit is over; its time."""

from collections.abc import Iterable

from libs.events.calendar import local_day
from libs.events.catalog.inspection import dossier as f
from libs.events.catalog.inspection.clocks import ClockPassed
from libs.events.catalog.inspection.visit import Closing, VisitClosed
from libs.events.decider import Command
from libs.events.envelope import Recorded
from libs.events.reactions import Environment, Reactions
from libs.events.store.store import Transaction
from libs.events.timers import Deadline, Deadlines

from ..docket.streams import stream_of
from ..policy.decide import POLICY
from ..visit.views import queries as visits
from . import commands as c
from .numbers import number_of

reactions = Reactions()
deadlines = Deadlines()


@reactions.on(VisitClosed)
async def visit_closed(tx: Transaction, closed: Recorded[VisitClosed], env: Environment) -> Iterable[Command]:
    """Our own fact. One of which the time to file is over when it is first heard of is from before there were dossiers."""
    row = await visits.visit(tx, visit=closed.fact.visit)
    if (
        row is None
        or closed.fact.how == Closing.CANCELLED
        or (row["completed_on"] is None and row["closed_how"] != "frustrated")
    ):
        return []
    days = (await POLICY.in_force(tx, local_day(closed.time))).dossier_days
    due = env.calendar.end_of_days(closed.time, days)
    if due < env.clock() or (env.serves and row["lead"] not in env.serves):
        return []
    stream = stream_of("visit", row["visit"])
    return [c.OweDossier(dossier=number_of(stream), stream=stream, visit=row["visit"], department=row["lead"], due=due)]


@deadlines.start(f.DossierDue)
def time_starts(due: Recorded[f.DossierDue]) -> Iterable[Deadline]:
    dossier = due.fact.dossier
    yield Deadline(f"dossier/{dossier}", due.stream, due.fact.due, c.PassDossierDeadline(dossier=dossier))


@deadlines.stop(f.DossierFiled)
def time_ends(done: Recorded[f.DossierFiled]) -> Iterable[str]:
    yield f"dossier/{done.fact.dossier}"


@deadlines.stop(ClockPassed)
def time_has_passed(passed: Recorded[ClockPassed]) -> Iterable[str]:
    """Of dossiers: the stream says whose it is."""
    if passed.stream == f"dossier-{passed.fact.subject}":
        yield f"dossier/{passed.fact.subject}"
