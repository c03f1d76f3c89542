"""The policy of the place, edition by edition."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from libs.events.calendar import CHINA
from libs.events.catalog.codes import PlainText
from libs.events.catalog.planning.policy import PolicyPack
from libs.events.http import Accepted
from libs.events.http.depends import Env, Pool
from libs.events.http.paging import CursorParam, LimitParam, Page, key_of, page_of
from services.planning.depends import Body, PlannerGate

from .commands import AdoptPolicy
from .numbers import SOURCES
from .views import queries

router = APIRouter(tags=["planning"])


Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2999, 12, 31))]
OnDay = Annotated[date | None, Query(ge=date(2000, 1, 1), le=date(2999, 12, 31), description="In force on that day.")]


class NewPolicy(Body):
    """What is left out of `pack` has the sources' value, not the value of the edition before."""

    effective_from: Day
    pack: PolicyPack
    reason: PlainText


class PolicyView(BaseModel):
    """Edition 0: nothing was adopted, the sources' values hold."""

    edition: int
    effective_from: date | None
    pack: PolicyPack
    reason: str | None
    adopted_at: datetime | None
    fact: str | None

    @classmethod
    def of(cls, row: Any) -> PolicyView:
        return cls(**{**row, "pack": PolicyPack.model_validate_json(row["pack"])})


@router.post("/policy", status_code=201, summary="Adopt the place's numbers from a day on, with the reason")
async def adopt(body: NewPolicy, gate: PlannerGate) -> Accepted:
    return await gate.execute(AdoptPolicy(**dict(body)))


@router.get("/policy", summary="The numbers in force on a day: caps, ceilings, grounds, times, teams")
async def policy(pool: Pool, env: Env, response: Response, day: OnDay = None) -> PolicyView:
    row = await queries.policy_in_force(pool, on_day=day or env.clock().astimezone(CHINA).date())
    response.headers["ETag"] = f'"{row["edition"] if row else 0}"'
    if row is None:
        return PolicyView(edition=0, effective_from=None, pack=SOURCES, reason=None, adopted_at=None, fact=None)
    return PolicyView.of(row)


@router.get("/policy/editions", summary="Every edition of the numbers that was adopted")
async def editions(pool: Pool, cursor: CursorParam = None, limit: LimitParam = 50) -> Page[PolicyView]:
    (after,) = key_of(cursor, [0])
    found = queries.policies_page(pool, after_edition=max(0, min(after, 2**31 - 1)), limit=limit + 1)
    return page_of([PolicyView.of(row) async for row in found], limit, lambda row: [row.edition])
