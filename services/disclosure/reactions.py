"""What disclosure does when another service's fact arrives, and its deadlines."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from libs.events.calendar import CHINA
from libs.events.catalog.disclosure.publication import (
    PublicationDue,
    PublicationMade,
    PublicationOverdue,
    PublicationWithdrawn,
    Subject,
)
from libs.events.catalog.inspection.result import ResultIssued, ResultRevoked
from libs.events.catalog.planning.conducting import DrawCompleted
from libs.events.catalog.planning.plan import PlanApproved
from libs.events.decider import Command
from libs.events.envelope import Recorded
from libs.events.reactions import Environment, Reactions
from libs.events.store.store import Transaction
from libs.events.timers import Deadline, Deadlines

from .commands import OpenPublication, PassPublicationDue, TakeBackRevoked, publication_ref
from .policy import POLICY

__all__ = ["deadlines", "reactions"]

reactions = Reactions()
deadlines = Deadlines()


def _clock_starts(
    because: Recorded[ResultIssued | DrawCompleted | PlanApproved],
    env: Environment,
    *,
    subject: Subject,
    reference: str,
    occurred_on: date,
    edition: int | None = None,
    entity: str | None = None,
) -> list[Command]:
    """Whoever enforces publishes (B-33): the lead department owes it, counted from when the fact became final."""
    return [
        OpenPublication(
            publication=publication_ref(subject, reference, edition),
            subject=subject,
            reference=reference,
            entity=entity,
            department=because.fact.lead,
            occurred_on=occurred_on,
            due=env.calendar.end_of_working_days(because.time, POLICY.publish_working_days),
        )
    ]


@reactions.on(ResultIssued)
async def result_issued(_: Transaction, issued: Recorded[ResultIssued], env: Environment) -> Iterable[Command]:
    """Results and their handling are public within 5 working days (L-27, H-14)."""
    f = issued.fact
    return _clock_starts(issued, env, subject=Subject.RESULT, reference=f.result, occurred_on=f.checked_on, entity=f.entity)


@reactions.on(DrawCompleted)
async def draw_completed(_: Transaction, completed: Recorded[DrawCompleted], env: Environment) -> Iterable[Command]:
    f = completed.fact
    return _clock_starts(completed, env, subject=Subject.DRAW, reference=f.draw, occurred_on=f.completed_on)


@reactions.on(PlanApproved)
async def plan_approved(_: Transaction, approved: Recorded[PlanApproved], env: Environment) -> Iterable[Command]:
    """Each approved edition of a plan is public (B-33: rules, plan, standard, process, result)."""
    f = approved.fact
    day = approved.time.astimezone(CHINA).date()
    return _clock_starts(approved, env, subject=Subject.PLAN, reference=f.plan, edition=f.edition, occurred_on=day)


@reactions.on(ResultRevoked)
async def result_revoked(_: Transaction, revoked: Recorded[ResultRevoked], __: Environment) -> Iterable[Command]:
    """What is revoked is not left standing, and nobody is made to publish it."""
    f = revoked.fact
    return [TakeBackRevoked(publication=publication_ref(Subject.RESULT, f.result), reason=f.reason)]


@deadlines.start(PublicationDue)
def clock_starts(due: Recorded[PublicationDue]) -> Iterable[Deadline]:
    f = due.fact
    yield Deadline(f"publication/{f.publication}", due.stream, f.due, PassPublicationDue(publication=f.publication))


@deadlines.stop(PublicationMade, PublicationOverdue, PublicationWithdrawn)
def clock_ends(done: Recorded[PublicationMade | PublicationOverdue | PublicationWithdrawn]) -> Iterable[str]:
    yield f"publication/{done.fact.publication}"
