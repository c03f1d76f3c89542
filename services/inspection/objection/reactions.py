"""The two times of an objection: until it is taken on or not, and until it is decided."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from libs.domain.calendar import moved
from libs.events.calendar import local_day
from libs.events.catalog.inspection import objection as f
from libs.events.catalog.inspection.clocks import ClockPassed
from libs.events.catalog.registry.calendar import YearArranged
from libs.events.decider import Command
from libs.events.envelope import Recorded
from libs.events.reactions import Environment, Reactions
from libs.events.store.store import Transaction
from libs.events.timers import Deadline, Deadlines

from ..policy.decide import POLICY
from . import commands as c
from .decide import ADMIT, DECIDE
from .views import queries

reactions = Reactions()
deadlines = Deadlines()


@reactions.on(YearArranged)
async def year_arranged(tx: Transaction, arranged: Recorded[YearArranged], env: Environment) -> Iterable[Command]:
    async def working_days(row: Any) -> int:
        began = row["began_at"]
        numbers = await POLICY.in_force(tx, local_day(began), known_at=began)
        first = row["stage"] == ADMIT
        return numbers.objection_admit_working_days if first else numbers.objection_decide_working_days

    def move(row: Any, due: datetime, year: int) -> Command:
        return c.MoveObjectionDue(objection=row["objection"], stage=row["stage"], due=due, year=year)

    return await moved(tx, arranged, env, open_dues=queries.objection_dues, working_days=working_days, move=move)


@deadlines.start(f.ObjectionLodged)
def admission_starts(lodged: Recorded[f.ObjectionLodged]) -> Iterable[Deadline]:
    yield _deadline(lodged, lodged.fact.objection, ADMIT, lodged.fact.admit_by)


@deadlines.start(f.ObjectionAccepted)
def decision_starts(accepted: Recorded[f.ObjectionAccepted]) -> Iterable[Deadline]:
    yield _deadline(accepted, accepted.fact.objection, DECIDE, accepted.fact.decide_by)


@deadlines.start(f.ObjectionDueMoved)
def time_moves(later: Recorded[f.ObjectionDueMoved]) -> Iterable[Deadline]:
    yield _deadline(later, later.fact.objection, later.fact.stage, later.fact.due)


def _deadline(fact: Recorded[Any], objection: str, stage: str, due: datetime) -> Deadline:
    command = c.PassObjectionDeadline(objection=objection, stage=stage)
    return Deadline(f"objection/{objection}", fact.stream, due, command)


@deadlines.stop(f.ObjectionInadmissible, f.ObjectionDecided, f.ObjectionWithdrawn)
def step_ends(done: Recorded[f.ObjectionInadmissible | f.ObjectionDecided | f.ObjectionWithdrawn]) -> Iterable[str]:
    yield f"objection/{done.fact.objection}"


@deadlines.stop(ClockPassed)
def step_is_late(passed: Recorded[ClockPassed]) -> Iterable[str]:
    if passed.fact.stage in {ADMIT, DECIDE}:
        yield f"objection/{passed.fact.subject}"
