"""Routes of clues: thin, no decisions."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel

from libs.domain.calendar import for_setting
from libs.domain.callers import require_department
from libs.domain.reach import Reading, reach_of
from libs.events.catalog.codes import DepartmentCode, Ref
from libs.events.catalog.whistle.policy import WhistlePolicy
from libs.events.http.commands import Accepted, Asking, Gate
from libs.events.http.depends import Env, Pool
from libs.events.http.paging import EPOCH, CursorParam, LimitParam, Page, key_of, page_of
from libs.events.reactions import Environment
from libs.events.store.store import Transaction

from ..policy.decide import POLICY
from . import commands as c
from . import refusals as r
from .views import queries

router = APIRouter(tags=["whistle"])


class ClueView(BaseModel):
    clue: str
    origin: str
    entity: str
    finder: str
    competent: str
    matter: str
    state: str
    due: datetime | None
    late: bool
    outcome: str | None
    received_at: datetime
    version: int


@router.get("/clues", summary="Clues, oldest first")
async def clues(
    pool: Pool,
    reach: Reading,
    department: DepartmentCode | None = None,
    state: Annotated[str | None, Query(pattern="^(received|acknowledged|handled|overdue)$")] = None,
    cursor: CursorParam = None,
    limit: LimitParam = 50,
) -> Page[ClueView]:
    time, number = key_of(cursor, [EPOCH, ""])
    filters = {"department": department, "state": state, **reach.asked}
    rows = queries.clues_page(pool, **filters, after_time=time, after_clue=number, limit=limit + 1)
    return page_of([ClueView(**row) async for row in rows], limit, lambda row: [row.received_at, row.clue])


@router.post("/clues/{clue}/acknowledgement", summary="The competent department takes the clue")
async def acknowledge(clue: Ref, body: c.Receipt, gate: Asking, env: Env) -> Accepted:
    require_department(gate.caller, body.department)

    async def work(tx: Transaction) -> Accepted:
        await _known_to(tx, clue, gate)
        known = await _clock(tx, env, lambda numbers: numbers.clue_handle_working_days)
        command = c.AcknowledgeClue(clue=clue, known=known, **body.model_dump())
        return Accepted.of(await gate.run(tx, command, expect=gate.expect))

    return await gate.execute(work, answer=Accepted)


@router.post("/clues/{clue}/return", summary="Not competent: name the body that is")
async def give_back(clue: Ref, body: c.Return, gate: Asking, env: Env) -> Accepted:
    require_department(gate.caller, body.department)

    async def work(tx: Transaction) -> Accepted:
        await _known_to(tx, clue, gate)
        known = await _clock(tx, env, lambda numbers: numbers.clue_acknowledge_working_days)
        command = c.ReturnClue(clue=clue, known=known, **body.model_dump())
        return Accepted.of(await gate.run(tx, command, expect=gate.expect))

    return await gate.execute(work, answer=Accepted)


@router.post("/clues/{clue}/outcome", operation_id="report_clue_outcome", summary="The clue is handled")
async def clue_outcome(clue: Ref, body: c.ClueOutcome, gate: Asking, pool: Pool) -> Accepted:
    require_department(gate.caller, body.department)
    await _known_to(pool, clue, gate)
    return await gate.execute(c.HandleClue(clue=clue, **body.model_dump()))


async def _known_to(db: Any, clue: str, gate: Gate) -> None:
    """Raises NoSuchClue unless the caller acts for a department that may read of it: who found it, or who is to handle it."""
    gone = r.NoSuchClue(clue=clue)
    row = await queries.clue(db, clue=clue)
    if row is None:
        raise gone
    reach_of(gate).require(gone, departments=[row["competent"], row["finder"]], about=row["entity"])


async def _clock(tx: Transaction, env: Environment, working_days: Callable[[WhistlePolicy], int]) -> c.Clock:
    """What is owed next begins now. Set in the transaction that says it: nobody moves deadlines meanwhile."""
    calendar, numbers = await for_setting(tx, env), await POLICY.in_force(tx, env.today)
    return c.Clock(due=calendar.end_of_working_days(env.clock(), working_days(numbers)))
