"""Visits."""

from datetime import date, datetime
from functools import partial
from operator import attrgetter
from typing import Annotated, Any, Self

import orjson
from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from libs.domain.office.listings import listing
from libs.domain.reach import Reach, Reading
from libs.domain.secret_teams import in_the_secret
from libs.events.catalog.codes import DepartmentCode, EntityId, Ref, TownshipCode
from libs.events.catalog.planning.visit import VisitPart
from libs.events.http import Accepted, Caller
from libs.events.http.auth import Permitted
from libs.events.http.commands import Asking
from libs.events.http.depends import Env, Pool
from libs.events.http.paging import Page, Paged, page
from libs.events.http.rows import found
from libs.events.http.tables.download import Downloading, every_row
from services.planning.bodies import Reason
from services.planning.codes import DrawRef

from . import commands as c
from . import refusals as r
from .decide import clock
from .lookups import hands, progress
from .views import queries

router = APIRouter(tags=["planning"])


class VisitView(BaseModel):
    """`state`: planned, completed (on the spot), closed, cancelled. `start_minute` of the local `day`; null without a
    schedule. `premises`: the place of business that is visited, null for the entity's own; `township` is that of the place.
    `sealed`: notice is forbidden and the day has not come, so that only planners, auditors and the visit's own
    departments find it (docs/decisions/0019). `origin`: draw, filing, whistle, emergency or crossplan, and `cause` the number
    of that. `unannounced`: the departments whose items forbid notice.
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
    sealed: bool
    premises: str | None
    premises_name: str | None
    origin: str
    cause: str | None
    unannounced: list[str]
    schedule: str | None = None
    day: date | None = None
    start_minute: int | None = None
    minutes: int | None = None

    @classmethod
    def of(cls, row: Any) -> Self:
        return cls(**{**row, "parts": orjson.loads(row["parts"])}, state=_state(row), sealed=row["confided"])


class Wanted(BaseModel):
    """Which visits."""

    department: DepartmentCode | None = None
    draw: DrawRef | None = None
    township: TownshipCode | None = None
    state: Annotated[str | None, Query(pattern="^(planned|completed|closed|cancelled)$")] = None


class WantedPage(Paged, Wanted):
    entity: EntityId | None = None


def _state(row: Any) -> str:
    if row["cancelled"] is not None:
        return "cancelled"
    if row["closed"]:
        return "closed"
    return "planned" if row["completed_on"] is None else "completed"


async def _page(pool: Any, who: Caller, reach: Reach, wanted: Wanted, after: str, limit: int) -> list[VisitView]:
    asked = {"entity": None, **wanted.model_dump(exclude={"cursor", "limit"}), **reach.asked, **in_the_secret(who)}
    return [VisitView.of(row) async for row in queries.visits_page(pool, **asked, after_visit=after, limit=limit)]


@router.get("/visits", summary="Visits, by number")
async def visits(pool: Pool, who: Permitted, reach: Reading, wanted: Annotated[WantedPage, Query()]) -> Page[VisitView]:
    return await page(wanted, partial(_page, pool, who, reach, wanted), attrgetter("visit"))


_LISTING = listing(
    "visits",
    "检查安排",
    (
        "visit", "draw", "origin", "cause", "entity", "entity_name", "premises", "premises_name", "township", "lead",
        "departments", "items", "inspectors", "method", "notice", "window_from", "window_to", "state", "day", "start",
    ),
    words={"state": "planned", "origin": "visit_origin"},
    cell={
        "items": lambda visit: [item for part in visit.parts for item in part.items],
        "inspectors": lambda visit: [officer for part in visit.parts for officer in part.inspectors],
        "notice": lambda visit: "unannounced" if visit.notice_forbidden else "announced",
        "start": lambda visit: None if visit.start_minute is None else clock(visit.start_minute),
    },
)  # fmt: skip


@router.get("/visits/export.{format}", summary="Visits as a table", response_class=StreamingResponse)
async def export(
    pool: Pool, who: Permitted, reach: Reading, wanted: Annotated[Wanted, Query()], download: Downloading
) -> StreamingResponse:
    return download(_LISTING, every_row(partial(_page, pool, who, reach, wanted), attrgetter("visit")))


@router.get("/visits/{visit}", summary="One visit")
async def visit(visit: Ref, pool: Pool, who: Permitted, reach: Reading, response: Response) -> VisitView:
    row = await found(queries.visit_for(pool, visit=visit, **in_the_secret(who)), r.NoSuchVisit, visit=visit)
    reach.require(r.NoSuchVisit(visit=visit), departments=row["departments"], division=row["township"], about=row["entity"])
    response.headers["ETag"] = f'"{row["version"]}"'
    return VisitView.of(row)


async def visit_row(pool: Any, visit: str) -> Any:
    """Raises NoSuchVisit."""
    return await found(queries.visit(pool, visit=visit), r.NoSuchVisit, visit=visit)


@router.post("/visits/{visit}/cancellation", summary="Cancel a planned visit with a reason")
async def cancel(visit: Ref, body: Reason, gate: Asking, pool: Pool, env: Env) -> Accepted:
    row = await visit_row(pool, visit)
    known = c.Cancelling(progress=progress(row), hands=await hands(pool, row, env.today, gate.caller))
    return await gate.execute(c.CancelVisit(visit=visit, reason=body.reason, known=known))
