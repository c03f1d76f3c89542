"""What can be read: visits, their sealed record, the figures."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, datetime
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from libs.events.catalog.codes import DepartmentCode, EntityId, Ref, TownshipCode
from libs.events.catalog.inspection.result import ResultIssued
from libs.events.catalog.inspection.visit import VisitCompleted
from libs.events.fact import Raw
from libs.events.http import Page, page_of
from libs.events.http.depends import Env, Pool
from libs.events.http.paging import EPOCH, CursorParam, LimitParam, key_of
from libs.events.refusal import Forbidden
from services.inspection.decide.record import GENESIS, link
from services.inspection.views import queries

from .common import Reader, team_is_secret, visit_row
from .export import csv_file

__all__ = ["router"]

router = APIRouter(tags=["visits"])
StateParam = Annotated[str | None, Query(pattern="^(assigned|announced|under-way|completed|closed|cancelled)$")]


class VisitView(BaseModel):
    """`announced`: true = told beforehand, false = lawfully not, null = not yet either; `basis` says on what ground."""

    visit: str
    draw: str
    entity: str
    entity_name: str
    industries: list[str]
    township: str
    lead: str
    lead_title: str
    departments: list[str]
    method: str
    notice_forbidden: bool
    window_from: date
    window_to: date
    due: datetime
    state: str
    announced: bool | None
    visit_on: date | None
    basis: str | None
    overdue: bool
    answer: str | None
    answer_remark: str | None
    problems: int
    completed_on: date | None
    result: str | None
    assigned_at: datetime
    version: int


class PartView(BaseModel):
    """`filings`: the unplanned checks that joined the visit with this part."""

    department: str
    title: str
    kinds: list[str]
    items: list[str]
    inspectors: list[str]
    filings: list[str]
    disposition: str | None
    basis: str | None
    problems: int | None
    recorded_at: datetime | None


class CheckInView(BaseModel):
    inspector: str
    department: str
    how: str
    at: datetime
    reason: str | None


class FindingView(BaseModel):
    """`evidence`: SHA-256 of each piece."""

    finding: str
    department: str
    item: str
    severity: str
    description: str
    evidence: list[str]


class ClueView(BaseModel):
    clue: str
    finder: str
    competent: str
    matter: str
    found_at: datetime


class WholeVisit(VisitView):
    parts: list[PartView]
    check_ins: list[CheckInView]
    findings: list[FindingView]
    clues: list[ClueView]


class RecordEntry(BaseModel):
    """`digest` runs over this fact and all before it."""

    version: int
    type: str
    time: datetime
    actor: str | None
    data: dict[str, Any]
    digest: str


class VisitRecord(BaseModel):
    """`sealed` is the digest fixed at completion; `intact` compares it with what is stored now (null before)."""

    visit: str
    sealed: str | None
    intact: bool | None
    facts: list[RecordEntry]


class Figures(BaseModel):
    """`with_problems` counts completed visits; `joint` visits with two departments or more."""

    visits: int
    completed: int
    with_problems: int
    parts: int
    joint: int
    cancelled: int
    by_disposition: dict[str, int]
    rectifications_open: int
    rectifications_overdue: int
    overdue_visits: int
    results_revoked: int
    results_recorded: int


@router.get("/visits", summary="Visits, oldest first")
async def visits(
    pool: Pool,
    _: Reader,
    state: StateParam = None,
    department: DepartmentCode | None = None,
    entity: EntityId | None = None,
    township: TownshipCode | None = None,
    overdue: bool | None = None,  # noqa: FBT001 - a query parameter
    cursor: CursorParam = None,
    limit: LimitParam = 50,
) -> Page[VisitView]:
    after = key_of(cursor, [EPOCH, ""])
    found = _found(pool, state, department, entity, township, overdue, after, limit + 1)
    return page_of([v async for v in found], limit, lambda row: [row.assigned_at, row.visit])


async def _found(
    pool: Any,
    state: str | None,
    department: str | None,
    entity: str | None,
    township: str | None,
    overdue: bool | None,  # noqa: FBT001 - passed through
    after: list[Any],
    limit: int | None,
) -> AsyncIterator[VisitView]:
    async for row in queries.visits_page(
        pool,
        state=state,
        department=department,
        entity=entity,
        township=township,
        overdue=overdue,
        after_time=after[0],
        after_visit=after[1],
        limit=limit,
    ):
        yield VisitView(**row)


@router.get("/visits/export.csv", summary="All visits as CSV", response_class=StreamingResponse)
async def export(
    pool: Pool,
    _: Reader,
    state: StateParam = None,
    department: DepartmentCode | None = None,
    township: TownshipCode | None = None,
) -> StreamingResponse:
    rows = _found(pool, state, department, None, township, None, [EPOCH, ""], None)
    return csv_file("visits.csv", VisitView, rows)


@router.get("/visits/{visit}", summary="One visit with its parts, arrivals, findings and clues")
async def visit(visit: Ref, pool: Pool, env: Env, who: Reader, response: Response) -> WholeVisit:
    row = await visit_row(pool, visit)
    parts = [PartView(**r) async for r in queries.parts(pool, visit=visit)]
    if team_is_secret(row, who, env):
        parts = [part.model_copy(update={"inspectors": []}) for part in parts]
    response.headers["ETag"] = f'"{row["version"]}"'
    return WholeVisit(
        **row,
        parts=parts,
        check_ins=[CheckInView(**r) async for r in queries.check_ins(pool, visit=visit)],
        findings=[FindingView(**r) async for r in queries.findings(pool, visit=visit)],
        clues=[ClueView(**r) async for r in queries.clues(pool, visit=visit)],
    )


@router.get("/visits/{visit}/record", summary="All facts of a visit with their running digests: is the record intact?")
async def record(visit: Ref, pool: Pool, env: Env, who: Reader) -> VisitRecord:
    row = await visit_row(pool, visit)
    if team_is_secret(row, who, env):
        raise Forbidden(
            "the team of an unannounced visit is secret until the day",
            "不予事先通知的检查,检查组在检查日前不公开",
            field="visit",
            value=visit,
            do_en="Only planners, auditors and the visit's own departments read it before.",
            do_zh="检查日前仅计划管理、审计人员和参加检查的部门可以查看。",
            rule="L-19",
        )
    digest, before, fixed = GENESIS, GENESIS, []
    facts, sealed = [], None
    async for stored in queries.record_of(pool, stream=f"visit-{visit}"):
        data = orjson.loads(stored["data"])
        if stored["type"] == VisitCompleted.fact_type:
            sealed, before = data.get("record"), digest
        if stored["type"] in {VisitCompleted.fact_type, ResultIssued.fact_type}:
            fixed.append(data.get("record"))
        digest = link(digest, Raw(stored["type"], stored["schema_version"], stored["data"].encode()))
        facts.append(RecordEntry(**{**stored, "data": data}, digest=digest))
    intact = None if sealed is None else all(mark == before for mark in fixed)
    return VisitRecord(visit=visit, sealed=sealed, intact=intact, facts=facts)


@router.get("/figures", summary="Inspection in figures")
async def figures(pool: Pool, _: Reader) -> Figures:
    by_disposition = {row["disposition"]: row["parts"] async for row in queries.dispositions(pool)}
    return Figures(**await queries.figures(pool), by_disposition=by_disposition)
