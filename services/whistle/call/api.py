"""Routes of whistles: thin, no decisions."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import AwareDatetime, BaseModel, Field

from libs.events.catalog.codes import (
    DepartmentCode,
    EntityId,
    EvidenceRef,
    InspectorId,
    Kind,
    PlainText,
    Ref,
    TownshipCode,
)
from libs.events.catalog.whistle.call import Urgency
from libs.events.http.commands import Accepted
from libs.events.http.depends import Env, Pool
from libs.events.http.paging import EPOCH, CursorParam, LimitParam, Page, key_of, page_of
from libs.events.ids import new_ref
from libs.events.refusal import Invalid, NotFound

from ..depends import Body, DepartmentGate, Reader, TownshipGate
from ..policy import POLICY
from . import commands as c
from .views import queries

router = APIRouter(tags=["whistle"])


class NewWhistle(Body):
    whistle: Ref | None = Field(None, description="Your number; one is made when absent.")
    township: TownshipCode
    matter_kind: Kind
    matter: PlainText
    place: PlainText
    urgency: Urgency = Urgency.NORMAL
    entity: EntityId | None = None
    evidence: tuple[EvidenceRef, ...] = ()


class Call(Body):
    departments: list[DepartmentCode] = Field(min_length=1, max_length=50)


class Arrival(Body):
    department: DepartmentCode
    officers: list[InspectorId] = Field(min_length=1, max_length=50)


class Handling(Body):
    lead: DepartmentCode
    plan: PlainText
    done_by: AwareDatetime | None = None


class Part(Body):
    department: DepartmentCode
    outcome: PlainText
    evidence: tuple[EvidenceRef, ...] = ()


class Verdict(Body):
    solved: bool
    ratings: dict[DepartmentCode, c.Stars]
    remark: PlainText | None = None


class Competence(BaseModel):
    department: str
    title: str
    items: int


class CallView(BaseModel):
    department: str
    title: str
    called_at: datetime
    due: datetime
    reported_at: datetime | None
    late: bool
    step: int
    outcome: str | None
    stars: int | None


class WhistleView(BaseModel):
    whistle: str
    township: str
    matter_kind: str
    matter: str
    place: str
    urgency: str
    entity: str | None
    state: str
    blown_at: datetime
    report_in_by: datetime | None
    escalations: int
    plan: str | None
    solved: bool | None
    closed_at: datetime | None
    version: int
    calls: list[CallView] = []


@router.get("/suggestions", summary="Departments whose listed items fit a matter")
async def suggestions(
    pool: Pool,
    _: Reader,
    kind: Annotated[str, Query(max_length=60)] = "",
    industry: Annotated[str, Query(max_length=30)] = "",
) -> list[Competence]:
    return [Competence(**row) async for row in queries.departments_for(pool, kind=kind, industry=industry)]


@router.post("/whistles", status_code=201, summary="Blow the whistle")
async def blow(body: NewWhistle, gate: TownshipGate, pool: Pool) -> Accepted:
    gate.caller.require_division(body.township)
    if await queries.township(pool, township=body.township) is None:
        raise Invalid(
            "township is not on the list",
            "乡镇街道不在名录中",
            field="township",
            value=body.township,
            do_en="Use a listed township.",
            do_zh="请使用名录中的乡镇街道代码。",
        )
    return await gate.execute(c.BlowWhistle(**{**body.model_dump(), "whistle": body.whistle or new_ref("W")}))


@router.post("/whistles/{whistle}/calls", summary="Call departments; they must report in by the clock of the urgency")
async def call(whistle: Ref, body: Call, gate: TownshipGate, pool: Pool, env: Env) -> Accepted:
    row = await _whistle(pool, whistle)
    gate.caller.require_division(row["township"])
    known = {r["department"] async for r in queries.known_departments(pool, codes=list(body.departments))}
    unknown = sorted(set(body.departments) - known)
    if unknown:
        raise Invalid(
            "departments are not on the list",
            "部门不在名录中",
            field="departments",
            value=unknown,
            do_en="GET /v1/suggestions names departments.",
            do_zh="可通过 GET /v1/suggestions 查询部门。",
            rule="B-08 法无授权不可为",
        )
    due = POLICY.report_in_by(Urgency(row["urgency"]), env.clock(), env.calendar)
    return await gate.execute(c.CallDepartments(whistle=whistle, departments=tuple(body.departments), report_in_by=due))


@router.post("/whistles/{whistle}/report-ins", summary="A called department reports in")
async def report_in(whistle: Ref, body: Arrival, gate: DepartmentGate) -> Accepted:
    gate.caller.require_department(body.department)
    return await gate.execute(c.ReportIn(whistle=whistle, **body.model_dump()))


@router.post("/whistles/{whistle}/handling", summary="Agree on one joint handling under a lead")
async def agree(whistle: Ref, body: Handling, gate: DepartmentGate, env: Env) -> Accepted:
    gate.caller.require_department(body.lead)
    default = env.calendar.end_of_working_days(env.clock(), POLICY.handling_working_days)
    return await gate.execute(c.AgreeHandling(whistle=whistle, lead=body.lead, plan=body.plan, done_by=body.done_by or default))


@router.post("/whistles/{whistle}/parts", summary="A department has finished its part")
async def handle(whistle: Ref, body: Part, gate: DepartmentGate) -> Accepted:
    gate.caller.require_department(body.department)
    return await gate.execute(c.HandlePart(whistle=whistle, **body.model_dump()))


@router.post("/whistles/{whistle}/confirmation", summary="The township confirms and rates")
async def confirm(whistle: Ref, body: Verdict, gate: TownshipGate, pool: Pool) -> Accepted:
    gate.caller.require_division((await _whistle(pool, whistle))["township"])
    return await gate.execute(c.ConfirmWhistle(whistle=whistle, **body.model_dump()))


@router.get("/whistles", summary="Whistles, oldest first")
async def whistles(
    pool: Pool,
    _: Reader,
    state: Annotated[str | None, Query(pattern="^(blown|called|handling|closed)$")] = None,
    township: TownshipCode | None = None,
    department: DepartmentCode | None = None,
    cursor: CursorParam = None,
    limit: LimitParam = 50,
) -> Page[WhistleView]:
    after = key_of(cursor, [EPOCH, ""])
    rows = [
        WhistleView(**row)
        async for row in queries.whistles_page(
            pool,
            state=state,
            township=township,
            department=department,
            after_time=after[0],
            after_whistle=after[1],
            limit=limit + 1,
        )
    ]
    return page_of(rows, limit, lambda row: [row.blown_at, row.whistle])


@router.get("/whistles/{whistle}", summary="One whistle with the departments called")
async def whistle(whistle: Ref, pool: Pool, _: Reader, response: Response) -> WhistleView:
    row = await _whistle(pool, whistle)
    response.headers["ETag"] = f'"{row["version"]}"'
    return WhistleView(**row, calls=[CallView(**call) async for call in queries.calls(pool, whistle=whistle)])


async def _whistle(pool: Any, whistle: str) -> dict[str, Any]:
    row = await queries.whistle(pool, whistle=whistle)
    if row is None:
        raise NotFound(
            "no such whistle", "哨单不存在", field="whistle", value=whistle, do_en="Check the number.", do_zh="请核对编号。"
        )
    return dict(row)
