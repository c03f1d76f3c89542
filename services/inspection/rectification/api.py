"""Rectifications: ordered by a department, planned and reported by the entity, re-checked by two of the department."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from libs.domain.callers import require_department, require_inspector
from libs.domain.claims import INSPECTOR
from libs.domain.evidence import EvidenceLookups
from libs.domain.evidence.files import missing
from libs.domain.office.listings import listing
from libs.domain.reach import Reach, Reading, own_reach, reach_of
from libs.events.catalog.codes import DepartmentCode, EntityId, Evidence, InspectorId, PlainText, Ref
from libs.events.catalog.inspection.handling import Handling, Settled
from libs.events.catalog.inspection.rectification import (
    FindingChecked,
    OrderKind,
    RectificationEscalated,
    RectificationPassed,
)
from libs.events.http.bodies import Body
from libs.events.http.commands import Accepted, Asking
from libs.events.http.depends import Env, Pool
from libs.events.http.paging import EPOCH, Page, Paged, page
from libs.events.http.rows import found
from libs.events.http.tables.download import Downloading, every_row
from libs.events.ids import new_ref
from libs.events.store.store import Transaction

from ..visit import commands as visit_commands
from ..visit.decide.window import end_of
from ..visit.lookups import own_visit
from . import commands as c
from . import lookups, refusals
from .views import queries

router = APIRouter(tags=["rectifications"])

_FIRST = [EPOCH, ""]


class Order(Body):
    visit: Ref
    department: DepartmentCode
    findings: Annotated[tuple[Ref, ...], Field(min_length=1, max_length=500)]
    kind: OrderKind = OrderKind.DATED
    due: date | None = Field(None, description="The last day to mend it; as the policy says when absent, today on the spot.")
    document: Ref | None = Field(None, description="The number of the written order.")


class Plan(Body):
    measures: PlainText
    evidence: Evidence = ()


class MoreTime(Body):
    until: date = Field(description="Until when more time is asked for.")
    reason: PlainText
    evidence: Evidence = ()


class Extension(Body):
    due: date | None = Field(None, description="Another day than was asked for.")
    reason: PlainText | None = None


class NoExtension(Body):
    reason: PlainText


class Report(Body):
    evidence: Evidence = ()


class Recheck(Body):
    """Passed when each finding is mended."""

    officers: Annotated[tuple[InspectorId, ...], Field(max_length=20, description="Who re-checked, two at least.")]
    checks: Annotated[tuple[FindingChecked, ...], Field(max_length=500, description="Each finding of the order.")]
    evidence: Evidence = ()
    reason: PlainText | None = Field(None, description="What is not mended.")
    due: date | None = Field(None, description="Until when it is to be; as the policy says when absent.")


class OrderMade(Accepted):
    rectification: Ref


class RectificationView(BaseModel):
    rectification: str
    visit: str
    entity: str
    entity_name: str
    department: str
    title: str
    findings: list[str]
    kind: str
    document: str | None
    due: datetime
    state: str
    overdue: bool
    measures: str | None
    extension: str | None
    extension_until: datetime | None
    extension_reason: str | None
    reported_late: bool | None
    recheck_by: datetime | None
    recheck_overdue: bool
    failures: int
    reason: str | None
    escalated_for: str | None
    ordered_at: datetime
    passed_at: datetime | None
    version: int


class RecheckView(BaseModel):
    """`checks` is empty for what was told before each finding was checked."""

    passed: bool
    officers: list[str]
    checks: list[FindingChecked]
    reason: str | None
    checked_at: datetime


class RectificationDetail(RectificationView):
    rechecks: list[RecheckView]


class Wanted(BaseModel):
    """Which rectifications."""

    state: Annotated[str | None, Query(pattern="^(ordered|reported|failed|passed)$")] = None
    department: DepartmentCode | None = None
    kind: OrderKind | None = None
    escalated: Annotated[bool | None, Query(description="Whether a case follows, because it failed or was not in time.")] = None


class WantedPage(Paged, Wanted):
    entity: EntityId | None = None
    visit: Ref | None = None
    overdue: bool | None = None


async def _row(pool: Any, rectification: Ref) -> dict[str, Any]:
    row = queries.rectification(pool, rectification=rectification)
    return await found(row, refusals.NoSuchRectification, rectification=rectification)


async def _page(pool: Any, reach: Reach, wanted: Wanted, after: Sequence[Any], limit: int) -> list[RectificationView]:
    named = wanted.model_dump(exclude={"cursor", "limit"}, mode="json")
    asked = {"entity": None, "visit": None, "overdue": None, **named, **reach.asked}
    rows = queries.rectifications_page(pool, **asked, after_time=after[0], after_rectification=after[1], limit=limit)
    return [RectificationView(**row) async for row in rows]


def _key(row: RectificationView) -> list[Any]:
    return [row.ordered_at, row.rectification]


async def _of_the_entity(rectification: Ref, gate: Asking, pool: Any) -> dict[str, Any]:
    """The row for what the entity says, or the department for it."""
    row = await _row(pool, rectification)
    gone = refusals.NoSuchRectification(rectification=rectification)
    (await own_reach(gate, pool)).require(gone, departments=[row["department"]], entity=row["entity"])
    return row


async def _of_the_department(rectification: Ref, gate: Asking, pool: Any) -> dict[str, Any]:
    row = await _row(pool, rectification)
    reach_of(gate).require(refusals.NoSuchRectification(rectification=rectification), departments=[row["department"]])
    return row


@router.post("/rectifications", status_code=201, summary="A department orders what its part found to be mended")
async def order_rectification(body: Order, gate: Asking, pool: Pool, env: Env) -> OrderMade:
    require_department(gate.caller, body.department)
    row = await own_visit(pool, body.visit, gate)
    await gate.take_equals_for_one()
    number = new_ref("RC")

    async def work(tx: Transaction) -> OrderMade:
        # It is the handling of these findings: what their severity and what was said of them before allow is the visit's.
        assigning = visit_commands.AssignHandling(
            visit=body.visit, department=body.department, findings=body.findings, handling=Handling.RECTIFICATION,
            target=number, known=visit_commands.HandlingLookups(),
        )  # fmt: skip
        handled = await gate.run(tx, assigning)
        last = None if body.due is None else await lookups.last_day(tx, env)
        due = await lookups.usual_due(tx, env, body.kind) if body.due is None else end_of(body.due)
        command = c.OrderRectification(
            rectification=number, entity=row["entity"], due=due, day_set=body.due is not None,
            known=c.OrderLookups(last=last), **body.model_dump(exclude={"due"}),
        )  # fmt: skip
        answer = OrderMade.of(await gate.run(tx, command, expect=gate.expect), rectification=number)
        answer.follow(handled)
        return answer

    return await gate.execute(work, answer=OrderMade)


@router.post("/rectifications/{rectification}/plan", summary="How the entity means to mend it")
async def plan_rectification(rectification: Ref, body: Plan, gate: Asking, pool: Pool) -> Accepted:
    await _of_the_entity(rectification, gate, pool)
    known = EvidenceLookups(missing=await missing(gate, body.evidence))
    return await gate.execute(c.PlanRectification(rectification=rectification, known=known, **body.model_dump()))


@router.post("/rectifications/{rectification}/extension-request", summary="The entity asks for more time, once")
async def ask_extension(rectification: Ref, body: MoreTime, gate: Asking, pool: Pool, env: Env) -> Accepted:
    await _of_the_entity(rectification, gate, pool)
    known = c.ExtensionLookups(last=await lookups.last_day(pool, env), missing=await missing(gate, body.evidence))
    asked = {**body.model_dump(), "until": end_of(body.until)}
    return await gate.execute(c.AskExtension(rectification=rectification, known=known, **asked))


@router.post("/rectifications/{rectification}/extension", summary="The department gives the entity more time")
async def grant_extension(rectification: Ref, body: Extension, gate: Asking, pool: Pool, env: Env) -> Accepted:
    await _of_the_department(rectification, gate, pool)
    known, due = c.ExtensionLookups(last=await lookups.last_day(pool, env)), body.due and end_of(body.due)
    return await gate.execute(c.GrantExtension(rectification=rectification, due=due, reason=body.reason, known=known))


@router.post("/rectifications/{rectification}/extension-refusal", summary="The department gives no more time")
async def refuse_extension(rectification: Ref, body: NoExtension, gate: Asking, pool: Pool) -> Accepted:
    await _of_the_department(rectification, gate, pool)
    return await gate.execute(c.RefuseExtension(rectification=rectification, reason=body.reason))


@router.post("/rectifications/{rectification}/report", summary="The entity reports that the fault is mended")
async def report(rectification: Ref, body: Report, gate: Asking, pool: Pool, env: Env) -> Accepted:
    await _of_the_entity(rectification, gate, pool)
    gone = await missing(gate, body.evidence)

    async def work(tx: Transaction) -> Accepted:
        known = await lookups.report(tx, env, gone)
        command = c.ReportRectification(rectification=rectification, known=known, **body.model_dump())
        return Accepted.of(await gate.run(tx, command, expect=gate.expect))

    return await gate.execute(work, answer=Accepted)


@router.post(
    "/rectifications/{rectification}/recheck",
    summary="Two officers of the department re-check each finding; what passed is settled, and the last one closes the visit",
)
async def recheck(rectification: Ref, body: Recheck, gate: Asking, pool: Pool, env: Env) -> Accepted:
    row = await _of_the_department(rectification, gate, pool)
    # Whoever enters a re-check has made it: no desk names two who were elsewhere.
    if gate.caller.reaches(INSPECTOR).isdisjoint(body.officers) and body.officers:
        require_inspector(gate.caller, body.officers[0])
    gone, kept = await missing(gate, body.evidence), gate.request.app.state.files is not None

    async def work(tx: Transaction) -> Accepted:
        known = await lookups.recheck(tx, env, row["department"], body.officers, kept=kept, gone=gone)
        due = body.due and end_of(body.due)
        asked = {**body.model_dump(), "due": due}
        outcome = await gate.run(
            tx, c.RecheckRectification(rectification=rectification, known=known, **asked), expect=gate.expect
        )
        answer = Accepted.of(outcome)
        passed = any(isinstance(r.fact, RectificationPassed) for r in outcome.recorded)
        escalated = row["escalated_at"] is not None or any(isinstance(r.fact, RectificationEscalated) for r in outcome.recorded)
        # Where a case follows, mending ends nothing: the case does.
        if passed and not escalated:
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
    headings={
        "title": "部门名称",
        "due": "整改期限",
        "kind": "整改方式",
        "document": "文书编号",
        "measures": "整改措施",
        "extension": "延期申请",
        "extension_until": "延期至",
        "extension_reason": "延期理由",
        "recheck_by": "复查期限",
        "recheck_overdue": "复查逾期",
        "escalated_for": "转立案原因",
    },
    words={"state": "rectification", "kind": "order_kind", "extension": "extension", "escalated_for": "escalation"},
)


@router.get("/rectifications/export.{format}", summary="All rectifications as a table", response_class=StreamingResponse)
async def export(pool: Pool, reach: Reading, wanted: Annotated[Wanted, Query()], download: Downloading) -> StreamingResponse:
    return download(_LISTING, every_row(partial(_page, pool, reach, wanted), _key, _FIRST))


@router.get("/rectifications/{rectification}", summary="One rectification, with its re-checks")
async def rectification(rectification: Ref, pool: Pool, reach: Reading) -> RectificationDetail:
    row = await _row(pool, rectification)
    gone = refusals.NoSuchRectification(rectification=rectification)
    reach.require(gone, departments=[row["department"], row["lead"]], division=row["township"], entity=row["entity"])
    made = [
        RecheckView(**{**r, "checks": orjson.loads(r["checks"] or "[]")})
        async for r in queries.rechecks(pool, rectification=rectification)
    ]
    return RectificationDetail(**row, rechecks=made)
