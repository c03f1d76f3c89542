"""Rectifications: reported by the entity, re-checked by the department that ordered them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from libs.events.catalog.codes import DepartmentCode, EntityId, EvidenceRef, InspectorId, PlainText, Ref
from libs.events.catalog.inspection.rectification import RectificationPassed
from libs.events.http import Accepted, Gate, Page, gate, page_of
from libs.events.http.depends import Env, Pool
from libs.events.http.paging import EPOCH, CursorParam, LimitParam, key_of
from libs.events.store.store import Transaction
from services.inspection.commands import CloseVisit, RecheckRectification, ReportRectification
from services.inspection.decide.refusals import NoSuchRectification
from services.inspection.policy import day_of
from services.inspection.views import queries

from .common import Body, OfficerGate, Reader, follow, speaks_for
from .export import csv_file

__all__ = ["router"]

router = APIRouter(tags=["rectifications"])
ReportGate = Annotated[Gate, Depends(gate("enterprise", "department-officer"))]
StateParam = Annotated[str | None, Query(pattern="^(ordered|reported|failed|passed)$")]


class Report(Body):
    evidence: list[EvidenceRef] = Field([], max_length=100)


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


async def _row(pool: Any, rectification: str) -> dict[str, Any]:
    row = await queries.rectification(pool, rectification=rectification)
    if row is None:
        raise NoSuchRectification(
            field="rectification", value=rectification, do_en="Check the number.", do_zh="请核对整改编号。"
        )
    return dict(row)


@router.post("/rectifications/{rectification}/report", summary="The entity says it is mended")
async def report(rectification: Ref, body: Report, gate: ReportGate, pool: Pool) -> Accepted:
    row = await _row(pool, rectification)
    speaks_for(gate.caller, row["entity"], officer="department-officer", departments=[row["department"]])
    return await gate.execute(ReportRectification(rectification=rectification, **body.model_dump()))


@router.post(
    "/rectifications/{rectification}/recheck", summary="The department re-checks; the last one passed closes the visit"
)
async def recheck(rectification: Ref, body: Recheck, gate: OfficerGate, pool: Pool, env: Env) -> Accepted:
    row = await _row(pool, rectification)
    gate.caller.require_department(row["department"])
    today = day_of(env.clock())
    certified = await queries.certified(pool, inspector=body.inspector, department=row["department"], on=today)
    command = RecheckRectification(rectification=rectification, certified=certified, **body.model_dump())

    async def work(tx: Transaction) -> Accepted:
        # Two departments may pass their last ones at once: without the lock neither would see the other's.
        await queries.lock_visit(tx, visit=row["visit"])
        outcome = await gate.runner.execute(command, gate.origin, expect=gate.expect, tx=tx)
        answer = Accepted.of(outcome)
        passed = any(isinstance(r.fact, RectificationPassed) for r in outcome.recorded)
        if passed and not await queries.open_rectifications(tx, visit=row["visit"]):
            closed = await gate.runner.execute(CloseVisit(visit=row["visit"]), gate.origin, tx=tx)
            follow(answer, closed)
        return answer

    return await gate.execute(work, answer=Accepted)


@router.get("/rectifications", summary="Rectifications, oldest first")
async def rectifications(
    pool: Pool,
    _: Reader,
    state: StateParam = None,
    department: DepartmentCode | None = None,
    entity: EntityId | None = None,
    visit: Ref | None = None,
    overdue: bool | None = None,  # noqa: FBT001 - a query parameter
    cursor: CursorParam = None,
    limit: LimitParam = 50,
) -> Page[RectificationView]:
    after = key_of(cursor, [EPOCH, ""])
    found = _found(pool, state, department, entity, visit, overdue, after, limit + 1)
    return page_of([r async for r in found], limit, lambda row: [row.ordered_at, row.rectification])


async def _found(
    pool: Any,
    state: str | None,
    department: str | None,
    entity: str | None,
    visit: str | None,
    overdue: bool | None,  # noqa: FBT001 - passed through
    after: list[Any],
    limit: int | None,
) -> AsyncIterator[RectificationView]:
    async for row in queries.rectifications_page(
        pool,
        state=state,
        department=department,
        entity=entity,
        visit=visit,
        overdue=overdue,
        after_time=after[0],
        after_rectification=after[1],
        limit=limit,
    ):
        yield RectificationView(**row)


@router.get("/rectifications/export.csv", summary="All rectifications as CSV", response_class=StreamingResponse)
async def export(
    pool: Pool, _: Reader, state: StateParam = None, department: DepartmentCode | None = None
) -> StreamingResponse:
    rows = _found(pool, state, department, None, None, None, [EPOCH, ""], None)
    return csv_file("rectifications.csv", RectificationView, rows)


@router.get("/rectifications/{rectification}", summary="One rectification")
async def rectification(rectification: Ref, pool: Pool, _: Reader) -> RectificationView:
    return RectificationView(**await _row(pool, rectification))
