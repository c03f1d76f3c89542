"""Routes of follow-up visits: asked for, made by the department or by experts, every need met."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from libs.domain.office.listings import listing
from libs.domain.reach import Reach, Reading, own_reach, reach_of
from libs.events.catalog.codes import DepartmentCode, EntityId, InspectorId, PlainText, Ref
from libs.events.catalog.inspection.followup import After, FollowupWay, NeedNumber
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

router = APIRouter(tags=["followups"])

_FIRST = [EPOCH, ""]


class Wish(Body):
    followup: Ref | None = Field(None, description="Your number; one is made when absent.")
    visit: Ref
    department: DepartmentCode | None = Field(None, description="Who is to look in; the lead department when absent.")
    wanted: PlainText


class FollowupReport(Body):
    """`way`: how. `experts`: their references, no names. `holds`: whether what was mended is still so."""

    way: FollowupWay
    officers: list[InspectorId] = Field([], max_length=20)
    experts: list[Ref] = Field([], max_length=20)
    made_on: date
    holds: bool | None = None
    needs: list[PlainText] = Field([], max_length=20)
    advice: list[PlainText] = Field([], max_length=20)


class NeedAnswer(Body):
    """`answer`: how the need was met, or why it cannot be."""

    need: NeedNumber
    answer: PlainText
    expert: Ref | None = None


class DecliningFollowup(Body):
    reason: PlainText


class AskedFor(Accepted):
    followup: Ref


class FollowupView(BaseModel):
    """`way`: how it was made. `late`: it was made after its time, or is not made yet and its time is over."""

    followup: str
    follows: str
    reference: str
    visit: str | None
    entity: str
    entity_name: str | None
    department: str
    title: str
    wanted: str | None
    ended_on: date
    due: datetime
    state: str
    overdue: bool
    late: bool
    way: str | None
    officers: list[str] | None
    experts: list[str] | None
    made_on: date | None
    holds: bool | None
    advice: list[str] | None
    reason: str | None
    owed_at: datetime
    version: int


class NeedView(BaseModel):
    """`what` is needed. `answer`: null until it is met."""

    need: int
    what: str
    answer: str | None
    expert: str | None
    met_at: datetime | None


class WholeFollowup(FollowupView):
    needs: list[NeedView]


class Wanted(BaseModel):
    """Which follow-up visits."""

    follows: After | None = None
    state: Annotated[str | None, Query(pattern="^(due|made|done|declined)$")] = None
    department: DepartmentCode | None = None


class WantedPage(Paged, Wanted):
    entity: EntityId | None = None
    reference: Ref | None = None
    overdue: bool | None = None


async def _row(db: Any, followup: Ref) -> dict[str, Any]:
    return await found(queries.followup(db, followup=followup), r.NoSuchFollowup, followup=followup)


async def _own(db: Any, followup: Ref, gate: Gate) -> None:
    """Raises NoSuchFollowup unless the caller acts for the department that owes it."""
    row = await _row(db, followup)
    reach_of(gate).require(r.NoSuchFollowup(followup=followup), departments=[row["department"]], about=row["entity"])


@router.post("/followups", status_code=201, summary="Somebody asks for a follow-up after a visit")
async def ask(body: Wish, gate: Asking, pool: Pool, env: Env) -> AskedFor:
    if body.followup is None:
        await gate.take_equals_for_one()
    followup, gone = body.followup or new_ref("FU"), r.NothingToFollow(visit=body.visit)
    row = await queries.visit_to_follow(pool, visit=body.visit)
    if row is None:
        raise gone
    (await own_reach(gate, pool)).require(gone, departments=row["departments"], entity=row["entity"])
    department = body.department or row["lead"]

    async def work(tx: Transaction) -> AskedFor:
        # Two that are asked for at once would both find none pending.
        await visits.lock_visit(tx, visit=body.visit)
        days = (await POLICY.in_force(tx, env.today)).followup_days
        pending = await queries.pending_followup(tx, visit=body.visit, department=department, followup=followup)
        command = c.AskFollowup(
            followup=followup, after=After.VISIT, reference=body.visit, visit=body.visit, entity=row["entity"],
            department=department, ended_on=env.today, due=env.calendar.end_of_days(env.clock(), days), wanted=body.wanted,
            known=c.AskingLookups(departments=tuple(row["departments"]), pending=pending),
        )  # fmt: skip
        return AskedFor.of(await gate.run(tx, command, expect=gate.expect), followup=followup)

    return await gate.execute(work, answer=AskedFor)


@router.post("/followups/{followup}/report", summary="Officers or experts have looked in (the department that owes it)")
async def report(followup: Ref, body: FollowupReport, gate: Asking, pool: Pool) -> Accepted:
    await _own(pool, followup, gate)
    return await gate.execute(c.MakeFollowup(followup=followup, **body.model_dump()))


@router.post("/followups/{followup}/answers", summary="A need of the entity is met; the last one ends the follow-up")
async def answer(followup: Ref, body: NeedAnswer, gate: Asking, pool: Pool) -> Accepted:
    await _own(pool, followup, gate)
    return await gate.execute(c.MeetNeed(followup=followup, **body.model_dump()))


@router.post("/followups/{followup}/refusal", summary="The entity wants nobody to look in")
async def decline(followup: Ref, body: DecliningFollowup, gate: Asking, pool: Pool) -> Accepted:
    row = await _row(pool, followup)
    (await own_reach(gate, pool)).require(r.NoSuchFollowup(followup=followup), entity=row["entity"])
    return await gate.execute(c.DeclineFollowup(followup=followup, **body.model_dump()))


async def _page(pool: Any, reach: Reach, wanted: Wanted, after: Sequence[Any], limit: int) -> list[FollowupView]:
    asked = {"entity": None, "reference": None, "overdue": None, **wanted.model_dump(exclude={"cursor", "limit"})}
    rows = queries.followups_page(pool, **asked, **reach.asked, after_time=after[0], after_followup=after[1], limit=limit)
    return [FollowupView(**row) async for row in rows]


def _key(row: FollowupView) -> list[Any]:
    return [row.owed_at, row.followup]


@router.get("/followups", summary="Follow-ups, oldest first")
async def followups(pool: Pool, reach: Reading, wanted: Annotated[WantedPage, Query()]) -> Page[FollowupView]:
    return await page(wanted, partial(_page, pool, reach, wanted), _key, _FIRST)


_LISTING = listing(
    "followups",
    "回访台账",
    FollowupView.model_fields,
    headings={
        "followup": "回访编号", "follows": "回访事由", "reference": "事由编号", "title": "部门名称", "wanted": "提出的需求",
        "ended_on": "办结日期", "late": "是否曾逾期", "way": "回访方式", "officers": "执法人员", "experts": "专家编号",
        "made_on": "回访日期", "holds": "整改是否保持", "advice": "建议", "owed_at": "建立时间",
    },
    words={"state": "followup", "follows": "followed", "way": "followup_way"},
)  # fmt: skip


@router.get("/followups/export.{format}", summary="All follow-ups as a table", response_class=StreamingResponse)
async def export(pool: Pool, reach: Reading, wanted: Annotated[Wanted, Query()], download: Downloading) -> StreamingResponse:
    return download(_LISTING, every_row(partial(_page, pool, reach, wanted), _key, _FIRST))


@router.get("/followups/{followup}", summary="One follow-up, with what the entity needs")
async def followup(followup: Ref, pool: Pool, reach: Reading) -> WholeFollowup:
    row = await _row(pool, followup)
    gone = r.NoSuchFollowup(followup=followup)
    reach.require(gone, departments=[row["department"], row["lead"]], division=row["township"], entity=row["entity"])
    needs = [NeedView(**each) async for each in queries.needs(pool, followup=followup)]
    return WholeFollowup(**row, needs=needs)
