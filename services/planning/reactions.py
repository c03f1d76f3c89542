"""What planning does when another service's fact arrives, and its deadlines. Results and lists only change views."""

from __future__ import annotations

from collections.abc import Iterable

from libs.events.catalog.inspection import VisitCompleted
from libs.events.catalog.planning import (
    BeaconMissed,
    BeaconRecorded,
    CommitmentMissed,
    DrawCompleted,
    DrawFrozen,
    DrawOpened,
    DrawVoided,
    NonceMissed,
)
from libs.events.catalog.registry import EntityStruckOff
from libs.events.decider import Command
from libs.events.envelope import Recorded
from libs.events.reactions import Environment, Reactions
from libs.events.store import Transaction
from libs.events.timers import Deadline, Deadlines

from .commands import CancelVisit, PassBeacon, PassCommit, PassReveal
from .decide.beacon import too_late
from .sealing import opening
from .views import queries

__all__ = ["deadlines", "reactions"]

reactions = Reactions()
deadlines = Deadlines()


@reactions.on(EntityStruckOff)
async def struck_off(tx: Transaction, gone: Recorded[EntityStruckOff], _: Environment) -> Iterable[Command]:
    """Nobody is sent to an entity that no longer exists."""
    reason = f"检查对象已从名录移除 struck off the register: {gone.fact.reason}"[:2000]
    return [CancelVisit(visit=row["visit"], reason=reason) async for row in queries.open_visits_at(tx, entity=gone.fact.entity)]


@reactions.on(VisitCompleted)
async def team_known(tx: Transaction, done: Recorded[VisitCompleted], _: Environment) -> Iterable[Command]:
    """Who came is no secret any more."""
    row = await queries.salt_of(tx, visit=done.fact.visit)
    return [] if row is None else [opening(row)]


@deadlines.start(DrawOpened)
def commit_starts(opened: Recorded[DrawOpened]) -> Iterable[Deadline]:
    f = opened.fact
    yield Deadline(f"commit/{f.draw}", opened.stream, f.commit_until, PassCommit(draw=f.draw))


@deadlines.stop(CommitmentMissed, DrawFrozen, DrawVoided)
def commit_ends(done: Recorded[CommitmentMissed | DrawFrozen | DrawVoided]) -> Iterable[str]:
    yield f"commit/{done.fact.draw}"


@deadlines.start(DrawFrozen)
def beacons_start(frozen: Recorded[DrawFrozen]) -> Iterable[Deadline]:
    f = frozen.fact
    # The last beacon named has no other behind it: it is waited for.
    for beacon in f.beacons[:-1]:
        due = too_late(beacon)
        if due is not None and beacon.round is not None:
            command = PassBeacon(draw=f.draw, round=beacon.round)
            yield Deadline(f"beacon/{f.draw}/{beacon.round}", frozen.stream, due, command)


@deadlines.stop(BeaconRecorded, BeaconMissed)
def beacon_ends(done: Recorded[BeaconRecorded | BeaconMissed]) -> Iterable[str]:
    yield f"beacon/{done.fact.draw}/{done.fact.round}"


@deadlines.start(DrawFrozen)
def reveal_starts(frozen: Recorded[DrawFrozen]) -> Iterable[Deadline]:
    f = frozen.fact
    yield Deadline(f"reveal/{f.draw}", frozen.stream, f.reveal_until, PassReveal(draw=f.draw))


@deadlines.stop(NonceMissed, DrawCompleted, DrawVoided)
def reveal_ends(done: Recorded[NonceMissed | DrawCompleted | DrawVoided]) -> Iterable[str]:
    yield f"reveal/{done.fact.draw}"
