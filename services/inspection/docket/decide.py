"""A docket: numbers from 1 on, one after the other.

The number is the stream's next, and the fact that takes it is stored with the one that issues the paper, in one transaction: of
two who ask at once the second takes the one after, and a request that fails has taken none.
"""

from collections.abc import Sequence
from datetime import datetime

from libs.events.calendar import local_day
from libs.events.catalog.inspection.docket import NumberTaken
from libs.events.decider import Decider
from libs.events.fact import Fact

from . import commands as c
from . import refusals as r

taken = NumberTaken.of(c.TakeNumber, "number")


def decide(command: c.DocketCommand, last: int, now: datetime) -> Sequence[Fact]:
    """Raises DocketOver."""
    match command:
        case c.TakeNumber(year=year):
            running = local_day(now).year
            if year != running:
                raise r.DocketOver(field="year", value=year, year=year, now=running)
            return [taken(command, number=last + 1)]
    raise AssertionError(type(command).__name__)


def evolve(last: int, fact: Fact) -> int:
    return fact.number if isinstance(fact, NumberTaken) else last


DOCKET: Decider[c.DocketCommand, int] = Decider(
    name="docket",
    commands=c.DocketCommand,
    stream=lambda command: f"docket-{command.department}-{command.year}-{command.kind}",
    initial=0,
    decide=decide,
    evolve=evolve,
)
