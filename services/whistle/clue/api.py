"""Routes of clues: thin, no decisions."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from libs.events.catalog.codes import DepartmentCode, PlainText, Ref
from libs.events.http.auth import Permitted
from libs.events.http.bodies import Body
from libs.events.http.commands import Accepted, Asking
from libs.events.http.depends import Env, Pool
from libs.events.http.paging import EPOCH, CursorParam, LimitParam, Page, key_of, page_of
from libs.events.reactions import Environment

from ..policy.decide import POLICY
from . import commands as c
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
    _: Permitted,
    department: DepartmentCode | None = None,
    state: Annotated[str | None, Query(pattern="^(received|acknowledged|handled|overdue)$")] = None,
    cursor: CursorParam = None,
    limit: LimitParam = 50,
) -> Page[ClueView]:
    after = key_of(cursor, [EPOCH, ""])
    rows = [
        ClueView(**row)
        async for row in queries.clues_page(
            pool,
            department=department,
            state=state,
            after_time=after[0],
            after_clue=after[1],
            limit=limit + 1,
        )
    ]
    return page_of(rows, limit, lambda row: [row.received_at, row.clue])


class Receipt(Body):
    department: DepartmentCode


class Return(Body):
    department: DepartmentCode
    competent: DepartmentCode
    reason: PlainText


class ClueOutcome(Body):
    department: DepartmentCode
    outcome: PlainText


@router.post("/clues/{clue}/acknowledgement", summary="The competent department takes the clue")
async def acknowledge(clue: Ref, body: Receipt, gate: Asking, pool: Pool, env: Env) -> Accepted:
    gate.caller.require_department(body.department)
    numbers = await POLICY.in_force(pool, env.today)
    known = _clock(env, numbers.clue_handle_working_days)
    return await gate.execute(c.AcknowledgeClue(clue=clue, department=body.department, known=known))


@router.post("/clues/{clue}/return", summary="Not competent: name the body that is")
async def give_back(clue: Ref, body: Return, gate: Asking, pool: Pool, env: Env) -> Accepted:
    gate.caller.require_department(body.department)
    numbers = await POLICY.in_force(pool, env.today)
    known = _clock(env, numbers.clue_acknowledge_working_days)
    return await gate.execute(c.ReturnClue(clue=clue, known=known, **body.model_dump()))


@router.post("/clues/{clue}/outcome", summary="The clue is handled")
async def clue_outcome(clue: Ref, body: ClueOutcome, gate: Asking) -> Accepted:
    gate.caller.require_department(body.department)
    return await gate.execute(c.HandleClue(clue=clue, **body.model_dump()))


def _clock(env: Environment, working_days: int) -> c.Clock:
    return c.Clock(due=env.calendar.end_of_working_days(env.clock(), working_days))
