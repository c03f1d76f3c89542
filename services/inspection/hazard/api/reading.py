"""What can be read of hazards."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from libs.domain.office.listings import listing
from libs.domain.reach import Reach, Reading
from libs.events.catalog.codes import (
    DepartmentCode,
    EntityId,
    Ref,
    TownshipCode,
)
from libs.events.catalog.inspection.hazard import HazardReach
from libs.events.http.depends import Pool
from libs.events.http.paging import EPOCH, Page, Paged, page
from libs.events.http.tables.download import Downloading, every_row

from ..lookups import visible_hazard
from ..views import queries

router = APIRouter(tags=["hazards"])

_FIRST = [EPOCH, ""]


class HazardView(BaseModel):
    """`reach`: what makes it the government's matter. `government`: whom it was reported to; `guidance`: the guidance body.
    `peers`: those who are told; `read_by`: those of them who have read it. `orders_standing`: how many orders stand that were
    given in danger. `measures`: what is done; `treatment_lead`: by which department, `treatment_departments`: by which. `area`:
    in which townships. `campaign`: whether planning was asked for a campaign. `reason`: why it is not treated, or what was
    found when the treatment was accepted. `passed`: the stages whose time has passed. `evidence`: SHA-256 of each piece.
    `begun_at`: when it came on record.
    """

    hazard: str
    visit: str | None
    finding: str | None
    entity: str | None
    township: str
    lead: str
    lead_title: str
    reach: str | None
    matter: str | None
    government: str | None
    guidance: str | None
    peers: list[str]
    read_by: list[str]
    orders_standing: int
    measures: str | None
    treatment_lead: str | None
    treatment_departments: list[str]
    area: list[str]
    campaign: bool
    reason: str | None
    state: str
    due: datetime | None
    passed: list[str]
    evidence: list[str]
    found_at: datetime | None
    begun_at: datetime
    reported_at: datetime | None
    acknowledged_at: datetime | None
    closed_at: datetime | None
    version: int


class DangerOrderView(BaseModel):
    """`measure`: what was ordered; `what`: of what place or equipment. `given_at`: when; `lifted_at`: when it was lifted, null
    while it stands, `lifted_for`: why.
    """

    danger_order: str
    department: str
    officers: list[str]
    measure: str
    what: str
    basis: str
    given_at: datetime
    lifted_at: datetime | None
    lifted_for: str | None


class HazardStepView(BaseModel):
    """`what`: what was done, in words; `done_at`: when it was put on record."""

    department: str
    what: str
    done_at: datetime


class WholeHazard(HazardView):
    """`danger_orders`: the orders given in danger. `steps`: what was done of the treatment."""

    danger_orders: list[DangerOrderView]
    steps: list[HazardStepView]


class WantedHazards(BaseModel):
    """Which hazards."""

    state: Annotated[str | None, Query(pattern="^(endangering|reported|acknowledged|under-treatment|declined|accepted)$")] = (
        None
    )
    lead: DepartmentCode | None = None
    township: TownshipCode | None = None
    reach: Annotated[HazardReach | None, Query(description="What makes it the government's matter.")] = None


class WantedPage(Paged, WantedHazards):
    entity: EntityId | None = None
    overdue: bool | None = None


async def _page(pool: Any, reach: Reach, wanted: WantedHazards, after: Sequence[Any], limit: int) -> list[HazardView]:
    asked = {"entity": None, "overdue": None, **wanted.model_dump(exclude={"cursor", "limit"}), **reach.asked}
    rows = queries.hazards_page(pool, **asked, after_time=after[0], after_hazard=after[1], limit=limit)
    return [HazardView(**row) async for row in rows]


def _key(row: HazardView) -> list[Any]:
    return [row.begun_at, row.hazard]


@router.get("/hazards", summary="Hazards, oldest first")
async def hazards(pool: Pool, reach: Reading, wanted: Annotated[WantedPage, Query()]) -> Page[HazardView]:
    return await page(wanted, partial(_page, pool, reach, wanted), _key, _FIRST)


_LISTING = listing(
    "hazards",
    "隐患治理台账",
    HazardView.model_fields,
    headings={
        "hazard": "隐患编号", "finding": "问题编号", "lead": "报告部门", "lead_title": "报告部门名称", "reach": "类型",
        "matter": "隐患情况", "government": "报告对象", "guidance": "指导机构", "peers": "通报部门", "read_by": "已阅部门",
        "orders_standing": "未解除的责令", "measures": "治理方案", "treatment_lead": "治理牵头部门",
        "treatment_departments": "治理部门", "area": "治理范围", "campaign": "是否提请专项检查", "passed": "逾期环节",
        "found_at": "发现时间", "begun_at": "登记时间", "reported_at": "报告时间", "acknowledged_at": "签收时间",
        "closed_at": "办结时间",
    },
    words={"state": "hazard", "reach": "hazard_reach", "passed": "hazard_stage"},
)  # fmt: skip


@router.get("/hazards/export.{format}", summary="All hazards as a table", response_class=StreamingResponse)
async def export(
    pool: Pool, reach: Reading, wanted: Annotated[WantedHazards, Query()], download: Downloading
) -> StreamingResponse:
    return download(_LISTING, every_row(partial(_page, pool, reach, wanted), _key, _FIRST))


@router.get("/hazards/{hazard}", summary="One hazard with its orders and the steps of its treatment")
async def hazard(hazard: Ref, pool: Pool, reach: Reading, response: Response) -> WholeHazard:
    row = await visible_hazard(pool, hazard, reach)
    response.headers["ETag"] = f'"{row["version"]}"'
    return WholeHazard(
        **row,
        danger_orders=[DangerOrderView(**each) async for each in queries.danger_orders(pool, hazard=hazard)],
        steps=[HazardStepView(**each) async for each in queries.treatment_steps(pool, hazard=hazard)],
    )
