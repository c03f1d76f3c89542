"""Visits, why an entity is or is not visited, and the year in figures."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from libs.events.catalog.codes import DepartmentCode, EntityId, PlainText, Ref, TownshipCode
from libs.events.catalog.planning import VisitPart
from libs.events.http import Accepted
from libs.events.http.paging import CursorParam, LimitParam, Page, key_of, page_of
from libs.events.http.rooms import Pool
from services.planning import organiser
from services.planning.commands import CancelVisit, DrawRef, Year
from services.planning.decide.refusals import NoSuchVisit, NotCompleted, VisitDone
from services.planning.decide.schedule import clock
from services.planning.draw import ExclusionCode
from services.planning.views import queries

from .draws import draw_row
from .rooms import EVERY_ROW, Body, Cell, Official, PlannerGate, csv_response, joined
from .shares import Shares, shares_of

__all__ = ["router"]

router = APIRouter()

State = Annotated[str | None, Query(pattern="^(planned|completed|closed|cancelled)$")]


class Cancellation(Body):
    reason: PlainText


class VisitView(BaseModel):
    """`state`: planned, completed (on the spot), closed, cancelled. `start_minute` of the local `day`; null without a
    schedule.
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
    schedule: str | None = None
    day: date | None = None
    start_minute: int | None = None
    minutes: int | None = None

    @classmethod
    def of(cls, row: Any) -> VisitView:
        return cls(**{**row, "parts": orjson.loads(row["parts"])}, state=_state(row))


def _state(row: Any) -> str:
    if row["cancelled"] is not None:
        return "cancelled"
    if row["closed"]:
        return "closed"
    return "planned" if row["completed_on"] is None else "completed"


class Reason(BaseModel):
    """Why an entity may not be drawn for these kinds of check (`*`: every kind), proved by the fact of that id."""

    code: str
    reason: str
    reason_en: str
    kinds: list[str]
    fact: str


class Stratum(BaseModel):
    """One demand the entity was listed for: chosen when eligible and its number is not above the cut-off."""

    demand: str
    department: str
    kind: str
    stratum: str
    eligible: bool
    quota: int
    of: int
    cutoff: str | None
    chosen: bool
    rule: str
    rule_en: str


class Why(BaseModel):
    entity: str
    draw: str
    chosen: bool
    number: str
    industry: str
    credit_class: str
    excluded: list[Reason]
    strata: list[Stratum]
    visit: str | None
    proof: str


class Figures(Shares):
    """`lower_bound_milli`: thousandths of a visit; `excluded` counts entities by reason code over completed draws."""

    departments: int
    demands: int
    draws: int
    department_checks: int
    visits: int
    visits_if_separate: int
    lower_bound_milli: int
    shortfalls: int
    shortages: int
    cancelled: int
    excluded: dict[str, int]
    recognised_exclusions: int


@router.get("/visits", summary="Visits, by number")
async def visits(
    pool: Pool,
    _: Official,
    entity: EntityId | None = None,
    department: DepartmentCode | None = None,
    draw: DrawRef | None = None,
    township: TownshipCode | None = None,
    state: State = None,
    cursor: CursorParam = None,
    limit: LimitParam = 50,
) -> Page[VisitView]:
    found = queries.visits_page(
        pool,
        entity=entity,
        department=department,
        draw=draw,
        township=township,
        state=state,
        after_visit=key_of(cursor, [""])[0],
        limit=limit + 1,
    )
    return page_of([VisitView.of(row) async for row in found], limit, lambda row: [row.visit])


@router.get("/visits/export.csv", summary="Visits as a table", response_class=StreamingResponse)
async def export(
    pool: Pool,
    _: Official,
    department: DepartmentCode | None = None,
    draw: DrawRef | None = None,
    township: TownshipCode | None = None,
    state: State = None,
) -> StreamingResponse:
    async def rows() -> AsyncIterator[Sequence[Cell]]:
        after, more = "", True
        while more:
            found = queries.visits_page(
                pool,
                entity=None,
                department=department,
                draw=draw,
                township=township,
                state=state,
                after_visit=after,
                limit=EVERY_ROW,
            )
            page = [VisitView.of(row) async for row in found]
            for v in page:
                items = [item for part in v.parts for item in part.items]
                officers = [officer for part in v.parts for officer in part.inspectors]
                yield [
                    v.visit, v.draw, v.entity, v.entity_name, v.township, v.lead, joined(v.departments), joined(items),
                    joined(officers), v.method, "unannounced" if v.notice_forbidden else "announced",
                    v.window_from.isoformat(), v.window_to.isoformat(), v.state,
                    v.day.isoformat() if v.day else None, None if v.start_minute is None else clock(v.start_minute),
                ]  # fmt: skip
            more = len(page) == EVERY_ROW
            after = page[-1].visit if page else after

    header = (
        "visit,draw,entity,entity_name,township,lead,departments,items,inspectors,method,notice,window_from,window_to,state,"
        "day,start"
    )
    return csv_response("visits", header.split(","), rows())


@router.get("/visits/{visit}", summary="One visit")
async def visit(visit: Ref, pool: Pool, _: Official, response: Response) -> VisitView:
    row = await _visit(pool, visit)
    response.headers["ETag"] = f'"{row["version"]}"'
    return VisitView.of(row)


async def _visit(pool: Any, visit: str) -> Any:
    row = await queries.visit(pool, visit=visit)
    if row is None:
        raise NoSuchVisit(field="visit", value=visit, do_en="GET /v1/visits lists them.", do_zh="可通过 GET /v1/visits 查询。")
    return row


@router.post("/visits/{visit}/cancellation", summary="Cancel a planned visit with a reason")
async def cancel(visit: Ref, body: Cancellation, gate: PlannerGate, pool: Pool) -> Accepted:
    row = await _visit(pool, visit)
    if row["completed_on"] is not None or row["closed"]:
        raise VisitDone(
            f"completed on {row['completed_on']}",
            f"已于 {row['completed_on']} 实施",
            field="visit",
            value=visit,
            do_en="A check that was made is taken back by revoking its result.",
            do_zh="已实施的检查应通过撤销结果处理。",
        )
    return await gate.execute(CancelVisit(visit=visit, reason=body.reason))


@router.get("/entities/{entity:path}/why", summary="Why an entity is or is not visited")
async def why(entity: EntityId, pool: Pool, draw: DrawRef | None = None) -> Why:
    row = await draw_row(pool, draw) if draw is not None else await queries.latest_draw(pool)
    if row is None:
        raise NotCompleted(
            "no draw is completed", "尚无已完成的抽取", field="draw", do_en="Come back later.", do_zh="请稍后查询。"
        )
    name = row["draw"]
    found = await organiser.proof(pool, name, entity)
    demands = {d["demand"]: d async for d in queries.demands_named(pool, demands=[s.demand for s in found.strata])}
    strata = []
    for cut in found.strata:
        demand = demands[cut.demand]
        barred = found.leaf.barred(demand["kind"])
        zh, en = _rule(barred, chosen=cut.chosen)
        strata.append(Stratum(**cut.model_dump(), department=demand["department"], kind=demand["kind"], rule=zh, rule_en=en))
    planned = await queries.visit_of(pool, draw=name, entity=entity)
    return Why(
        entity=entity,
        draw=name,
        chosen=any(cut.chosen for cut in found.strata),
        number=found.x,
        industry=found.leaf.industry,
        credit_class=found.leaf.credit_class.value,
        excluded=[
            Reason(
                code=exclusion.reason.value,
                reason=exclusion.reason.words.zh,
                reason_en=exclusion.reason.words.en,
                kinds=list(exclusion.kinds),
                fact=exclusion.fact,
            )
            for exclusion in found.leaf.excluded
        ],
        strata=strata,
        visit=planned["visit"] if planned is not None else None,
        proof=f"/v1/draws/{name}/proofs/{entity}",
    )


def _rule(barred: ExclusionCode | None, *, chosen: bool) -> tuple[str, str]:
    if barred is not None:
        return f"排除:{barred.words.zh}", f"excluded: {barred.words.en}"
    if chosen:
        return "抽中:号码不大于分层的截止号", "chosen: its number is not above the stratum's cut-off"
    return "未抽中:号码大于分层的截止号", "not chosen: its number is above the stratum's cut-off"


@router.get("/figures", summary="The year's plan and draws in figures")
async def figures(pool: Pool, year: Year | None = None) -> Figures:
    row = await queries.figures(pool, year=year)
    excluded = {r["reason"]: r["entities"] async for r in queries.excluded_by_reason(pool, year=year)}
    recognised = excluded.get(ExclusionCode.RECOGNISED_RESULT.value, 0)
    return Figures(**row, **await shares_of(pool, year, row), excluded=excluded, recognised_exclusions=recognised)


@router.get("/figures/export.csv", summary="The figures as a table", response_class=StreamingResponse)
async def figures_table(pool: Pool, year: Year | None = None) -> StreamingResponse:
    found = (await figures(pool, year)).model_dump()

    async def rows() -> AsyncIterator[Sequence[Cell]]:
        for name, value in found.items():
            for key, cell in value.items() if isinstance(value, dict) else [("", value)]:
                yield [f"{name}.{key}" if key else name, cell]

    return csv_response("figures", ["figure", "value"], rows())
