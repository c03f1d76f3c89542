"""Joint plans with a neighbour: proposed, answered, ended (J-15..17, N-01)."""

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from libs.domain.callers import departments_of
from libs.domain.public_words import PublicWords
from libs.events.catalog.codes import Digest, DivisionCode, IndustryCode, Kind, Name, PlainText, Ref
from libs.events.countersigning.leading import Acting
from libs.events.http import Accepted, Gate
from libs.events.http.bodies import Body
from libs.events.http.commands import Asking
from libs.events.http.depends import Env, Pool
from libs.events.http.paging import CursorParam, LimitParam, Page, key_of, page_of
from libs.events.http.rows import found
from services.planning.bodies import Reason
from services.planning.codes import Year
from services.planning.conference.views import lead_and_members

from . import commands as c
from . import refusals as r
from .lookups import covering
from .views import queries

router = APIRouter(tags=["planning"])


class NewCrossPlan(Body):
    """`crossplan` begins with this place's division code; `manual`: SHA-256 of the compliance manual both follow."""

    crossplan: Ref
    partner: DivisionCode
    title: Name
    kinds: list[Kind] = Field(min_length=1, max_length=200)
    industries: list[IndustryCode] = Field(min_length=1, max_length=200)
    standard: PlainText
    manual: Digest | None = None
    window_from: date
    window_to: date


class CrossPlanView(BaseModel):
    """`by`: whose word brought it into its state."""

    crossplan: str
    proposer: str
    partner: str
    title: PublicWords
    kinds: list[str]
    industries: list[str]
    standard: PublicWords
    manual: str | None
    window_from: date
    window_to: date
    state: str
    by: str | None
    reason: PublicWords | None
    changed_at: datetime
    version: int


async def _row(pool: Any, crossplan: str) -> Any:
    return await found(queries.crossplan(pool, crossplan=crossplan), r.NoSuchCrossPlan, crossplan=crossplan)


async def _speaker(pool: Any, gate: Gate, year: int, today: date) -> c.Speaker:
    conference = await lead_and_members(pool, year, today)
    leads = frozenset(() if conference is None else {conference[0]})
    acting = Acting(acts_for=departments_of(gate.caller), leads=leads)
    return c.Speaker(acting=acting, planner="planner" in gate.caller.roles)


@router.post("/crossplans", status_code=201, summary="Propose a joint plan to a neighbour with whom an agreement is in force")
async def propose(body: NewCrossPlan, gate: Asking, pool: Pool, env: Env) -> Accepted:
    terms = body.model_dump()
    speaker = await _speaker(pool, gate, body.window_from.year, env.today)
    known = await covering(pool, env.place, body.partner, terms, speaker)
    return await gate.execute(c.ProposeCrossPlan(**terms, proposer=env.place, known=known))


@router.post("/crossplans/{crossplan}/acceptance", summary="The partner's conference accepts the neighbour's proposal")
async def accept(crossplan: Ref, gate: Asking, pool: Pool, env: Env) -> Accepted:
    row = await _row(pool, crossplan)
    speaker = await _speaker(pool, gate, row["window_from"].year, env.today)
    known = await covering(pool, env.place, row["proposer"], row, speaker)
    return await gate.execute(c.AcceptCrossPlan(crossplan=crossplan, by=env.place, known=known))


@router.post("/crossplans/{crossplan}/rejection", summary="The partner's conference declines, with a reason")
async def decline(crossplan: Ref, body: Reason, gate: Asking, pool: Pool, env: Env) -> Accepted:
    known = await _speaker(pool, gate, (await _row(pool, crossplan))["window_from"].year, env.today)
    return await gate.execute(c.DeclineCrossPlan(crossplan=crossplan, by=env.place, reason=body.reason, known=known))


@router.post("/crossplans/{crossplan}/termination", summary="Either place ends a joint plan or takes its proposal back")
async def end(crossplan: Ref, body: Reason, gate: Asking, pool: Pool, env: Env) -> Accepted:
    known = await _speaker(pool, gate, (await _row(pool, crossplan))["window_from"].year, env.today)
    return await gate.execute(c.EndCrossPlan(crossplan=crossplan, by=env.place, reason=body.reason, known=known))


@router.get("/crossplans", summary="Joint plans with neighbours, by number")
async def crossplans(
    pool: Pool,
    state: Annotated[str | None, Query(pattern="^(proposed|accepted|declined|ended)$")] = None,
    place: DivisionCode | None = None,
    year: Year | None = None,
    cursor: CursorParam = None,
    limit: LimitParam = 50,
) -> Page[CrossPlanView]:
    rows = queries.crossplans_page(
        pool, state=state, place=place, year=year, after_crossplan=key_of(cursor, [""])[0], limit=limit + 1
    )
    return page_of([CrossPlanView(**row) async for row in rows], limit, lambda row: [row.crossplan])


@router.get("/crossplans/{crossplan}", summary="One joint plan")
async def crossplan(crossplan: Ref, pool: Pool, response: Response) -> CrossPlanView:
    row = await _row(pool, crossplan)
    response.headers["ETag"] = f'"{row["version"]}"'
    return CrossPlanView(**row)
