"""The clocks of a case, and the working days that they count."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from libs.domain.calendar import moved
from libs.events.calendar import local_day
from libs.events.catalog.inspection.case import OfCase
from libs.events.catalog.inspection.clocks import ClockPassed
from libs.events.catalog.inspection.penalty import CaseClockMoved
from libs.events.catalog.registry.calendar import YearArranged
from libs.events.decider import Command
from libs.events.envelope import Recorded
from libs.events.reactions import Environment, Reactions
from libs.events.store.store import Transaction
from libs.events.timers import Deadline, Deadlines

from ..policy.decide import POLICY
from . import commands as c
from .decide import clocks
from .views import queries

reactions = Reactions()
deadlines = Deadlines()

_WORKING_DAYS: Final = {
    clocks.REVIEW: "review_working_days",
    clocks.DEFEND: "defend_working_days",
    clocks.SERVE: "serve_working_days",
}


@reactions.on(YearArranged)
async def year_arranged(tx: Transaction, arranged: Recorded[YearArranged], env: Environment) -> Iterable[Command]:
    async def working_days(row: Any) -> int:
        began = row["began_at"]
        numbers = await POLICY.in_force(tx, local_day(began), known_at=began)
        days: int = getattr(numbers, _WORKING_DAYS[row["stage"]])
        return days

    def move(row: Any, due: datetime, year: int) -> Command:
        return c.MoveCaseClock(case=row["case_ref"], stage=row["stage"], due=due, year=year)

    return await moved(tx, arranged, env, open_dues=queries.case_dues, working_days=working_days, move=move)


@deadlines.start(*clocks.FACTS)
def clock_starts(recorded: Recorded[OfCase | CaseClockMoved]) -> Iterable[Deadline]:
    case = recorded.fact.case
    for stage, due in clocks.started(recorded.fact):
        command = c.PassCaseClock(case=case, stage=stage, due=due, since=str(recorded.id))
        yield Deadline(f"{stage}/{case}", recorded.stream, due, command)


@deadlines.stop(*clocks.FACTS)
def clock_ends(recorded: Recorded[OfCase | CaseClockMoved]) -> Iterable[str]:
    for stage in clocks.ended(recorded.fact):
        yield f"{stage}/{recorded.fact.case}"


@deadlines.stop(ClockPassed)
def clock_passed(recorded: Recorded[ClockPassed]) -> Iterable[str]:
    if recorded.fact.stage in clocks.STAGES:
        yield f"{recorded.fact.stage}/{recorded.fact.subject}"
