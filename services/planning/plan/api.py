"""Plans: coordinated from demands, voted on by the joint conference."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from libs.events.catalog.codes import DepartmentCode, PlainText, Ref
from libs.events.http import Accepted
from libs.events.http.bodies import Body
from libs.events.http.commands import Asking
from libs.events.http.depends import Env, Pool
from libs.events.http.paging import CursorParam, LimitParam, Page, key_of, page_of
from libs.events.refusal import Invalid
from services.planning.codes import Year
from services.planning.conference.views import queries as conference_queries
from services.planning.crossplan.lookups import known_crossplans
from services.planning.demand.commands import KnownDemand
from services.planning.demand.views import queries as demand_queries

from . import commands as c
from .refusals import ConferenceUnknown, NoSuchPlan
from .views import queries

router = APIRouter(tags=["planning"])


class NewPlan(Body):
    plan: Ref
    year: Year
    lead: DepartmentCode | None = Field(None, description="None: who leads the joint conference.")
    members: list[DepartmentCode] | None = Field(
        None, min_length=1, max_length=200, description="None: the members of the joint conference on this day."
    )
    reason: PlainText | None = Field(None, description="Why it is drafted only after its year began (L-11).")


class Coordination(Body):
    demands: list[Ref] | None = Field(None, max_length=10_000, description="None: all open demands of the year.")
    window_from: date
    window_to: date
    reason: PlainText | None = None


class Vote(Body):
    member: DepartmentCode
    approve: bool
    reason: PlainText | None = None


class VoteView(BaseModel):
    member: str
    approve: bool
    reason: str | None
    cast_at: datetime


class PlanView(BaseModel):
    """`votes` are those of the present edition. `draft_reason`: why the plan was drafted only after its year began."""

    plan: str
    year: int
    lead: str
    members: list[str]
    state: str
    edition: int
    demands: list[str]
    window_from: date | None
    window_to: date | None
    reason: str | None
    draft_reason: str | None
    drafted_at: datetime
    version: int
    votes: list[VoteView] = []


async def plan_row(pool: Any, plan: str) -> Any:
    """Raises NoSuchPlan."""
    row = await queries.plan(pool, plan=plan)
    if row is None:
        raise NoSuchPlan(field="plan", value=plan, do_en="GET /v1/plans lists them.", do_zh="可通过 GET /v1/plans 查询。")
    return row


@router.post("/plans", status_code=201, summary="Draft a plan for a year")
async def draft(body: NewPlan, gate: Asking, pool: Pool, env: Env) -> Accepted:
    today = env.today
    seats = {row["department"]: row["lead"] async for row in conference_queries.conference_on(pool, on_day=today)}
    lead = body.lead or next((department for department, leads in seats.items() if leads), None)
    members = list(seats) if body.members is None else body.members
    if lead is None or not members:
        raise ConferenceUnknown(
            f"nobody sits in the joint conference on {today}",
            f"{today} 名录中没有联席会成员或牵头部门",
            field="members" if lead else "lead",
            do_en="Name lead and members, or have the registry record the joint conference.",
            do_zh="请填写牵头部门和成员部门,或先在名录中登记联席会成员。",
        )
    named = {lead, *members}
    known = {row["department"] async for row in demand_queries.departments_on(pool, codes=sorted(named), on_day=today)}
    unknown = sorted(named - known)
    if unknown:
        raise Invalid(
            f"not on the list of departments: {', '.join(unknown)}",
            f"部门不在名录中:{'、'.join(unknown)}",
            field="members",
            value=unknown,
            do_en="Name departments that the registry lists.",
            do_zh="请填写名录中的部门代码。",
            rule="B-08 法无授权不可为",
        )
    return await gate.execute(
        c.DraftPlan(plan=body.plan, year=body.year, lead=lead, members=tuple(members), reason=body.reason)
    )


@router.post("/plans/{plan}/coordination", summary="Join demands into an edition of the plan")
async def coordinate(plan: Ref, body: Coordination, gate: Asking, pool: Pool) -> Accepted:
    row = await plan_row(pool, plan)
    wanted = body.demands
    if wanted is None:
        wanted = [found["demand"] async for found in demand_queries.open_demands(pool, year=row["year"])]
    rows = [found async for found in demand_queries.demands_named(pool, demands=wanted)]
    joint = await known_crossplans(pool, [found["crossplan"] for found in rows if found["crossplan"] is not None])
    known = [
        KnownDemand(
            demand=found["demand"], year=found["year"], open=found["withdrawn"] is None, joint=joint.get(found["crossplan"])
        )
        for found in rows
    ]
    left_out = queries.filings_left_out(pool, plan=plan, year=row["year"], demands=wanted)
    command = c.CoordinatePlan(
        plan=plan,
        demands=tuple(wanted),
        known=tuple(known),
        window_from=body.window_from,
        window_to=body.window_to,
        reason=body.reason,
        left_out=tuple([found["filing"] async for found in left_out]),
    )
    return await gate.execute(command)


@router.post("/plans/{plan}/votes", summary="A member of the joint conference votes on the present edition")
async def vote(plan: Ref, body: Vote, gate: Asking, pool: Pool) -> Accepted:
    gate.caller.require_department(body.member)
    row = await plan_row(pool, plan)
    joined = [found async for found in demand_queries.demands_named(pool, demands=list(row["demands"]))]
    departments = tuple(sorted({found["department"] for found in joined}))
    return await gate.execute(c.CastVote(plan=plan, **body.model_dump(), departments=departments))


@router.get("/plans", summary="Plans, by number")
async def plans(
    pool: Pool,
    year: Year | None = None,
    state: Annotated[str | None, Query(pattern="^(drafted|coordinated|approved|rejected)$")] = None,
    cursor: CursorParam = None,
    limit: LimitParam = 50,
) -> Page[PlanView]:
    found = queries.plans_page(pool, year=year, state=state, after_plan=key_of(cursor, [""])[0], limit=limit + 1)
    return page_of([PlanView(**row) async for row in found], limit, lambda row: [row.plan])


@router.get("/plans/{plan}", summary="One plan with the votes on its present edition")
async def plan(plan: Ref, pool: Pool, response: Response) -> PlanView:
    row = await plan_row(pool, plan)
    response.headers["ETag"] = f'"{row["version"]}"'
    votes = queries.plan_votes(pool, plan=plan, edition=row["edition"])
    return PlanView(**row, votes=[VoteView(**cast) async for cast in votes])
