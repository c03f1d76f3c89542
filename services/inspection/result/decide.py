"""A result taken over from a file: recorded once, never overwritten, and revoked once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from libs.domain.office.days import check_past_day
from libs.events.calendar import local_day
from libs.events.catalog.inspection.result import RecordedResultRevoked, ResultRecorded
from libs.events.decider import Decider
from libs.events.fact import Fact

from . import commands as c
from . import refusals as r

recorded = ResultRecorded.of(c.RecordResult, "score")
revoked = RecordedResultRevoked.of(c.RevokeRecorded, "entity")


@dataclass(frozen=True, slots=True)
class Unrecorded:
    pass


@dataclass(frozen=True, slots=True)
class OnRecord:
    fact: ResultRecorded
    revoked: bool = False


State = Unrecorded | OnRecord


def decide(command: c.ResultCommand, state: State, now: datetime) -> Sequence[Fact]:
    """The same row again leads to nothing. Raises DayImpossible, ResultTaken, NoSuchRecorded and RecordedRevoked."""
    match command, state:
        case c.RevokeRecorded(), OnRecord(fact=held, revoked=False):
            return [revoked(command, entity=held.entity)]
        case c.RevokeRecorded(), OnRecord():
            raise r.RecordedRevoked(result=command.result)
        case c.RecordResult(), _:
            return _recorded(command, state, now)
        case _:
            raise r.NoSuchRecorded(result=command.result)


def _recorded(command: c.RecordResult, state: State, now: datetime) -> Sequence[Fact]:
    check_past_day("checked_on", command.checked_on, local_day(now))
    fact = recorded(command, score=command.score)
    match state:
        case Unrecorded():
            return [fact]
        case OnRecord(revoked=True):
            # The same file again does not bring back what was taken from it.
            raise r.RecordedRevoked(result=command.result)
        case OnRecord(fact=held) if held == fact:
            return []
        case OnRecord():
            raise r.ResultTaken(result=command.result)


def evolve(state: State, fact: Fact) -> State:
    match fact, state:
        case ResultRecorded(), _:
            return OnRecord(fact)
        case RecordedResultRevoked(), OnRecord():
            return replace(state, revoked=True)
    return state


RESULT: Decider[c.ResultCommand, State] = Decider(
    name="result",
    commands=c.ResultCommand,
    stream=lambda command: f"result-{command.result}",
    initial=Unrecorded(),
    decide=decide,
    evolve=evolve,
)
