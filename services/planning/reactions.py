"""What planning does when another service's fact arrives, and its deadlines. Results and lists only change views."""

from __future__ import annotations

from collections.abc import Iterable

from libs.events.catalog.planning import DrawCompleted, DrawFrozen, NonceMissed
from libs.events.catalog.registry import EntityStruckOff
from libs.events.decider import Command
from libs.events.envelope import Recorded
from libs.events.reactions import Environment, Reactions
from libs.events.store import Transaction
from libs.events.timers import Deadline, Deadlines

from .commands import CancelVisit, PassReveal
from .views import queries

__all__ = ["deadlines", "reactions"]

reactions = Reactions()
deadlines = Deadlines()


@reactions.on(EntityStruckOff)
async def struck_off(tx: Transaction, gone: Recorded[EntityStruckOff], _: Environment) -> Iterable[Command]:
    """Nobody is sent to an entity that no longer exists."""
    reason = f"检查对象已从名录移除 struck off the register: {gone.fact.reason}"[:2000]
    return [CancelVisit(visit=row["visit"], reason=reason) async for row in queries.open_visits_at(tx, entity=gone.fact.entity)]


@deadlines.start(DrawFrozen)
def reveal_starts(frozen: Recorded[DrawFrozen]) -> Iterable[Deadline]:
    f = frozen.fact
    yield Deadline(f"reveal/{f.draw}", frozen.stream, f.reveal_until, PassReveal(draw=f.draw))


@deadlines.stop(NonceMissed, DrawCompleted)
def reveal_ends(done: Recorded[NonceMissed | DrawCompleted]) -> Iterable[str]:
    yield f"reveal/{done.fact.draw}"
