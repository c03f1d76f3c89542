"""Rectifications: reported by the entity, re-checked by the department that ordered them."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from libs.domain.evidence import EvidenceLookups
from libs.domain.evidence.files import missing
from libs.domain.office.listings import listing
from libs.domain.reach import Reach, Reading, own_reach, reach_of
from libs.events.catalog.codes import DepartmentCode, EntityId, Evidence, InspectorId, PlainText, Ref
from libs.events.catalog.inspection.handling import Settled
from libs.events.catalog.inspection.rectification import RectificationPassed
from libs.events.http.bodies import Body
from libs.events.http.commands import Accepted, Asking
from libs.events.http.depends import Env, Pool
from libs.events.http.paging import EPOCH, Page, Paged, page
from libs.events.http.rows import found
from libs.events.http.tables.download import Downloading, every_row
from libs.events.store.store import Transaction

from ..register.views import queries as register
from ..visit import commands as visit_commands
from . import commands as c
from . import refusals
from .views import queries

router = APIRouter(tags=["rectifications"])

_FIRST = [EPOCH, ""]


class Report(Body):
    evidence: Evidence = ()


class Recheck(Body):
    inspector: InspectorId
    passed: bool
    reason: PlainText | None = None


class RectificationView(BaseModel):
    rectification: str
    visit: str
    entity: str
    entity_name: str
    department: str
    title: str
    findings: list[str]
    due: datetime
    state: str
    overdue: bool
    reported_late: bool | None
    failures: int
    reason: str | None
    ordered_at: datetime
    passed_at: datetime | None
    version: int


class Wanted(BaseModel):
    """Which rectifications."""

    state: Annotated[str | None, Query(pattern="^(ordered|reported|failed|passed)$")] = None
    department: DepartmentCode | None = None


class WantedPage(Paged, Wanted):
    entity: EntityId | None = None
    visit: Ref | None = None
    overdue: bool | None = None


async def _row(pool: Any, rectification: Ref) -> dict[str, Any]:
    row = queries.rectification(pool, rectification=rectification)
    return await found(row, refusals.NoSuchRectification, rectification=rectification)


async def _page(pool: Any, reach: Reach, wanted: Wanted, after: Sequence[Any], limit: int) -> list[RectificationView]:
    asked = {"entity": None, "visit": None, "overdue": None, **wanted.model_dump(exclude={"cursor", "limit"}), **reach.asked}
    rows = queries.rectifications_page(pool, **asked, after_time=after[0], after_rectification=after[1], limit=limit)
    return [RectificationView(**row) async for row in rows]


def _key(row: RectificationView) -> list[Any]:
    return [row.ordered_at, row.rectification]


@router.post("/rectifications/{rectification}/report", summary="The entity reports that the fault is mended")
async def report(rectification: Ref, body: Report, gate: Asking, pool: Pool) -> Accepted:
    row = await _row(pool, rectification)
    gone = refusals.NoSuchRectification(rectification=rectification)
    (await own_reach(gate, pool)).require(gone, departments=[row["department"]], entity=row["entity"])
    known = EvidenceLookups(missing=await missing(gate, body.evidence))
    return await gate.execute(c.ReportRectification(rectification=rectification, known=known, **body.model_dump()))


@router.post(
    "/rectifications/{rectification}/recheck",
    summary="The department re-checks; what passed is settled, and the last one closes the visit",
)
async def recheck(rectification: Ref, body: Recheck, gate: Asking, pool: Pool, env: Env) -> Accepted:
    row = await _row(pool, rectification)
    reach_of(gate).require(refusals.NoSuchRectification(rectification=rectification), departments=[row["department"]])
    certified = await register.certified(pool, inspector=body.inspector, department=row["department"], on=env.today)
    known = c.RecheckLookups(certified=certified)
    command = c.RecheckRectification(rectification=rectification, known=known, **body.model_dump())

    async def work(tx: Transaction) -> Accepted:
        outcome = await gate.run(tx, command, expect=gate.expect)
        answer = Accepted.of(outcome)
        passed = any(isinstance(r.fact, RectificationPassed) for r in outcome.recorded)
        if passed:
            settling = visit_commands.SettleFindings(
                visit=row["visit"], findings=tuple(row["findings"]), how=Settled.RECTIFIED, ref=rectification
            )
            answer.follow(await gate.run(tx, settling))
        return answer

    return await gate.execute(work, answer=Accepted)


@router.get("/rectifications", summary="Rectifications, oldest first")
async def rectifications(pool: Pool, reach: Reading, wanted: Annotated[WantedPage, Query()]) -> Page[RectificationView]:
    return await page(wanted, partial(_page, pool, reach, wanted), _key, _FIRST)


_LISTING = listing(
    "rectifications",
    "整改台账",
    RectificationView.model_fields,
    headings={"title": "部门名称", "due": "整改期限"},
    words={"state": "rectification"},
)


@router.get("/rectifications/export.{format}", summary="All rectifications as a table", response_class=StreamingResponse)
async def export(pool: Pool, reach: Reading, wanted: Annotated[Wanted, Query()], download: Downloading) -> StreamingResponse:
    return download(_LISTING, every_row(partial(_page, pool, reach, wanted), _key, _FIRST))


@router.get("/rectifications/{rectification}", summary="One rectification")
async def rectification(rectification: Ref, pool: Pool, reach: Reading) -> RectificationView:
    row = await _row(pool, rectification)
    gone = refusals.NoSuchRectification(rectification=rectification)
    reach.require(gone, departments=[row["department"], row["lead"]], division=row["township"], entity=row["entity"])
    return RectificationView(**row)
