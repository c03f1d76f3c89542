"""The deadlines of draws; the team of a visit is told when it is completed."""

from collections.abc import Iterable

from libs.events.catalog.inspection.visit import VisitCompleted
from libs.events.catalog.planning import conducting as facts
from libs.events.decider import Command
from libs.events.envelope import Recorded
from libs.events.reactions import Environment, Reactions
from libs.events.store.store import Transaction
from libs.events.timers import Deadline, Deadlines
from services.planning.filing.unplanned import to_tell
from services.planning.visit import commands as visit_commands
from services.planning.visit.views import queries as visit_queries

from . import commands as c
from .decide.beacon import too_late
from .sealing import opening
from .views import queries

deadlines = Deadlines()

reactions = Reactions()


@reactions.on(VisitCompleted)
async def team_known(tx: Transaction, done: Recorded[VisitCompleted], _: Environment) -> Iterable[Command]:
    """Who came is no secret any more, and that somebody came."""
    visit, joined = done.fact.visit, await to_tell(tx, [done.fact.visit])
    row = await queries.salt_of(tx, visit=visit)
    if row is not None:
        return [opening(row), *joined]
    return [visit_commands.TellVisit(visit=visit), *joined] if await visit_queries.is_confided(tx, visit=visit) else joined


@deadlines.start(facts.DrawOpened)
def commit_starts(opened: Recorded[facts.DrawOpened]) -> Iterable[Deadline]:
    f = opened.fact
    yield Deadline(f"commit/{f.draw}", opened.stream, f.commit_until, c.PassCommit(draw=f.draw))


@deadlines.stop(facts.CommitmentMissed, facts.DrawFrozen, facts.DrawVoided)
def commit_ends(done: Recorded[facts.CommitmentMissed | facts.DrawFrozen | facts.DrawVoided]) -> Iterable[str]:
    yield f"commit/{done.fact.draw}"


@deadlines.start(facts.DrawFrozen)
def beacons_start(frozen: Recorded[facts.DrawFrozen]) -> Iterable[Deadline]:
    f = frozen.fact
    # The last beacon named has no other behind it: it is waited for.
    for beacon in f.beacons[:-1]:
        due = too_late(beacon)
        if due is not None and beacon.round is not None:
            command = c.PassBeacon(draw=f.draw, round=beacon.round)
            yield Deadline(f"beacon/{f.draw}/{beacon.round}", frozen.stream, due, command)


@deadlines.stop(facts.BeaconRecorded, facts.BeaconMissed)
def beacon_ends(done: Recorded[facts.BeaconRecorded | facts.BeaconMissed]) -> Iterable[str]:
    yield f"beacon/{done.fact.draw}/{done.fact.round}"


@deadlines.start(facts.DrawFrozen)
def reveal_starts(frozen: Recorded[facts.DrawFrozen]) -> Iterable[Deadline]:
    f = frozen.fact
    yield Deadline(f"reveal/{f.draw}", frozen.stream, f.reveal_until, c.PassReveal(draw=f.draw))


@deadlines.stop(facts.NonceMissed, facts.DrawCompleted, facts.DrawVoided)
def reveal_ends(done: Recorded[facts.NonceMissed | facts.DrawCompleted | facts.DrawVoided]) -> Iterable[str]:
    yield f"reveal/{done.fact.draw}"
