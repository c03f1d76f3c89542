"""Demands: what departments wish to check this year."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Annotated, Any, Self

import orjson
from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from libs.domain.callers import require_department
from libs.events.catalog.codes import (
    BasisPoints,
    CreditClass,
    DepartmentCode,
    IndustryCode,
    ItemCode,
    Kind,
    ListClass,
    PlainText,
    Ref,
)
from libs.events.catalog.planning.demand import Rounding
from libs.events.catalog.registry.items import Method
from libs.events.http import Accepted
from libs.events.http.bodies import Body
from libs.events.http.commands import Asking
from libs.events.http.depends import Env, Pool
from libs.events.http.paging import CursorParam, LimitParam, Page, key_of, page_of
from libs.events.http.tables import EVERY_ROW, csv_download
from services.planning.codes import Year

from . import commands as c
from . import lookups
from .views import queries

router = APIRouter(tags=["planning"])

State = Annotated[str | None, Query(pattern="^(open|withdrawn)$")]


class NewDemand(Body):
    """`ratios` in basis points for every class; `minimum` and `maximum` are entities in each stratum (industry x class).

    `key_ratios`: for entities under key supervision, where they are higher.
    """

    demand: Ref
    year: Year
    department: DepartmentCode
    kind: Kind
    items: list[ItemCode] = Field(min_length=1, max_length=500)
    industries: list[IndustryCode] = Field(min_length=1, max_length=200)
    list_class: ListClass
    ratios: dict[CreditClass, BasisPoints]
    rounding: Rounding = Rounding.FAIR
    minimum: c.Limit = None
    maximum: c.Limit = None
    method: Method = Method.ONSITE
    key_ratios: dict[CreditClass, BasisPoints] | None = None
    crossplan: Ref | None = Field(None, description="The joint plan with a neighbour it is made for.")


class Reason(Body):
    reason: PlainText


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


@router.post("/demands", status_code=201, summary="A department submits a demand for the year")
async def submit(body: NewDemand, gate: Asking, pool: Pool, env: Env) -> Accepted:
    require_department(gate.caller, body.department)
    asked = body.model_dump()
    known = await lookups.demand_lookups(pool, asked, env.today)
    return await gate.execute(c.SubmitDemand(**asked, known=known))


@router.post("/demands/{demand}/withdrawal", summary="A department takes its demand back")
async def withdraw(demand: Ref, body: Reason, gate: Asking, pool: Pool) -> Accepted:
    row = await queries.demand(pool, demand=demand)
    if row is not None:
        require_department(gate.caller, row["department"])
    known = c.Holding(plan=await queries.plan_holding(pool, demand=demand))
    return await gate.execute(c.WithdrawDemand(demand=demand, reason=body.reason, known=known))


@router.get("/demands", summary="Demands, by number")
async def demands(
    pool: Pool,
    year: Year | None = None,
    department: DepartmentCode | None = None,
    kind: Kind | None = None,
    state: State = None,
    cursor: CursorParam = None,
    limit: LimitParam = 50,
) -> Page[DemandView]:
    found = queries.demands_page(
        pool,
        year=year,
        department=department,
        kind=kind,
        state=state,
        after_demand=key_of(cursor, [""])[0],
        limit=limit + 1,
    )
    return page_of([DemandView.of(row) async for row in found], limit, lambda row: [row.demand])


@router.get("/demands/export.csv", summary="Demands as a table", response_class=StreamingResponse)
async def export(
    pool: Pool, year: Year | None = None, department: DepartmentCode | None = None, state: State = None
) -> StreamingResponse:
    async def rows() -> AsyncIterator[Sequence[Any]]:
        after, more = "", True
        while more:
            found = queries.demands_page(
                pool, year=year, department=department, kind=None, state=state, after_demand=after, limit=EVERY_ROW
            )
            page = [DemandView.of(row) async for row in found]
            for d in page:
                yield [
                    d.demand, d.year, d.department, d.kind, d.items, d.industries, d.list_class,
                    *(d.ratios[each] for each in "ABCDU"), d.rounding, d.minimum, d.maximum, d.method, d.state, d.crossplan,
                ]  # fmt: skip
            more = len(page) == EVERY_ROW
            after = page[-1].demand if page else after

    header = (
        "demand,year,department,kind,items,industries,list_class,ratio_A_bp,ratio_B_bp,ratio_C_bp,ratio_D_bp,ratio_U_bp,"
        "rounding,minimum,maximum,method,state,crossplan"
    )
    return csv_download("demands", header.split(","), rows())
