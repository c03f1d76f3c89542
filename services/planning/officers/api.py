"""Officers whom the draw must leave out: recusals from an entity (interest, kinship, accepted challenge), days of absence."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel

from libs.events.catalog.codes import DepartmentCode, EntityId, InspectorId, PlainText, Ref
from libs.events.catalog.planning.officers import RecusalGround
from libs.events.http import Accepted
from libs.events.http.auth import Permitted
from libs.events.http.bodies import Body
from libs.events.http.commands import Asking
from libs.events.http.depends import Pool
from libs.events.http.paging import CursorParam, LimitParam, Page, key_of, page_of

from . import commands as c
from .refusals import NoSuchAbsence, NoSuchRecusal
from .views import queries

router = APIRouter(tags=["planning"])


class NewRecusal(Body):
    recusal: Ref
    inspector: InspectorId
    entity: EntityId
    department: DepartmentCode
    ground: RecusalGround


class NewAbsence(Body):
    """First and last local day, both included."""

    absence: Ref
    inspector: InspectorId
    department: DepartmentCode
    first_day: date
    last_day: date


class Ending(Body):
    reason: PlainText


class RecusalView(BaseModel):
    recusal: str
    inspector: str
    entity: str
    department: str
    ground: str
    lifted: str | None
    fact: str
    made_at: datetime


class AbsenceView(BaseModel):
    absence: str
    inspector: str
    department: str
    first_day: date
    last_day: date
    ended: str | None
    fact: str
    made_at: datetime


async def _listed(pool: Any, inspector: str, department: str) -> bool:
    row = await queries.officer(pool, inspector=inspector)
    return row is not None and row["department"] == department


@router.post("/recusals", status_code=201, summary="An officer does not check an entity: recorded by the officer's department")
async def recuse(body: NewRecusal, gate: Asking, pool: Pool) -> Accepted:
    gate.caller.require_department(body.department)
    known = await _listed(pool, body.inspector, body.department)
    return await gate.execute(c.RecordRecusal(**body.model_dump(), known=known))


@router.post("/recusals/{recusal}/lifting", summary="A recusal no longer holds")
async def lift(recusal: Ref, body: Ending, gate: Asking, pool: Pool) -> Accepted:
    department = await pool.fetchval("select department from recusals where recusal = $1", recusal)
    if department is None:
        raise NoSuchRecusal(
            field="recusal", value=recusal, do_en="GET /v1/recusals lists them.", do_zh="可通过 GET /v1/recusals 查询。"
        )
    gate.caller.require_department(department)
    return await gate.execute(c.LiftRecusal(recusal=recusal, reason=body.reason))


@router.get("/recusals", summary="Recusals, by number")
async def recusals(
    pool: Pool, _: Permitted, department: DepartmentCode | None = None, cursor: CursorParam = None, limit: LimitParam = 50
) -> Page[RecusalView]:
    found = queries.recusals_page(pool, department=department, after_recusal=key_of(cursor, [""])[0], limit=limit + 1)
    return page_of([RecusalView(**row) async for row in found], limit, lambda row: [row.recusal])


@router.post("/absences", status_code=201, summary="Days on which an officer does no visits, recorded by the department")
async def absent(body: NewAbsence, gate: Asking, pool: Pool) -> Accepted:
    gate.caller.require_department(body.department)
    known = await _listed(pool, body.inspector, body.department)
    return await gate.execute(c.RecordAbsence(**body.model_dump(), known=known))


@router.post("/absences/{absence}/ending", summary="An absence that was recorded does not take place")
async def end(absence: Ref, body: Ending, gate: Asking, pool: Pool) -> Accepted:
    department = await pool.fetchval("select department from absences where absence = $1", absence)
    if department is None:
        raise NoSuchAbsence(
            field="absence", value=absence, do_en="GET /v1/absences lists them.", do_zh="可通过 GET /v1/absences 查询。"
        )
    gate.caller.require_department(department)
    return await gate.execute(c.EndAbsence(absence=absence, reason=body.reason))


@router.get("/absences", summary="Absences, by number")
async def absences(
    pool: Pool, _: Permitted, department: DepartmentCode | None = None, cursor: CursorParam = None, limit: LimitParam = 50
) -> Page[AbsenceView]:
    found = queries.absences_page(pool, department=department, after_absence=key_of(cursor, [""])[0], limit=limit + 1)
    return page_of([AbsenceView(**row) async for row in found], limit, lambda row: [row.absence])
