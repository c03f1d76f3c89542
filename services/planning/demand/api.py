"""Demands: what departments wish to check this year."""

from datetime import datetime
from functools import partial
from operator import attrgetter
from typing import Annotated, Any, Self

import orjson
from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from libs.domain.callers import require_department
from libs.domain.office.listings import listing
from libs.domain.reach import Reach, Reading, reach_of
from libs.events.catalog.codes import DepartmentCode, Kind, Ref
from libs.events.http import Accepted
from libs.events.http.commands import Asking
from libs.events.http.depends import Env, Pool
from libs.events.http.paging import Page, Paged, page
from libs.events.http.rows import found
from libs.events.http.tables.download import Downloading, every_row
from services.planning.bodies import Reason
from services.planning.codes import Year

from . import commands as c
from . import lookups
from . import refusals as r
from .views import queries

router = APIRouter(tags=["planning"])


class DemandView(BaseModel):
    demand: str
    year: int
    department: str
    kind: str
    items: list[str]
    industries: list[str]
    list_class: str
    ratios: dict[str, int]
    rounding: str
    minimum: int | None
    maximum: int | None
    method: str
    key_ratios: dict[str, int] | None
    crossplan: str | None
    state: str
    withdrawn: str | None
    submitted_at: datetime
    version: int

    @classmethod
    def of(cls, row: Any) -> Self:
        fields = dict(row)
        state = "open" if row["withdrawn"] is None else "withdrawn"
        key_ratios = None if row["key_ratios"] is None else orjson.loads(row["key_ratios"])
        return cls(**{**fields, "ratios": orjson.loads(row["ratios"]), "key_ratios": key_ratios}, state=state)


class Wanted(BaseModel):
    """Which demands."""

    year: Year | None = None
    department: DepartmentCode | None = None
    state: Annotated[str | None, Query(pattern="^(open|withdrawn)$")] = None


class WantedPage(Paged, Wanted):
    kind: Kind | None = None


@router.post("/demands", status_code=201, summary="A department submits a demand for the year")
async def submit(body: c.NewDemand, gate: Asking, pool: Pool, env: Env) -> Accepted:
    require_department(gate.caller, body.department)
    known = await lookups.demand_lookups(pool, body, env.today)
    return await gate.execute(c.SubmitDemand(**body.model_dump(), known=known))


@router.post("/demands/{demand}/withdrawal", summary="A department takes its demand back")
async def withdraw(demand: Ref, body: Reason, gate: Asking, pool: Pool) -> Accepted:
    row = await found(queries.demand(pool, demand=demand), r.NoSuchDemand, demand=demand)
    reach_of(gate).require(r.NoSuchDemand(demand=demand), departments=[row["department"]])
    known = c.Holding(plan=await queries.plan_holding(pool, demand=demand))
    return await gate.execute(c.WithdrawDemand(demand=demand, reason=body.reason, known=known))


async def _page(pool: Any, reach: Reach, wanted: Wanted, after: str, limit: int) -> list[DemandView]:
    asked = {"kind": None, **wanted.model_dump(exclude={"cursor", "limit"}), **reach.asked}
    return [DemandView.of(row) async for row in queries.demands_page(pool, **asked, after_demand=after, limit=limit)]


@router.get("/demands", summary="Demands, by number; for officials (the approved ones are tasks of their plan)")
async def demands(pool: Pool, reach: Reading, wanted: Annotated[WantedPage, Query()]) -> Page[DemandView]:
    return await page(wanted, partial(_page, pool, reach, wanted), attrgetter("demand"))


def _ratio(credit_class: str, demand: DemandView) -> int:
    return demand.ratios[credit_class]


_RATIOS = {f"ratio_{credit_class}_bp": credit_class for credit_class in "ABCDU"}
_LISTING = listing(
    "demands",
    "检查需求",
    (
        "demand", "year", "department", "kind", "items", "industries", "list_class", *_RATIOS, "rounding", "minimum", "maximum",
        "method", "state", "crossplan",
    ),
    headings={column: f"{credit_class} 类抽查比例(万分之)" for column, credit_class in _RATIOS.items()},
    words={"state": "demand"},
    cell={column: partial(_ratio, credit_class) for column, credit_class in _RATIOS.items()},
)  # fmt: skip


@router.get("/demands/export.{format}", summary="Demands as a table", response_class=StreamingResponse)
async def export(pool: Pool, reach: Reading, wanted: Annotated[Wanted, Query()], download: Downloading) -> StreamingResponse:
    return download(_LISTING, every_row(partial(_page, pool, reach, wanted), attrgetter("demand")))
