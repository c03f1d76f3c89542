"""Routes of objections: the entity lodges them, the department that acted answers, by officers who were not there."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from libs.domain.calendar import for_setting
from libs.domain.callers import is_entity
from libs.domain.evidence.files import missing
from libs.domain.office.listings import listing
from libs.domain.reach import Reach, Reading, own_reach, reach_of
from libs.events.catalog.codes import DepartmentCode, EntityId, Evidence, InspectorId, PlainText, Ref
from libs.events.catalog.inspection.objection import About, PointAnswer, Points, Way
from libs.events.http.bodies import Body
from libs.events.http.commands import Accepted, Asking, Gate
from libs.events.http.depends import Env, Pool
from libs.events.http.paging import EPOCH, Page, Paged, page
from libs.events.http.rows import found
from libs.events.http.tables.download import Downloading, every_row
from libs.events.ids import new_ref
from libs.events.store.store import Transaction

from ..policy.decide import POLICY
from ..visit.views import queries as visits
from . import commands as c
from . import refusals as r
from .views import queries

router = APIRouter(tags=["objections"])

_FIRST = [EPOCH, ""]


class Lodging(Body):
    objection: Ref | None = Field(None, description="Your number; one is made when absent.")
    about: About
    reference: Ref = Field(description="The number of the result or the case; of the visit for a record or the use of a class.")
    department: DepartmentCode | None = Field(None, description="Who is to answer; the lead department when absent.")
    points: Points
    evidence: Evidence = ()


class Nothing(Body):
    pass


class Reason(Body):
    reason: PlainText


class Decision(Body):
    """`answers`: one for each point. `correction`: what is put right, where a point is upheld."""

    answers: list[PointAnswer] = Field(max_length=50)
    reviewers: list[InspectorId] = Field(max_length=20, description="Officers who were not of the team.")
    correction: PlainText | None = None


class Telling(Body):
    way: Way
    on: date = Field(description="The day on which the entity was told.")


class Lodged(Accepted):
    objection: Ref


class ObjectionView(BaseModel):
    """`late`: a step of it was late once; `overdue`: the step that is owed now is late."""

    objection: str
    about: str
    reference: str
    visit: str | None
    entity: str
    entity_name: str | None
    department: str
    title: str
    points: list[str]
    on_paper: bool
    state: str
    due: datetime | None
    overdue: bool
    late: bool
    reason: str | None
    outcome: str | None
    reviewers: list[str] | None
    correction: str | None
    decided_on: date | None
    way: str | None
    told_on: date | None
    lodged_at: datetime
    version: int


class WholeObjection(ObjectionView):
    answers: list[PointAnswer] | None
    evidence: list[str]


class Wanted(BaseModel):
    """Which objections."""

    about: About | None = None
    state: Annotated[str | None, Query(pattern="^(lodged|accepted|inadmissible|decided|told|withdrawn)$")] = None
    department: DepartmentCode | None = None


class WantedPage(Paged, Wanted):
    entity: EntityId | None = None
    reference: Ref | None = None
    overdue: bool | None = None


async def _row(db: Any, objection: Ref) -> dict[str, Any]:
    return await found(queries.objection(db, objection=objection), r.NoSuchObjection, objection=objection)


async def _own(db: Any, objection: Ref, gate: Gate) -> dict[str, Any]:
    """The objection's row for the department that answers. Raises NoSuchObjection to everybody else."""
    row = await _row(db, objection)
    reach_of(gate).require(r.NoSuchObjection(objection=objection), departments=[row["department"]], about=row["entity"])
    return row


@router.post("/objections", status_code=201, summary="The entity objects to a result, a record or the use of its class")
async def lodge(body: Lodging, gate: Asking, pool: Pool, env: Env) -> Lodged:
    if body.objection is None:
        await gate.take_equals_for_one()
    about, reference, objection = body.about, body.reference, body.objection or new_ref("OB")
    gone = r.NothingToObjectTo(reference=reference)
    row = await queries.contested(pool, about=about, reference=reference)
    if row is None:
        raise gone
    (await own_reach(gate, pool)).require(gone, departments=row["departments"], entity=row["entity"])
    lacking = await missing(gate, body.evidence)
    said = {**body.model_dump(exclude={"objection"}), "department": body.department or row["lead"]}

    async def work(tx: Transaction) -> Lodged:
        # Two that are lodged at once would both find none pending.
        await visits.lock_visit(tx, visit=row["visit"])
        days = (await POLICY.in_force(tx, env.today)).objection_admit_working_days
        known = c.LodgingLookups(
            departments=tuple(row["departments"]),
            revoked=about is About.RESULT and row["revoked"],
            pending=await queries.pending_objection(tx, about=about, reference=reference, objection=objection),
            admit_by=(await for_setting(tx, env)).end_of_working_days(env.clock(), days),
            missing=lacking,
        )
        whose = {"visit": row["visit"], "entity": row["entity"], "on_paper": not is_entity(gate.caller, row["entity"])}
        command = c.LodgeObjection(objection=objection, known=known, **said, **whose)
        return Lodged.of(await gate.run(tx, command, expect=gate.expect), objection=objection)

    return await gate.execute(work, answer=Lodged)


@router.post("/objections/{objection}/acceptance", summary="The objection is taken on (the department that answers)")
async def accept(objection: Ref, gate: Asking, pool: Pool, env: Env, body: Nothing | None = None) -> Accepted:
    del body
    await _own(pool, objection, gate)

    async def work(tx: Transaction) -> Accepted:
        days = (await POLICY.in_force(tx, env.today)).objection_decide_working_days
        due = (await for_setting(tx, env)).end_of_working_days(env.clock(), days)
        command = c.AcceptObjection(objection=objection, known=c.AcceptanceLookups(decide_by=due))
        return Accepted.of(await gate.run(tx, command, expect=gate.expect))

    return await gate.execute(work, answer=Accepted)


@router.post("/objections/{objection}/rejection", summary="The objection is not taken on, for a reason")
async def reject(objection: Ref, body: Reason, gate: Asking, pool: Pool) -> Accepted:
    await _own(pool, objection, gate)
    return await gate.execute(c.RejectObjection(objection=objection, **body.model_dump()))


@router.post("/objections/{objection}/decision", summary="Each point is answered, by officers who were not of the team")
async def decide(objection: Ref, body: Decision, gate: Asking, pool: Pool, env: Env) -> Accepted:
    row = await _own(pool, objection, gate)
    team = [each["inspector"] async for each in queries.team_of_visit(pool, visit=row["visit"])]
    certified = [each["inspector"] async for each in queries.certified_of(pool, inspectors=body.reviewers, on=env.today)]
    fewest = (await POLICY.in_force(pool, env.today)).two_officers
    known = c.DecisionLookups(team=tuple(team), certified=tuple(certified), fewest=fewest)
    return await gate.execute(c.DecideObjection(objection=objection, known=known, **body.model_dump()))


@router.post("/objections/{objection}/telling", summary="The entity was told what has come of it")
async def tell(objection: Ref, body: Telling, gate: Asking, pool: Pool) -> Accepted:
    await _own(pool, objection, gate)
    return await gate.execute(c.TellObjection(objection=objection, **body.model_dump()))


@router.post("/objections/{objection}/withdrawal", summary="The entity takes its objection back")
async def withdraw(objection: Ref, body: Reason, gate: Asking, pool: Pool) -> Accepted:
    row = await _row(pool, objection)
    (await own_reach(gate, pool)).require(r.NoSuchObjection(objection=objection), entity=row["entity"])
    return await gate.execute(c.WithdrawObjection(objection=objection, **body.model_dump()))


async def _page(pool: Any, reach: Reach, wanted: Wanted, after: Sequence[Any], limit: int) -> list[ObjectionView]:
    asked = {"entity": None, "reference": None, "overdue": None, **wanted.model_dump(exclude={"cursor", "limit"})}
    rows = queries.objections_page(pool, **asked, **reach.asked, after_time=after[0], after_objection=after[1], limit=limit)
    return [ObjectionView(**row) async for row in rows]


def _key(row: ObjectionView) -> list[Any]:
    return [row.lodged_at, row.objection]


@router.get("/objections", summary="Objections, oldest first")
async def objections(pool: Pool, reach: Reading, wanted: Annotated[WantedPage, Query()]) -> Page[ObjectionView]:
    return await page(wanted, partial(_page, pool, reach, wanted), _key, _FIRST)


_LISTING = listing(
    "objections",
    "异议台账",
    ObjectionView.model_fields,
    headings={
        "objection": "异议编号",
        "about": "异议事项",
        "reference": "事项编号",
        "title": "部门名称",
        "points": "异议理由",
        "on_paper": "书面提出",
        "late": "是否曾逾期",
        "outcome": "处理结论",
        "reviewers": "复核人员",
        "correction": "更正内容",
        "decided_on": "决定日期",
        "way": "告知方式",
        "told_on": "告知日期",
        "lodged_at": "提出时间",
    },
    words={"state": "objection", "about": "objected", "outcome": "objection_outcome", "way": "told"},
)


@router.get("/objections/export.{format}", summary="All objections as a table", response_class=StreamingResponse)
async def export(pool: Pool, reach: Reading, wanted: Annotated[Wanted, Query()], download: Downloading) -> StreamingResponse:
    return download(_LISTING, every_row(partial(_page, pool, reach, wanted), _key, _FIRST))


@router.get("/objections/{objection}", summary="One objection, with the answer to each point")
async def objection(objection: Ref, pool: Pool, reach: Reading) -> WholeObjection:
    row = await _row(pool, objection)
    gone = r.NoSuchObjection(objection=objection)
    reach.require(gone, departments=[row["department"], row["lead"]], division=row["township"], entity=row["entity"])
    answers = row["answers"] and orjson.loads(row["answers"])
    return WholeObjection(**{**row, "answers": answers})
