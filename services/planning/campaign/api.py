"""Campaigns of the nation or the province."""

from datetime import date, datetime

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from libs.domain.public_words import PublicWords
from libs.events.catalog.codes import IndustryCode, Kind, Name, PlainText, Ref
from libs.events.editions import Day, OnDay
from libs.events.http import Accepted
from libs.events.http.bodies import Body
from libs.events.http.commands import Asking
from libs.events.http.depends import Env, Pool
from libs.events.http.paging import CursorParam, LimitParam, Page, key_of, page_of
from libs.events.http.rows import found
from services.planning.conference.leading import acting

from . import commands as c
from . import refusals as r
from .lookups import listed
from .views import queries

router = APIRouter(tags=["planning"])


class NewCampaign(Body):
    """`document`: title and number of the order. Of city or county, `approved_by` is the government that approved it, and
    `most` at how many entities it is made; such a special check spares no consent and lifts no exclusion (L-15).
    """

    campaign: Ref
    level: c.CampaignLevel
    document: Name
    kinds: list[Kind] = Field(min_length=1, max_length=200)
    industries: list[IndustryCode] = Field(min_length=1, max_length=200)
    valid_from: Day
    valid_until: Day
    approved_by: Name | None = None
    most: int | None = Field(None, ge=1, le=1_000_000)


class CampaignEnd(Body):
    effective_from: Day
    reason: PlainText


class CampaignView(BaseModel):
    """`ended_from`: not in force from that day on, for the reason in `ended`. `most`: at how many entities it may be made."""

    campaign: str
    level: str
    document: PublicWords
    kinds: list[str]
    industries: list[str]
    valid_from: date
    valid_until: date
    approved_by: PublicWords | None
    most: int | None
    ended_from: date | None
    ended: PublicWords | None
    ordered_at: datetime
    fact: str
    version: int


@router.post("/campaigns", status_code=201, summary="Record a special check by its document")
async def order(body: NewCampaign, gate: Asking, pool: Pool, env: Env) -> Accepted:
    who = await acting(pool, env.today, gate.caller)
    return await gate.execute(c.OrderCampaign(**dict(body), known=await listed(pool, body.valid_until, who)))


@router.post("/campaigns/{campaign}/end", summary="End a campaign from a day on")
async def end(campaign: Ref, body: CampaignEnd, gate: Asking, pool: Pool, env: Env) -> Accepted:
    known = await acting(pool, env.today, gate.caller)
    return await gate.execute(c.EndCampaign(campaign=campaign, **dict(body), known=known))


@router.get("/campaigns", summary="Campaigns, by number")
async def campaigns(
    pool: Pool, day: OnDay = None, kind: Kind | None = None, cursor: CursorParam = None, limit: LimitParam = 50
) -> Page[CampaignView]:
    (after,) = key_of(cursor, [""])
    rows = queries.campaigns_page(pool, on_day=day, kind=kind, after_campaign=after, limit=limit + 1)
    return page_of([CampaignView(**row) async for row in rows], limit, lambda row: [row.campaign])


@router.get("/campaigns/{campaign}", summary="One campaign")
async def campaign(campaign: Ref, pool: Pool, response: Response) -> CampaignView:
    row = await found(queries.campaign(pool, campaign=campaign), r.NoSuchCampaign, campaign=campaign)
    response.headers["ETag"] = f'"{row["version"]}"'
    return CampaignView(**row)
