"""The times of a hazard: to report it, to acknowledge it, to treat it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from libs.events.catalog.codes import Ref
from libs.events.catalog.inspection import hazard as f
from libs.events.catalog.inspection.clocks import ClockPassed
from libs.events.envelope import Recorded
from libs.events.timers import Deadline, Deadlines

from . import commands as c
from .decide import ACKNOWLEDGE, REPORT, TREAT

deadlines = Deadlines()


def _key(hazard: Ref, stage: str) -> str:
    return f"hazard/{hazard}/{stage}"


def _clock(recorded: Recorded[Any], stage: str, due: datetime) -> Deadline:
    hazard: Ref = recorded.fact.hazard
    return Deadline(_key(hazard, stage), recorded.stream, due, c.PassHazardClock(hazard=hazard, stage=stage))


@deadlines.start(f.DangerOrderGiven)
def report_is_owed(given: Recorded[f.DangerOrderGiven]) -> Iterable[Deadline]:
    """The first order says when. One that is given later finds nothing to do there: reported, or on record as late."""
    if given.version == 1:
        yield _clock(given, REPORT, given.fact.report_by)


@deadlines.start(f.HazardReported)
def acknowledgement_is_owed(done: Recorded[f.HazardReported]) -> Iterable[Deadline]:
    yield _clock(done, ACKNOWLEDGE, done.fact.acknowledge_by)


@deadlines.start(f.TreatmentOrdered)
def treatment_is_owed(done: Recorded[f.TreatmentOrdered]) -> Iterable[Deadline]:
    yield _clock(done, TREAT, done.fact.due)


@deadlines.stop(f.HazardReported)
def is_reported(done: Recorded[f.HazardReported]) -> Iterable[str]:
    yield _key(done.fact.hazard, REPORT)


@deadlines.stop(f.HazardAcknowledged, f.TreatmentOrdered, f.TreatmentDeclined)
def is_acknowledged(
    done: Recorded[f.HazardAcknowledged | f.TreatmentOrdered | f.TreatmentDeclined],
) -> Iterable[str]:
    yield _key(done.fact.hazard, ACKNOWLEDGE)


@deadlines.stop(f.TreatmentAccepted)
def is_treated(done: Recorded[f.TreatmentAccepted]) -> Iterable[str]:
    yield _key(done.fact.hazard, TREAT)


@deadlines.stop(ClockPassed)
def time_has_passed(done: Recorded[ClockPassed]) -> Iterable[str]:
    """Of hazards: the stream says whose it is."""
    if done.stream == f"hazard-{done.fact.subject}":
        yield _key(done.fact.subject, done.fact.stage)
