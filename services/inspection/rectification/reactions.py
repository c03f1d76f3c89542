"""The time that a rectification is given."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from libs.domain.calendar import moved
from libs.events.calendar import local_day
from libs.events.catalog.inspection import rectification as f
from libs.events.catalog.inspection.clocks import ClockPassed
from libs.events.catalog.registry.calendar import YearArranged
from libs.events.decider import Command
from libs.events.envelope import Recorded
from libs.events.reactions import Environment, Reactions
from libs.events.store.store import Transaction
from libs.events.timers import Deadline, Deadlines

from ..policy.decide import POLICY
from . import commands as c
from .decide import RECHECK
from .views import queries

reactions = Reactions()
deadlines = Deadlines()


@reactions.on(YearArranged)
async def year_arranged(tx: Transaction, arranged: Recorded[YearArranged], env: Environment) -> Iterable[Command]:
    async def working_days(row: Any) -> int:
        began = row["began_at"]
        return (await POLICY.in_force(tx, local_day(began), known_at=began)).rectification_working_days

    def move(row: Any, due: datetime, year: int) -> Command:
        return c.MoveRectificationDue(rectification=row["rectification"], due=due, year=year)

    return await moved(tx, arranged, env, open_dues=queries.open_dues, working_days=working_days, move=move)


@deadlines.start(f.RectificationDueMoved, f.RectificationExtended)
def time_moves(later: Recorded[f.RectificationDueMoved | f.RectificationExtended]) -> Iterable[Deadline]:
    order = later.fact
    command = c.PassRectificationDeadline(rectification=order.rectification)
    yield Deadline(f"rectification/{order.rectification}", later.stream, order.due, command)


@deadlines.start(f.RectificationOrdered)
def rectification_starts(ordered: Recorded[f.RectificationOrdered]) -> Iterable[Deadline]:
    order = ordered.fact
    command = c.PassRectificationDeadline(rectification=order.rectification)
    yield Deadline(f"rectification/{order.rectification}", ordered.stream, order.due, command)


@deadlines.stop(f.RectificationPassed, f.RectificationOverdue)
def rectification_ends(done: Recorded[f.RectificationPassed | f.RectificationOverdue]) -> Iterable[str]:
    yield f"rectification/{done.fact.rectification}"


@deadlines.start(f.RectificationFailed)
def time_begins_anew(again: Recorded[f.RectificationFailed]) -> Iterable[Deadline]:
    order = again.fact
    if order.due is not None:
        command = c.PassRectificationDeadline(rectification=order.rectification)
        yield Deadline(f"rectification/{order.rectification}", again.stream, order.due, command)


@deadlines.start(f.RectificationReported)
def recheck_is_owed(reported: Recorded[f.RectificationReported]) -> Iterable[Deadline]:
    said = reported.fact
    if said.recheck_by is not None:
        command = c.PassRecheckDeadline(rectification=said.rectification)
        yield Deadline(f"recheck/{said.rectification}", reported.stream, said.recheck_by, command)


@deadlines.stop(f.RectificationPassed, f.RectificationFailed)
def rechecked(done: Recorded[f.RectificationPassed | f.RectificationFailed]) -> Iterable[str]:
    yield f"recheck/{done.fact.rectification}"


@deadlines.stop(ClockPassed)
def recheck_is_late(late: Recorded[ClockPassed]) -> Iterable[str]:
    if late.fact.stage == RECHECK:
        yield f"recheck/{late.fact.subject}"
