"""Plans: coordinated from demands, voted on by the joint conference."""

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from libs.domain.callers import require_department
from libs.domain.public_words import PublicWords
from libs.events.catalog.codes import DepartmentCode, PlainText, Ref
from libs.events.http import Accepted
from libs.events.http.bodies import Body
from libs.events.http.commands import Asking
from libs.events.http.depends import Env, Pool
from libs.events.http.paging import CursorParam, LimitParam, Page, key_of, page_of
from libs.events.http.rows import found
from services.planning.codes import Year
from services.planning.conference.leading import acting
from services.planning.demand.views import queries as demand_queries

from . import commands as c
from . import lookups
from . import refusals as r
from .views import queries

router = APIRouter(tags=["planning"])


class Coordination(Body):
    demands: list[Ref] | None = Field(None, max_length=10_000, description="None: all open demands of the year.")
    window_from: date
    window_to: date
    reason: PlainText | None = None


class Vote(Body):
    edition: Annotated[int, Field(ge=1, le=1_000_000, description="The edition that was read and is voted on.")]
    member: DepartmentCode
    approve: bool
    reason: PlainText | None = None


class VoteView(BaseModel):
    member: str
    approve: bool
    reason: PublicWords | None
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
    reason: PublicWords | None
    draft_reason: PublicWords | None
    drafted_at: datetime
    version: int
    votes: list[VoteView] = []


async def plan_row(pool: Any, plan: str) -> Any:
    """Raises NoSuchPlan."""
    return await found(queries.plan(pool, plan=plan), r.NoSuchPlan, plan=plan)


@router.post("/plans", status_code=201, summary="Draft a plan for a year")
async def draft(body: c.NewPlan, gate: Asking, pool: Pool, env: Env) -> Accepted:
    who = await acting(pool, env.today, gate.caller)
    known = await lookups.conference(pool, body.lead, body.members, env.today, who)
    return await gate.execute(c.DraftPlan(**body.model_dump(), drafted_by=gate.caller.subject, known=known))


@router.post("/plans/{plan}/coordination", summary="Join demands into an edition of the plan")
async def coordinate(plan: Ref, body: Coordination, gate: Asking, pool: Pool, env: Env) -> Accepted:
    row = await plan_row(pool, plan)
    wanted = body.demands
    if wanted is None:
        wanted = [each["demand"] async for each in demand_queries.open_demands(pool, year=row["year"])]
    who = await acting(pool, env.today, gate.caller)
    known = await lookups.joined(pool, plan=plan, year=row["year"], demands=wanted, today=env.today, acting=who)
    said = {**body.model_dump(), "demands": wanted, "coordinated_by": gate.caller.subject}
    return await gate.execute(c.CoordinatePlan(plan=plan, **said, known=known))


@router.post(
    "/plans/{plan}/votes", operation_id="vote_on_plan", summary="A member of the joint conference votes on the present edition"
)
async def vote(plan: Ref, body: Vote, gate: Asking, pool: Pool, env: Env) -> Accepted:
    require_department(gate.caller, body.member)
    row = await plan_row(pool, plan)
    known = await lookups.departments(pool, row, env.today)
    return await gate.execute(c.CastVote(plan=plan, **body.model_dump(), cast_by=gate.caller.subject, known=known))


@router.get("/plans", summary="Plans, by number")
async def plans(
    pool: Pool,
    year: Year | None = None,
    state: Annotated[str | None, Query(pattern="^(drafted|coordinated|approved|rejected)$")] = None,
    cursor: CursorParam = None,
    limit: LimitParam = 50,
) -> Page[PlanView]:
    rows = queries.plans_page(pool, year=year, state=state, after_plan=key_of(cursor, [""])[0], limit=limit + 1)
    return page_of([PlanView(**row) async for row in rows], limit, lambda row: [row.plan])


@router.get("/plans/{plan}", summary="One plan with the votes on its present edition")
async def plan(plan: Ref, pool: Pool, response: Response) -> PlanView:
    row = await plan_row(pool, plan)
    response.headers["ETag"] = f'"{row["version"]}"'
    votes = queries.plan_votes(pool, plan=plan, edition=row["edition"])
    return PlanView(**row, votes=[VoteView(**vote) async for vote in votes])
