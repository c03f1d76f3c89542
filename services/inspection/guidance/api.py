"""Guidance: given by a department on a visit, listed, and read by the entity it was given to."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from libs.domain.callers import require_department
from libs.domain.office.listings import listing
from libs.domain.reach import Reach, Reading
from libs.events.catalog.codes import DepartmentCode, EntityId, PlainText, Ref
from libs.events.catalog.inspection.guidance import GuidanceKind
from libs.events.http.bodies import Body
from libs.events.http.commands import Accepted, Asking
from libs.events.http.depends import Pool
from libs.events.http.paging import EPOCH, Page, Paged, page
from libs.events.http.rows import found
from libs.events.http.tables.download import Downloading, every_row
from libs.events.ids import new_ref

from ..visit.lookups import HAS_BEGUN, own_visit
from . import commands as c
from . import refusals as r
from .views import queries

router = APIRouter(tags=["guidance"])

_FIRST = [EPOCH, ""]


class Guidance(Body):
    visit: Ref
    department: DepartmentCode
    kind: GuidanceKind
    text: PlainText
    finding: Ref | None = Field(None, description="The finding it is about, of the department's own part.")
    document: Ref | None = Field(None, description="The number of the paper that was handed over.")


class Given(Accepted):
    guidance: Ref


class GuidanceView(BaseModel):
    guidance: str
    visit: str
    finding: str | None
    entity: str
    entity_name: str
    department: str
    title: str
    kind: str
    text: str
    document: str | None
    given_at: datetime
    version: int


class Wanted(BaseModel):
    """Which guidance."""

    kind: GuidanceKind | None = None
    department: DepartmentCode | None = None


class WantedPage(Paged, Wanted):
    entity: EntityId | None = None
    visit: Ref | None = None


@router.post("/guidance", status_code=201, summary="A department gives guidance on a visit")
async def give_guidance(body: Guidance, gate: Asking, pool: Pool) -> Given:
    require_department(gate.caller, body.department)
    row = await own_visit(pool, body.visit, gate)
    await gate.take_equals_for_one()
    own = await queries.own_finding(pool, visit=body.visit, department=body.department, finding=body.finding)
    known = c.GuidanceLookups(begun=row["state"] in HAS_BEGUN, takes_part=body.department in row["departments"], own=own)
    number = new_ref("G")
    command = c.GiveGuidance(guidance=number, entity=row["entity"], known=known, **body.model_dump())
    return await gate.execute(command, answer=Given, guidance=number)


async def _page(pool: Any, reach: Reach, wanted: Wanted, after: Sequence[Any], limit: int) -> list[GuidanceView]:
    named = wanted.model_dump(exclude={"cursor", "limit"}, mode="json")
    asked = {"entity": None, "visit": None, **named, **reach.asked}
    rows = queries.guidance_page(pool, **asked, after_time=after[0], after_guidance=after[1], limit=limit)
    return [GuidanceView(**row) async for row in rows]


def _key(row: GuidanceView) -> list[Any]:
    return [row.given_at, row.guidance]


@router.get("/guidance", operation_id="guidances", summary="Guidance that was given, oldest first")
async def guidances(pool: Pool, reach: Reading, wanted: Annotated[WantedPage, Query()]) -> Page[GuidanceView]:
    return await page(wanted, partial(_page, pool, reach, wanted), _key, _FIRST)


_LISTING = listing(
    "guidance",
    "柔性执法台账",
    GuidanceView.model_fields,
    headings={
        "guidance": "编号", "finding": "问题编号", "title": "部门名称", "kind": "方式", "text": "内容", "document": "文书编号",
        "given_at": "时间",
    },
    words={"kind": "guidance"},
)  # fmt: skip


@router.get("/guidance/export.{format}", summary="All guidance as a table", response_class=StreamingResponse)
async def export(pool: Pool, reach: Reading, wanted: Annotated[Wanted, Query()], download: Downloading) -> StreamingResponse:
    return download(_LISTING, every_row(partial(_page, pool, reach, wanted), _key, _FIRST))


@router.get("/guidance/{guidance}", summary="One piece of guidance")
async def guidance(guidance: Ref, pool: Pool, reach: Reading) -> GuidanceView:
    gone = r.NoSuchGuidance
    row = await found(queries.guidance(pool, guidance=guidance), gone, guidance=guidance)
    reach.require(
        gone(guidance=guidance), departments=[row["department"], row["lead"]], division=row["township"], entity=row["entity"]
    )
    return GuidanceView(**row)
