"""Visits."""

from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime
from typing import Annotated, Any, Self

import orjson
from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from libs.domain.callers import departments_of
from libs.domain.secret_teams import may_see
from libs.events.catalog.codes import DepartmentCode, EntityId, PlainText, Ref, TownshipCode
from libs.events.catalog.planning.visit import VisitPart
from libs.events.http import Accepted, Caller
from libs.events.http.auth import Permitted
from libs.events.http.bodies import Body
from libs.events.http.commands import Asking
from libs.events.http.depends import Pool
from libs.events.http.paging import CursorParam, LimitParam, Page, key_of, page_of
from libs.events.http.rows import found
from libs.events.http.tables import EVERY_ROW, csv_download
from services.planning.codes import DrawRef

from .commands import CancelVisit
from .decide import clock
from .lookups import progress
from .refusals import NoSuchVisit
from .views import queries

router = APIRouter(tags=["planning"])


State = Annotated[str | None, Query(pattern="^(planned|completed|closed|cancelled)$")]


class Cancellation(Body):
    reason: PlainText


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


@router.get("/visits", summary="Visits, by number")
async def visits(
    pool: Pool,
    who: Permitted,
    entity: EntityId | None = None,
    department: DepartmentCode | None = None,
    draw: DrawRef | None = None,
    township: TownshipCode | None = None,
    state: State = None,
    cursor: CursorParam = None,
    limit: LimitParam = 50,
) -> Page[VisitView]:
    page = queries.visits_page(
        pool,
        entity=entity,
        department=department,
        draw=draw,
        township=township,
        state=state,
        after_visit=key_of(cursor, [""])[0],
        limit=limit + 1,
    )
    return page_of(await _veiled(pool, who, [row async for row in page]), limit, lambda row: [row.visit])


@router.get("/visits/export.csv", summary="Visits as a table", response_class=StreamingResponse)
async def export(
    pool: Pool,
    who: Permitted,
    department: DepartmentCode | None = None,
    draw: DrawRef | None = None,
    township: TownshipCode | None = None,
    state: State = None,
) -> StreamingResponse:
    async def rows() -> AsyncIterator[Sequence[Any]]:
        after, more = "", True
        while more:
            next_rows = queries.visits_page(
                pool,
                entity=None,
                department=department,
                draw=draw,
                township=township,
                state=state,
                after_visit=after,
                limit=EVERY_ROW,
            )
            page = await _veiled(pool, who, [row async for row in next_rows])
            for v in page:
                items = [item for part in v.parts for item in part.items]
                officers = [officer for part in v.parts for officer in part.inspectors]
                yield [
                    v.visit, v.draw, v.entity, v.entity_name, v.township, v.lead, v.departments, items,
                    officers, v.method, "unannounced" if v.notice_forbidden else "announced",
                    v.window_from.isoformat(), v.window_to.isoformat(), v.state,
                    v.day.isoformat() if v.day else None, None if v.start_minute is None else clock(v.start_minute),
                ]  # fmt: skip
            more = len(page) == EVERY_ROW
            after = page[-1].visit if page else after

    header = (
        "visit,draw,entity,entity_name,township,lead,departments,items,inspectors,method,notice,window_from,window_to,state,"
        "day,start"
    )
    return csv_download("visits", header.split(","), rows())


@router.get("/visits/{visit}", summary="One visit")
async def visit(visit: Ref, pool: Pool, who: Permitted, response: Response) -> VisitView:
    row = await visit_row(pool, visit)
    response.headers["ETag"] = f'"{row["version"]}"'
    return (await _veiled(pool, who, [row]))[0]


async def visit_row(pool: Any, visit: str) -> Any:
    """Raises NoSuchVisit."""
    return await found(queries.visit(pool, visit=visit), NoSuchVisit, visit=visit)


@router.post("/visits/{visit}/cancellation", summary="Cancel a planned visit with a reason")
async def cancel(visit: Ref, body: Cancellation, gate: Asking, pool: Pool) -> Accepted:
    row = await visit_row(pool, visit)
    return await gate.execute(CancelVisit(visit=visit, reason=body.reason, known=progress(row)))
