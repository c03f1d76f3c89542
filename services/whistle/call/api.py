"""Routes of whistles: thin, no decisions."""

from datetime import date, datetime
from typing import Annotated, Any, Self

import orjson
from fastapi import APIRouter, Query, Response
from pydantic import AwareDatetime, BaseModel, Field

from libs.domain.callers import require_department, require_division
from libs.domain.entities.successions import as_it_goes_on, goes_on_as
from libs.domain.evidence import EvidenceLookups
from libs.domain.evidence.files import missing
from libs.domain.reach import Reading, reach_of
from libs.events.catalog.codes import DepartmentCode, IndustryCode, Kind, PlainText, Ref, TownshipCode
from libs.events.catalog.planning.joint import LeftOut
from libs.events.catalog.whistle.call import Urgency
from libs.events.http.auth import Permitted
from libs.events.http.bodies import Body
from libs.events.http.commands import Accepted, Asking, Gate
from libs.events.http.depends import Env, Pool
from libs.events.http.paging import EPOCH, CursorParam, LimitParam, Page, key_of, page_of
from libs.events.http.rows import found
from libs.events.ids import new_ref
from libs.events.store.store import Transaction

from . import commands as c
from . import refusals as r
from .views import asked_of, handled_by, on_lists, queries, summons

router = APIRouter(tags=["whistle"])


class NewWhistle(c.Matter):
    whistle: Ref | None = Field(None, description="Your number; one is made when absent.")


class Handling(Body):
    lead: DepartmentCode
    plan: PlainText
    done_by: AwareDatetime | None = None


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


class JointVisitAsked(Accepted):
    """`ask`: under which the whistle shows what came of it."""

    ask: str


class VisitAsked(BaseModel):
    """A joint visit that the departments have asked for, or the visit of one that entered at once because of the whistle.
    `state`: asked, planned, declined, entered; `left_out`: which departments do not come, and why.
    """

    ask: str
    lead: str
    departments: list[str]
    items: list[str]
    on_day: date
    emergency: bool
    state: str
    visit: str | None
    left_out: list[LeftOut]
    asked_at: datetime

    @classmethod
    def of(cls, row: Any) -> Self:
        return cls(**{**row, "left_out": orjson.loads(row["left_out"])})


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
    visits: list[VisitAsked] = []


@router.get("/suggestions", summary="Departments whose listed items fit a matter")
async def suggestions(
    pool: Pool,
    _: Permitted,
    kind: Kind | None = None,
    industry: IndustryCode | None = None,
) -> list[Competence]:
    return [Competence(**row) async for row in queries.departments_for(pool, kind=kind, industry=industry)]


@router.post("/whistles", status_code=201, summary="Blow the whistle")
async def blow(body: NewWhistle, gate: Asking, pool: Pool) -> Accepted:
    """Sent again in the same words within ten minutes, without an Idempotency-Key and without a number, it is the same
    whistle: the answer is the first one's. A second whistle in the same words has a key or a number of its own. An entity
    that goes on under another code is whistled about under that one, by whichever code it is named.
    """
    require_division(gate.caller, body.township)
    if body.whistle is None:
        await gate.take_equals_for_one()
    said = await as_it_goes_on(pool, body)
    known = await on_lists(pool, said.township, said.entity, await missing(gate, said.evidence))
    return await gate.execute(c.BlowWhistle(**{**said.model_dump(), "whistle": said.whistle or new_ref("W")}, known=known))


@router.post(
    "/whistles/{whistle}/calls",
    operation_id="call_departments",
    summary="Call departments; they must report in by the clock of the urgency",
)
async def call(whistle: Ref, body: c.Call, gate: Asking, pool: Pool, env: Env) -> Accepted:
    row = await _of_township(pool, whistle, gate)

    async def work(tx: Transaction) -> Accepted:
        known = await summons(tx, body.departments, Urgency(row["urgency"]), env)
        command = c.CallDepartments(whistle=whistle, **body.model_dump(), known=known)
        return Accepted.of(await gate.run(tx, command, expect=gate.expect))

    return await gate.execute(work, answer=Accepted)


@router.post("/whistles/{whistle}/report-ins", operation_id="report_in", summary="A called department reports in")
async def report_in(whistle: Ref, body: c.Arrival, gate: Asking, pool: Pool) -> Accepted:
    require_department(gate.caller, body.department)
    await _of_called(pool, whistle, gate)
    return await gate.execute(c.ReportIn(whistle=whistle, **body.model_dump()))


@router.post(
    "/whistles/{whistle}/handling", operation_id="agree_on_handling", summary="Agree on one joint handling under a lead"
)
async def agree(whistle: Ref, body: Handling, gate: Asking, pool: Pool, env: Env) -> Accepted:
    require_department(gate.caller, body.lead)
    await _of_called(pool, whistle, gate)

    async def work(tx: Transaction) -> Accepted:
        done_by, by_rule = body.done_by or await handled_by(tx, env), body.done_by is None
        command = c.AgreeHandling(whistle=whistle, lead=body.lead, plan=body.plan, done_by=done_by, by_rule=by_rule)
        return Accepted.of(await gate.run(tx, command, expect=gate.expect))

    return await gate.execute(work, answer=Accepted)


@router.post(
    "/whistles/{whistle}/visits",
    operation_id="ask_for_joint_visit",
    status_code=201,
    summary="Departments that have come ask planning for a joint visit",
)
async def ask_visit(whistle: Ref, body: c.JointVisit, gate: Asking, pool: Pool, env: Env) -> JointVisitAsked:
    require_department(gate.caller, body.lead)
    await _of_called(pool, whistle, gate)
    row = await _whistle(pool, whistle)
    entity = None if row["entity"] is None else await goes_on_as(pool, row["entity"])
    known = await asked_of(pool, entity, body.items, env.today)
    command = c.AskVisit(whistle=whistle, ask=new_ref("J"), **body.model_dump(), known=known)

    async def work(tx: Transaction) -> JointVisitAsked:
        done = Accepted.of(await gate.run(tx, command, expect=gate.expect))
        return JointVisitAsked(**done.model_dump(), ask=command.ask)

    return await gate.execute(work, answer=JointVisitAsked)


@router.post("/whistles/{whistle}/parts", operation_id="report_part", summary="A department has finished its part")
async def handle(whistle: Ref, body: c.Part, gate: Asking, pool: Pool) -> Accepted:
    require_department(gate.caller, body.department)
    await _of_called(pool, whistle, gate)
    known = EvidenceLookups(missing=await missing(gate, body.evidence))
    return await gate.execute(c.HandlePart(whistle=whistle, **body.model_dump(), known=known))


@router.post("/whistles/{whistle}/confirmation", summary="The township confirms and rates")
async def confirm(whistle: Ref, body: c.Verdict, gate: Asking, pool: Pool) -> Accepted:
    await _of_township(pool, whistle, gate)
    return await gate.execute(c.ConfirmWhistle(whistle=whistle, **body.model_dump()))


@router.get("/whistles", summary="Whistles, oldest first")
async def whistles(
    pool: Pool,
    reach: Reading,
    state: Annotated[str | None, Query(pattern="^(blown|called|handling|closed)$")] = None,
    township: TownshipCode | None = None,
    department: DepartmentCode | None = None,
    cursor: CursorParam = None,
    limit: LimitParam = 50,
) -> Page[WhistleView]:
    time, number = key_of(cursor, [EPOCH, ""])
    filters = {"state": state, "township": township, "department": department, **reach.asked}
    rows = queries.whistles_page(pool, **filters, after_time=time, after_whistle=number, limit=limit + 1)
    return page_of([WhistleView(**row) async for row in rows], limit, lambda row: [row.blown_at, row.whistle])


@router.get("/whistles/{whistle}", summary="One whistle with the departments called")
async def whistle(whistle: Ref, pool: Pool, reach: Reading, response: Response) -> WhistleView:
    row = await _whistle(pool, whistle)
    calls = [CallView(**call) async for call in queries.calls(pool, whistle=whistle)]
    reach.require(
        r.NoSuchWhistle(whistle=whistle),
        departments=[call.department for call in calls],
        division=row["township"],
        about=row["entity"],
    )
    response.headers["ETag"] = f'"{row["version"]}"'
    visits = [VisitAsked.of(asked) async for asked in queries.visits_asked(pool, whistle=whistle)]
    return WhistleView(**row, calls=calls, visits=visits)


async def _of_township(pool: Any, whistle: str, gate: Gate) -> dict[str, Any]:
    """The whistle, for officers of its township. Raises NoSuchWhistle, also for the next township."""
    row = await _whistle(pool, whistle)
    reach_of(gate).require(r.NoSuchWhistle(whistle=whistle), division=row["township"], about=row["entity"])
    return row


async def _of_called(pool: Any, whistle: str, gate: Gate) -> None:
    """Raises NoSuchWhistle unless the caller acts for a department that was called."""
    called = [call["department"] async for call in queries.calls(pool, whistle=whistle)]
    reach_of(gate).require(r.NoSuchWhistle(whistle=whistle), departments=called)


async def _whistle(pool: Any, whistle: str) -> dict[str, Any]:
    return await found(queries.whistle(pool, whistle=whistle), r.NoSuchWhistle, whistle=whistle)
