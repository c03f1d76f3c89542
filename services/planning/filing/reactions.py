"""What becomes of filings when the visit they joined is lost or over; the deadline of consent."""

from collections.abc import Iterable

from libs.events.catalog.inspection.result import ResultIssued
from libs.events.catalog.inspection.visit import VisitClosed, VisitClosedInConfidence
from libs.events.catalog.planning import filing as facts
from libs.events.decider import Command
from libs.events.envelope import Recorded
from libs.events.reactions import Environment, Reactions
from libs.events.store.store import Transaction
from libs.events.timers import Deadline, Deadlines
from services.planning.visit.views import queries as visit_queries

from . import commands as c
from .decide.filing import consent_due
from .views import queries

deadlines = Deadlines()

reactions = Reactions()


@reactions.on(ResultIssued)
async def part_left_out(tx: Transaction, issued: Recorded[ResultIssued], _: Environment) -> Iterable[Command]:
    """The part came too late, the record was sealed without it: the check is not lost, it waits for a later plan (L-14)."""
    done = {item for part in issued.fact.parts for item in part.items}
    visit, reason = issued.fact.visit, "并入的检查任务已完成,未含该部分 the visit it had joined was completed without it"
    joined = [row async for row in queries.filings_on(tx, visit=visit)]
    return [
        c.LoseVisit(filing=row["filing"], visit=visit, reason=reason) for row in joined if not done.issuperset(row["items"])
    ]


@reactions.on(VisitClosed, VisitClosedInConfidence)
async def visit_lost(tx: Transaction, closed: Recorded[VisitClosed], _: Environment) -> Iterable[Command]:
    """A visit that was cancelled takes the checks that had joined it into a later plan."""
    row = await visit_queries.visit(tx, visit=closed.fact.visit)
    # Officers who were there already went on: what was made then counts, cancelled or not.
    if row is None or row["cancelled"] is None or row["completed_on"] is not None:
        return []
    reason = f"并入的检查任务已取消 the visit it had joined was cancelled: {row['cancelled']}"[:2000]
    joined = [found async for found in queries.filings_on(tx, visit=row["visit"])]
    return [c.LoseVisit(filing=found["filing"], visit=row["visit"], reason=reason) for found in joined]


@deadlines.start(facts.FilingSubmitted, facts.FilingConfided)
def consent_starts(submitted: Recorded[facts.FilingSubmitted]) -> Iterable[Deadline]:
    f = submitted.fact
    yield Deadline(f"consent/{f.filing}", submitted.stream, consent_due(f.planned_on), c.PassConsent(filing=f.filing))


@deadlines.stop(
    facts.FilingConsented,
    facts.FilingConsentedInConfidence,
    facts.FilingExempted,
    facts.FilingExemptedInConfidence,
    facts.FilingJoined,
    facts.FilingJoinedInConfidence,
    facts.FilingDeferred,
    facts.FilingDeferredInConfidence,
    facts.FilingRefused,
    facts.FilingRefusedInConfidence,
    facts.FilingWithdrawn,
    facts.FilingWithdrawnInConfidence,
)
def consent_ends(settled: Recorded[facts.FilingDeferred]) -> Iterable[str]:
    yield f"consent/{settled.fact.filing}"
