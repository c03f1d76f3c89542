"""Premises: the places of business of entities beside their own (一照多址)."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from libs.domain.public_words import PublicWords
from libs.events.catalog.codes import EntityId, IndustryCode, PlainText, Ref, TownshipCode
from libs.events.catalog.registry.entities import PremisesContent
from libs.events.http import Accepted
from libs.events.http.auth import TOKEN_OR_NONE, ToldMore
from libs.events.http.bodies import Body
from libs.events.http.commands import Asking
from libs.events.http.depends import Env, Pool
from libs.events.http.paging import Page, Paged, page
from libs.events.http.tables.download import Downloading, every_row
from libs.events.http.tables.listing import Listing
from libs.events.imports.listing import listing_of

from ...lists.shapes import End
from .. import commands as c
from ..imports import OF_PREMISES
from ..lookups import entity_lookups
from ..names import place_number
from ..views import queries

router = APIRouter()


class PremisesView(BaseModel):
    """A place of business beside the entity's own. `premises`: its number among those of the entity; `industries`: what is done
    there, empty: what the entity does; `opened`: since when; `since`: the day since which the list says so. `closed_from`: the
    first day without business there, and `closed_for` why.
    """

    entity: str
    premises: str
    name: PublicWords
    address: PublicWords | None
    township: str
    industries: list[str]
    opened: date | None
    since: date
    closed_from: date | None
    closed_for: PublicWords | None

    @classmethod
    def of(cls, row: Any, *, told_more: bool) -> "PremisesView":
        """An official reads the words as they were written."""
        view, words = cls(**row), ("name", "address", "closed_for")
        return view.model_copy(update={word: row[word] for word in words}) if told_more else view


async def premises_of(pool: Any, entities: Sequence[str], *, told_more: bool) -> dict[str, list[PremisesView]]:
    """The premises of each of the entities that has some, by number; the closed ones too."""
    found = defaultdict[str, list[PremisesView]](list)
    async for row in queries.premises_of(pool, entities=entities):
        found[row["entity"]].append(PremisesView.of(row, told_more=told_more))
    return found


class PremisesFilter(BaseModel):
    entity: EntityId | None = None
    township: TownshipCode | None = Field(
        None, description="The township of the place, which may be another than the entity's."
    )
    industry: IndustryCode | None = None
    state: Literal["open", "closed"] | None = Field(None, description="Whether there is business at the place today.")


class PremisesQuery(PremisesFilter, Paged):
    pass


async def _premises(
    pool: Any,
    today: date,
    asked: PremisesFilter,
    told_more: bool,  # noqa: FBT001 - as the dependency gives it
    after: Sequence[str],
    limit: int,
) -> list[PremisesView]:
    entity, premises = after
    narrowed = asked.model_dump(include=set(PremisesFilter.model_fields))
    rows = queries.premises_page(pool, day=today, **narrowed, after_entity=entity, after_premises=premises, limit=limit)
    return [PremisesView.of(row, told_more=told_more) async for row in rows]


def _place(view: PremisesView) -> list[str]:
    return [view.entity, view.premises]


@router.get("/premises", summary="Premises, by entity and number", tags=["lists"], openapi_extra=TOKEN_OR_NONE)
async def premises(pool: Pool, env: Env, query: Annotated[PremisesQuery, Query()], told_more: ToldMore) -> Page[PremisesView]:
    return await page(query, partial(_premises, pool, env.today, query, told_more), _place, ["", ""])


_LISTING: Listing[PremisesView] = listing_of(
    OF_PREMISES,
    "premises",
    "经营场所名录",
    {
        "scheme": lambda view: view.entity.split(":", 1)[0],
        "value": lambda view: view.entity.split(":", 1)[1],
        "category": lambda _: None,
        "founded": lambda view: view.opened,
        "premises_name": lambda view: view.name,
        "premises_address": lambda view: view.address,
    },
)


@router.get(
    "/premises/export.{format}", summary="Premises as a table that may come in again", response_class=StreamingResponse,
    tags=["exports"], openapi_extra=TOKEN_OR_NONE,
)  # fmt: skip
async def export(
    pool: Pool, env: Env, query: Annotated[PremisesFilter, Query()], told_more: ToldMore, download: Downloading
) -> StreamingResponse:
    return download(_LISTING, every_row(partial(_premises, pool, env.today, query, told_more), _place, ["", ""]))


class NewPremises(Body):
    """`premises`: the number of the place among those of the entity; without it, one is made of name and township."""

    premises: Ref | None = None
    content: PremisesContent


class PremisesAccepted(Accepted):
    """`premises`: the number of the place."""

    premises: str


@router.post(
    "/entities/{entity}/premises", status_code=201,
    summary="List another place of business of an entity (一照多址), or change what is said of it", tags=["changes"],
)  # fmt: skip
async def list_premises(entity: EntityId, body: NewPremises, gate: Asking, pool: Pool, env: Env) -> PremisesAccepted:
    number = body.premises or place_number(body.content)
    known = await entity_lookups(pool, env.today)
    accepted = await gate.execute(c.ListPremises(entity=entity, premises=number, content=body.content, known=known))
    return PremisesAccepted(**accepted.model_dump(), premises=number)


@router.post(
    "/entities/{entity}/premises/{premises}/closing", summary="Say that there is no business at a place from a day on",
    tags=["changes"],
)  # fmt: skip
async def close_premises(entity: EntityId, premises: Ref, body: End, gate: Asking) -> Accepted:
    return await gate.execute(c.ClosePremises(entity=entity, premises=premises, **body.model_dump()))


class Reopening(Body):
    reason: PlainText


@router.post(
    "/entities/{entity}/premises/{premises}/reopening",
    summary="Say that there is business at a closed place again, or that it was closed by mistake", tags=["changes"],
)  # fmt: skip
async def reopen_premises(entity: EntityId, premises: Ref, body: Reopening, gate: Asking) -> Accepted:
    return await gate.execute(c.ReopenPremises(entity=entity, premises=premises, **body.model_dump()))
