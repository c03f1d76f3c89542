"""Officers whom the draw must leave out: recusals from an entity (interest, kinship, accepted challenge), days of absence."""

from datetime import date, datetime

from fastapi import APIRouter
from pydantic import BaseModel

from libs.domain.callers import require_department
from libs.domain.entities.successions import as_it_goes_on
from libs.domain.reach import Reading, reach_of
from libs.events.catalog.codes import DepartmentCode, Ref
from libs.events.http import Accepted
from libs.events.http.commands import Asking
from libs.events.http.depends import Pool
from libs.events.http.paging import CursorParam, LimitParam, Page, key_of, page_of
from libs.events.http.rows import found
from services.planning.bodies import Reason

from . import commands as c
from . import refusals as r
from .lookups import on_list, on_lists
from .views import queries

router = APIRouter(tags=["planning"])


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


@router.post(
    "/recusals",
    operation_id="recuse_inspector",
    status_code=201,
    summary="Record that an officer does not check an entity (the officer's department)",
)
async def recuse(body: c.NewRecusal, gate: Asking, pool: Pool) -> Accepted:
    require_department(gate.caller, body.department)
    said = await as_it_goes_on(pool, body)
    known = await on_lists(pool, said.inspector, said.department, said.entity)
    return await gate.execute(c.RecordRecusal(**said.model_dump(), known=known))


@router.post("/recusals/{recusal}/lifting", summary="Lift a recusal")
async def lift(recusal: Ref, body: Reason, gate: Asking, pool: Pool) -> Accepted:
    recorded = pool.fetchrow("select department from recusals where recusal = $1", recusal)
    row = await found(recorded, r.NoSuchRecusal, recusal=recusal)
    reach_of(gate).require(r.NoSuchRecusal(recusal=recusal), departments=[row["department"]])
    return await gate.execute(c.LiftRecusal(recusal=recusal, reason=body.reason))


@router.get("/recusals", summary="Recusals, by number")
async def recusals(
    pool: Pool, reach: Reading, department: DepartmentCode | None = None, cursor: CursorParam = None, limit: LimitParam = 50
) -> Page[RecusalView]:
    rows = queries.recusals_page(
        pool, department=department, **reach.asked, after_recusal=key_of(cursor, [""])[0], limit=limit + 1
    )
    return page_of([RecusalView(**row) async for row in rows], limit, lambda row: [row.recusal])


@router.post(
    "/absences",
    operation_id="record_absence",
    status_code=201,
    summary="Days on which an officer does no visits, recorded by the department",
)
async def absent(body: c.NewAbsence, gate: Asking, pool: Pool) -> Accepted:
    require_department(gate.caller, body.department)
    known = await on_list(pool, body.inspector, body.department)
    return await gate.execute(c.RecordAbsence(**body.model_dump(), known=known))


@router.post("/absences/{absence}/ending", summary="Withdraw a recorded absence")
async def end(absence: Ref, body: Reason, gate: Asking, pool: Pool) -> Accepted:
    recorded = pool.fetchrow("select department from absences where absence = $1", absence)
    row = await found(recorded, r.NoSuchAbsence, absence=absence)
    reach_of(gate).require(r.NoSuchAbsence(absence=absence), departments=[row["department"]])
    return await gate.execute(c.EndAbsence(absence=absence, reason=body.reason))


@router.get("/absences", summary="Absences, by number")
async def absences(
    pool: Pool, reach: Reading, department: DepartmentCode | None = None, cursor: CursorParam = None, limit: LimitParam = 50
) -> Page[AbsenceView]:
    rows = queries.absences_page(
        pool, department=department, **reach.asked, after_absence=key_of(cursor, [""])[0], limit=limit + 1
    )
    return page_of([AbsenceView(**row) async for row in rows], limit, lambda row: [row.absence])
