"""What becomes of visits when an entity is struck off."""

from collections.abc import Iterable

from libs.events.catalog.registry.entities import EntityStruckOff
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
