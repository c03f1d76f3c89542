"""Results: revoked by the lead, or taken over from files."""

from datetime import date, datetime
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel

from libs.domain.callers import office_of, require_department
from libs.domain.reach import Reading, reach_of
from libs.events.catalog.codes import EntityId, PlainText, Ref
from libs.events.http.bodies import Body
from libs.events.http.commands import WAITS, Accepted, Asking
from libs.events.http.depends import Pool
from libs.events.http.paging import CursorParam, LimitParam, Page, key_of, page_of
from libs.events.http.rows import found
from libs.events.imports.api import imports_router

from ..visit import commands as visit_commands
from ..visit import refusals as visit_refusals
from . import commands as c
from .imports import RESULTS
from .views import queries

router = APIRouter(tags=["results"])


class Revocation(Body):
    reason: PlainText


class ResultView(BaseModel):
    """`revoked` is the reason, null while the result counts."""

    result: str
    visit: str
    lead: str
    entity: str
    kinds: list[str]
    problems: int
    checked_on: date
    record: str
    issued_at: datetime
    revoked: str | None


class RecordedResultView(BaseModel):
    """`listed`: whether the register lists the entity. `revoked`: the reason, null while the result counts."""

    result: str
    entity: str
    kind: str
    checked_on: date
    score: int | None
    problems: list[str]
    origin: str
    department: str | None
    listed: bool
    revoked: str | None


async def _row(pool: Any, result: Ref) -> dict[str, Any]:
    return await found(queries.result(pool, result=result), visit_refusals.NoSuchResult, result=result)


@router.post("/results/{result}/revocation", summary="The result no longer counts, here and at neighbours (lead department)")
async def revoke(result: Ref, body: Revocation, gate: Asking, pool: Pool) -> Accepted:
    row = await _row(pool, result)
    reach_of(gate).require(visit_refusals.NoSuchResult(result=result), departments=[row["lead"], *(row["departments"] or ())])
    require_department(gate.caller, row["lead"])
    return await gate.execute(visit_commands.RevokeResult(visit=row["visit"], result=result, reason=body.reason))


@router.get("/results/{result}", summary="One issued result")
async def result(result: Ref, pool: Pool, reach: Reading) -> ResultView:
    row = await _row(pool, result)
    departments = [row["lead"], *(row["departments"] or ())]
    gone = visit_refusals.NoSuchResult(result=result)
    reach.require(gone, departments=departments, division=row["township"], entity=row["entity"])
    return ResultView(**row)


@router.get("/recorded-results", summary="Results taken over from files, by number")
async def recorded(
    pool: Pool, reach: Reading, entity: EntityId | None = None, cursor: CursorParam = None, limit: LimitParam = 50
) -> Page[RecordedResultView]:
    (after,) = key_of(cursor, [""])
    found = queries.recorded_results_page(pool, entity=entity, **reach.asked, after_result=after, limit=limit + 1)
    return page_of([RecordedResultView(**row) async for row in found], limit, lambda row: [row.result])


@router.post("/recorded-results/{result}/revocation", summary="A result from a file no longer counts", responses=WAITS)
async def revoke_recorded(result: Ref, body: Revocation, gate: Asking) -> Accepted:
    return await gate.execute(c.RevokeRecorded(result=result, reason=body.reason))


KINDS = {"results": RESULTS}
files = imports_router(KINDS, office_of)
