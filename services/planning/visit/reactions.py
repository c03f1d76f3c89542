"""What becomes of visits when an entity is struck off, or a place of business is closed."""

from collections.abc import Iterable

from libs.events.calendar import local_day
from libs.events.catalog.registry.entities import EntityStruckOff, PremisesClosed
from libs.events.decider import Command
from libs.events.envelope import Recorded
from libs.events.reactions import Environment, Reactions
from libs.events.store.store import Transaction

from . import commands as c
from .views import queries

reactions = Reactions()


@reactions.on(EntityStruckOff)
async def struck_off(tx: Transaction, gone: Recorded[EntityStruckOff], _: Environment) -> Iterable[Command]:
    """Nobody is sent to an entity that no longer exists."""
    reason = f"检查对象已从名录移除 struck off the register: {gone.fact.reason}"[:2000]
    return [
        c.CancelVisit(visit=row["visit"], reason=reason) async for row in queries.open_visits_at(tx, entity=gone.fact.entity)
    ]


@reactions.on(PremisesClosed)
async def premises_closed(tx: Transaction, closed: Recorded[PremisesClosed], _: Environment) -> Iterable[Command]:
    """Nobody is sent to a place where there is no business any more."""
    f = closed.fact
    reason = f"经营场所已停用 the premises were closed: {f.reason}"[:2000]
    rows = queries.open_visits_of_premises(
        tx, entity=f.entity, premises=f.premises, day=f.effective_from, today=local_day(closed.time)
    )
    return [c.CancelVisit(visit=row["visit"], reason=reason) async for row in rows]
