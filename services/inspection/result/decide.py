"""A result taken over from a file: recorded once, never overwritten."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from libs.domain.office.days import check_past_day
from libs.events.calendar import local_day
from libs.events.catalog.inspection.result import ResultRecorded
from libs.events.decider import Decider
from libs.events.fact import Fact

from . import commands as c
from . import refusals as r

recorded = ResultRecorded.of(c.RecordResult, "score")


@dataclass(frozen=True, slots=True)
class Unrecorded:
    pass


@dataclass(frozen=True, slots=True)
class OnRecord:
    fact: ResultRecorded


State = Unrecorded | OnRecord


def decide(command: c.RecordResult, state: State, now: datetime) -> Sequence[Fact]:
    """The same row again leads to nothing. Raises DayImpossible, ResultTaken."""
    check_past_day("checked_on", command.checked_on, local_day(now))
    fact = recorded(command, score=command.score)
    match state:
        case Unrecorded():
            return [fact]
        case OnRecord(fact=held) if held == fact:
            return []
        case OnRecord():
            raise r.ResultTaken(result=command.result)


def evolve(state: State, fact: Fact) -> State:
    return OnRecord(fact) if isinstance(fact, ResultRecorded) else state


RESULT: Decider[c.RecordResult, State] = Decider(
    name="result",
    commands=c.RecordResult,
    stream=lambda command: f"result-{command.result}",
    initial=Unrecorded(),
    decide=decide,
    evolve=evolve,
)
