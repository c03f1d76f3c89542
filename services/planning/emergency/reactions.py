"""The deadline of the joint conference's ruling."""

from collections.abc import Iterable

from libs.events.catalog.planning import emergency as f
from libs.events.catalog.planning.clocks import ClockPassed
from libs.events.envelope import Recorded
from libs.events.timers import Deadline, Deadlines

from . import commands as c
from .decide import RULING

deadlines = Deadlines()


@deadlines.start(f.EmergencyEntered)
def ruling_starts(entered: Recorded[f.EmergencyEntered]) -> Iterable[Deadline]:
    entry = entered.fact
    yield Deadline(f"ruling/{entry.emergency}", entered.stream, entry.rule_by, c.PassRuling(emergency=entry.emergency))


@deadlines.stop(f.EmergencyRuled)
def ruling_ends(ruled: Recorded[f.EmergencyRuled]) -> Iterable[str]:
    yield f"ruling/{ruled.fact.emergency}"


@deadlines.stop(ClockPassed)
def ruling_passes(passed: Recorded[ClockPassed]) -> Iterable[str]:
    if passed.fact.stage == RULING:
        yield f"ruling/{passed.fact.subject}"
