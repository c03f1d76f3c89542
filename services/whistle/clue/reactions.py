"""A clue found on a visit opens one here; the two clocks of a clue."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from libs.domain.calendar import for_setting, moved
from libs.events.calendar import local_day
from libs.events.catalog.inspection.visit import ClueFound
from libs.events.catalog.registry.calendar import YearArranged
from libs.events.catalog.whistle import clue as facts
from libs.events.decider import Command
from libs.events.envelope import Recorded
from libs.events.reactions import Environment, Reactions
from libs.events.store.store import Transaction
from libs.events.timers import Deadline, Deadlines

from ..policy.decide import POLICY
from . import commands as c
from .decide import ACKNOWLEDGE, HANDLE
from .views import queries

reactions = Reactions()
deadlines = Deadlines()


@reactions.on(ClueFound, steady=True)
async def clue_found(tx: Transaction, found: Recorded[ClueFound], env: Environment) -> Iterable[Command]:
    """A violation in somebody else's field reaches the competent department (J-14)."""
    f = found.fact
    numbers = await POLICY.in_force(tx, local_day(found.time))
    due = (await for_setting(tx, env)).end_of_working_days(found.time, numbers.clue_acknowledge_working_days)
    return [
        c.ReceiveClue(
            clue=f.clue, origin=f.visit, entity=f.entity, finder=f.finder, competent=f.competent, matter=f.matter,
            evidence=f.evidence, known=c.Clock(due=due),
        )
    ]  # fmt: skip


@reactions.on(YearArranged)
async def year_arranged(tx: Transaction, arranged: Recorded[YearArranged], env: Environment) -> Iterable[Command]:
    async def working_days(row: Any) -> int:
        numbers = await POLICY.in_force(tx, local_day(row["began_at"]), known_at=row["set_at"])
        first = row["stage"] == ACKNOWLEDGE
        return numbers.clue_acknowledge_working_days if first else numbers.clue_handle_working_days

    def move(row: Any, due: datetime, year: int) -> Command:
        return c.MoveClueDue(clue=row["clue"], department=row["competent"], stage=row["stage"], due=due, year=year)

    return await moved(tx, arranged, env, open_dues=queries.open_dues, working_days=working_days, move=move)


@deadlines.start(facts.ClueDueMoved)
def clock_moves(later: Recorded[facts.ClueDueMoved]) -> Iterable[Deadline]:
    f = later.fact
    command = c.PassClueDeadline(clue=f.clue, department=f.department, stage=f.stage)
    yield Deadline(f"clue/{f.clue}", later.stream, f.due, command)


@deadlines.start(facts.ClueReceived, facts.ClueReturned)
def acknowledge_starts(received: Recorded[facts.ClueReceived | facts.ClueReturned]) -> Iterable[Deadline]:
    f = received.fact
    command = c.PassClueDeadline(clue=f.clue, department=f.competent, stage=ACKNOWLEDGE)
    yield Deadline(f"clue/{f.clue}", received.stream, f.acknowledge_by, command)


@deadlines.start(facts.ClueAcknowledged)
def handle_starts(acknowledged: Recorded[facts.ClueAcknowledged]) -> Iterable[Deadline]:
    f = acknowledged.fact
    command = c.PassClueDeadline(clue=f.clue, department=f.department, stage=HANDLE)
    yield Deadline(f"clue/{f.clue}", acknowledged.stream, f.handle_by, command)


@deadlines.stop(facts.ClueHandled, facts.ClueOverdue)
def clue_ends(done: Recorded[facts.ClueHandled | facts.ClueOverdue]) -> Iterable[str]:
    yield f"clue/{done.fact.clue}"
