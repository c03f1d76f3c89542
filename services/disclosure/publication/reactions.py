"""What is final elsewhere starts the clock of its publication; what is revoked takes it back. The clock itself."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from libs.domain.calendar import for_setting, moved
from libs.events.calendar import local_day
from libs.events.catalog.disclosure import publication as facts
from libs.events.catalog.inspection.result import ResultIssued, ResultRevoked
from libs.events.catalog.planning.conducting import DrawCompleted
from libs.events.catalog.planning.plan import PlanApproved
from libs.events.catalog.registry.calendar import YearArranged
from libs.events.decider import Command
from libs.events.envelope import Recorded
from libs.events.reactions import Environment, Reactions
from libs.events.store.store import Transaction
from libs.events.timers import Deadline, Deadlines

from ..policy.decide import POLICY
from ..record.names import publication_ref
from . import commands as c
from .views import queries

reactions = Reactions()
deadlines = Deadlines()


async def _clock_starts(
    tx: Transaction,
    because: Recorded[ResultIssued | DrawCompleted | PlanApproved],
    env: Environment,
    *,
    subject: facts.Subject,
    reference: str,
    occurred_on: date,
    edition: int | None = None,
    entity: str | None = None,
) -> list[Command]:
    """Whoever enforces publishes (B-33): the lead department owes it, counted from when the fact became final."""
    calendar = await for_setting(tx, env)
    numbers = await POLICY.in_force(tx, local_day(because.time))
    return [
        c.OpenPublication(
            publication=publication_ref(subject, reference, edition), subject=subject, reference=reference, entity=entity,
            department=because.fact.lead, occurred_on=occurred_on,
            due=calendar.end_of_working_days(because.time, numbers.publish_working_days),
        )
    ]  # fmt: skip


@reactions.on(ResultIssued, steady=True)
async def result_issued(tx: Transaction, issued: Recorded[ResultIssued], env: Environment) -> Iterable[Command]:
    """Results and their handling are public within 5 working days (L-27, H-14)."""
    f = issued.fact
    return await _clock_starts(
        tx, issued, env, subject=facts.Subject.RESULT, reference=f.result, occurred_on=f.checked_on, entity=f.entity
    )


@reactions.on(DrawCompleted, steady=True)
async def draw_completed(tx: Transaction, completed: Recorded[DrawCompleted], env: Environment) -> Iterable[Command]:
    f = completed.fact
    return await _clock_starts(tx, completed, env, subject=facts.Subject.DRAW, reference=f.draw, occurred_on=f.completed_on)


@reactions.on(PlanApproved, steady=True)
async def plan_approved(tx: Transaction, approved: Recorded[PlanApproved], env: Environment) -> Iterable[Command]:
    """Each approved edition of a plan is public (B-33: rules, plan, standard, process, result)."""
    f = approved.fact
    day = local_day(approved.time)
    return await _clock_starts(
        tx, approved, env, subject=facts.Subject.PLAN, reference=f.plan, edition=f.edition, occurred_on=day
    )


@reactions.on(ResultRevoked, steady=True)
async def result_revoked(_: Transaction, revoked: Recorded[ResultRevoked], __: Environment) -> Iterable[Command]:
    """What is revoked is not left standing, and nobody is made to publish it."""
    f = revoked.fact
    return [c.TakeBackRevoked(publication=publication_ref(facts.Subject.RESULT, f.result), reason=f.reason)]


@reactions.on(YearArranged)
async def year_arranged(tx: Transaction, arranged: Recorded[YearArranged], env: Environment) -> Iterable[Command]:
    async def working_days(row: Any) -> int:
        return (await POLICY.in_force(tx, local_day(row["began_at"]), known_at=row["opened_at"])).publish_working_days

    def move(row: Any, due: datetime, year: int) -> Command:
        return c.MoveDue(publication=row["publication"], due=due, year=year)

    return await moved(tx, arranged, env, open_dues=queries.open_dues, working_days=working_days, move=move)


@deadlines.start(facts.PublicationDueMoved)
def clock_moves(later: Recorded[facts.PublicationDueMoved]) -> Iterable[Deadline]:
    f = later.fact
    yield Deadline(f"publication/{f.publication}", later.stream, f.due, c.PassPublicationDue(publication=f.publication))


@deadlines.start(facts.PublicationDue)
def clock_starts(due: Recorded[facts.PublicationDue]) -> Iterable[Deadline]:
    f = due.fact
    yield Deadline(f"publication/{f.publication}", due.stream, f.due, c.PassPublicationDue(publication=f.publication))


@deadlines.stop(facts.PublicationMade, facts.PublicationOverdue, facts.PublicationWithdrawn)
def clock_ends(done: Recorded[facts.PublicationMade | facts.PublicationOverdue | facts.PublicationWithdrawn]) -> Iterable[str]:
    yield f"publication/{done.fact.publication}"
