"""The place's numbers and the campaigns that are in force."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from libs.events.calendar import CHINA
from libs.events.catalog.codes import IndustryCode, Kind, Name, PlainText, Ref
from libs.events.catalog.planning.policy import PolicyPack
from libs.events.http import Accepted
from libs.events.http.depends import Env, Pool
from libs.events.http.paging import CursorParam, LimitParam, Page, key_of, page_of
from services.planning.commands import AdoptPolicy, CampaignLevel, EndCampaign, OrderCampaign
from services.planning.decide.refusals import NoSuchCampaign
from services.planning.policy import SOURCES
from services.planning.views import queries

from .rooms import Body, PlannerGate

__all__ = ["router"]

router = APIRouter()

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


class NewCampaign(Body):
    """`document`: title and number of the national or provincial order."""

    campaign: Ref
    level: CampaignLevel
    document: Name
    kinds: list[Kind] = Field(min_length=1, max_length=200)
    industries: list[IndustryCode] = Field(min_length=1, max_length=200)
    valid_from: Day
    valid_until: Day


class CampaignEnd(Body):
    effective_from: Day
    reason: PlainText


class CampaignView(BaseModel):
    """`ended_from`: not in force from that day on, for the reason in `ended`."""

    campaign: str
    level: str
    document: str
    kinds: list[str]
    industries: list[str]
    valid_from: date
    valid_until: date
    ended_from: date | None
    ended: str | None
    ordered_at: datetime
    fact: str
    version: int


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


@router.post("/campaigns", status_code=201, summary="Record a national or provincial campaign by its document")
async def order(body: NewCampaign, gate: PlannerGate, pool: Pool) -> Accepted:
    kinds = frozenset([row["kind"] async for row in queries.listed_kinds(pool, on_day=body.valid_until)])
    industries = frozenset([row["industry"] async for row in queries.listed_industries(pool)])
    return await gate.execute(OrderCampaign(**dict(body), listed_kinds=kinds, listed_industries=industries))


@router.post("/campaigns/{campaign}/end", summary="The campaign is over from a day on")
async def end(campaign: Ref, body: CampaignEnd, gate: PlannerGate) -> Accepted:
    return await gate.execute(EndCampaign(campaign=campaign, **dict(body)))


@router.get("/campaigns", summary="Campaigns, by number")
async def campaigns(
    pool: Pool, day: OnDay = None, kind: Kind | None = None, cursor: CursorParam = None, limit: LimitParam = 50
) -> Page[CampaignView]:
    (after,) = key_of(cursor, [""])
    found = queries.campaigns_page(pool, on_day=day, kind=kind, after_campaign=after, limit=limit + 1)
    return page_of([CampaignView(**row) async for row in found], limit, lambda row: [row.campaign])


@router.get("/campaigns/{campaign}", summary="One campaign")
async def campaign(campaign: Ref, pool: Pool, response: Response) -> CampaignView:
    row = await queries.campaign(pool, campaign=campaign)
    if row is None:
        raise NoSuchCampaign(
            field="campaign",
            value=campaign,
            do_en="GET /v1/campaigns lists them.",
            do_zh="可通过 GET /v1/campaigns 查询。",
        )
    response.headers["ETag"] = f'"{row["version"]}"'
    return CampaignView(**row)
