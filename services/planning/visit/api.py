"""Visits."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from operator import attrgetter
from typing import Annotated, Any, Self

import orjson
from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from libs.domain.callers import departments_of
from libs.domain.reach import Reach, Reading
from libs.domain.secret_teams import may_see
from libs.events.catalog.codes import DepartmentCode, EntityId, Ref, TownshipCode
from libs.events.catalog.planning.visit import VisitPart
from libs.events.http import Accepted, Caller
from libs.events.http.auth import Permitted
from libs.events.http.commands import Asking
from libs.events.http.depends import Pool
from libs.events.http.paging import Page, Paged, page
from libs.events.http.rows import found
from libs.events.http.tables import every_row, table_download
from services.planning.bodies import Reason
from services.planning.codes import DrawRef

from . import commands as c
from . import refusals as r
from .decide import clock
from .lookups import progress
from .views import queries

router = APIRouter(tags=["planning"])


class VisitView(BaseModel):
    """`state`: planned, completed (on the spot), closed, cancelled. `start_minute` of the local `day`; null without a
    schedule. `sealed`: notice is forbidden and the day has not come, so that only planners, auditors and the visit's own
    departments see its officers (docs/draw.md, section 6).
    """

    visit: str
    draw: str
    entity: str
    entity_name: str
    industries: list[str]
    township: str
    lead: str
    departments: list[str]
    parts: list[VisitPart]
    method: str
    notice_forbidden: bool
    window_from: date
    window_to: date
    state: str
    cancelled: str | None
    completed_on: date | None
    planned_at: datetime
    version: int
    sealed: bool = False
    schedule: str | None = None
    day: date | None = None
    start_minute: int | None = None
    minutes: int | None = None

    @classmethod
    def of(cls, row: Any) -> Self:
        return cls(**{**row, "parts": orjson.loads(row["parts"])}, state=_state(row))


class Wanted(BaseModel):
    """Which visits."""

    department: DepartmentCode | None = None
    draw: DrawRef | None = None
    township: TownshipCode | None = None
    state: Annotated[str | None, Query(pattern="^(planned|completed|closed|cancelled)$")] = None


class WantedPage(Paged, Wanted):
    entity: EntityId | None = None


async def _veiled(pool: Any, who: Caller, rows: Sequence[Any]) -> list[VisitView]:
    """The visits as the caller may see them."""
    views = [VisitView.of(row) for row in rows]
    secret = {row["visit"] async for row in queries.still_sealed(pool, visits=[view.visit for view in views])}
    return [
        _as_told(view, told=may_see(who.roles, departments_of(who), view.departments)) if view.visit in secret else view
        for view in views
    ]


def _as_told(view: VisitView, *, told: bool) -> VisitView:
    parts = view.parts if told else [part.model_copy(update={"inspectors": ()}) for part in view.parts]
    return view.model_copy(update={"sealed": True, "parts": parts})


def _state(row: Any) -> str:
    if row["cancelled"] is not None:
        return "cancelled"
    if row["closed"]:
        return "closed"
    return "planned" if row["completed_on"] is None else "completed"


async def _page(pool: Any, who: Caller, reach: Reach, wanted: Wanted, after: str, limit: int) -> list[VisitView]:
    asked = {"entity": None, **wanted.model_dump(exclude={"cursor", "limit"}), **reach.asked}
    return await _veiled(pool, who, [row async for row in queries.visits_page(pool, **asked, after_visit=after, limit=limit)])


@router.get("/visits", summary="Visits, by number")
async def visits(pool: Pool, who: Permitted, reach: Reading, wanted: Annotated[WantedPage, Query()]) -> Page[VisitView]:
    return await page(wanted, partial(_page, pool, who, reach, wanted), attrgetter("visit"))


@router.get("/visits/export.csv", summary="Visits as a table", response_class=StreamingResponse)
async def export(pool: Pool, who: Permitted, reach: Reading, wanted: Annotated[Wanted, Query()]) -> StreamingResponse:
    columns = (
        "visit", "draw", "entity", "entity_name", "township", "lead", "departments", "items", "inspectors", "method", "notice",
        "window_from", "window_to", "state", "day", "start",
    )  # fmt: skip
    cell = {
        "items": lambda visit: [item for part in visit.parts for item in part.items],
        "inspectors": lambda visit: [officer for part in visit.parts for officer in part.inspectors],
        "notice": lambda visit: "unannounced" if visit.notice_forbidden else "announced",
        "start": lambda visit: None if visit.start_minute is None else clock(visit.start_minute),
    }
    return table_download("visits", columns, every_row(partial(_page, pool, who, reach, wanted), attrgetter("visit")), cell)


@router.get("/visits/{visit}", summary="One visit")
async def visit(visit: Ref, pool: Pool, who: Permitted, reach: Reading, response: Response) -> VisitView:
    row = await visit_row(pool, visit)
    reach.require(r.NoSuchVisit(visit=visit), departments=row["departments"], division=row["township"], about=row["entity"])
    response.headers["ETag"] = f'"{row["version"]}"'
    return (await _veiled(pool, who, [row]))[0]


async def visit_row(pool: Any, visit: str) -> Any:
    """Raises NoSuchVisit."""
    return await found(queries.visit(pool, visit=visit), r.NoSuchVisit, visit=visit)


@router.post("/visits/{visit}/cancellation", summary="Cancel a planned visit with a reason")
async def cancel(visit: Ref, body: Reason, gate: Asking, pool: Pool) -> Accepted:
    row = await visit_row(pool, visit)
    return await gate.execute(c.CancelVisit(visit=visit, reason=body.reason, known=progress(row)))
