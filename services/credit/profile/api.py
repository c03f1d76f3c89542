"""Profiles: score and class of an entity, line by line; a class set by hand."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import partial
from operator import attrgetter
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from libs.domain.callers import office_of
from libs.domain.entities.successions import EarlierCode, earlier_code, goes_on_as, held_codes
from libs.domain.office.listings import listing
from libs.domain.reach import Reach, Reading
from libs.events.catalog.codes import CreditClass, EntityId
from libs.events.http.commands import WAITS, Accepted, Asking
from libs.events.http.depends import Env, Pool
from libs.events.http.paging import SEARCH, CursorParam, LimitParam, Page, key_of, page_of, position_cursor
from libs.events.http.rows import found
from libs.events.http.tables.download import Downloading, every_row
from libs.events.imports import imports_router

from ..model.views import rules_in_force
from . import commands as c
from . import refusals as r
from .opening import KINDS
from .views import queries

imports = imports_router(KINDS, office_of)
router = APIRouter(tags=["profiles"])


class ProfileRow(BaseModel):
    """`model`, `edition`: under which the present class was given. `by_hand`: an officer has set it. `listed`: whether the
    register lists the entity.
    """

    entity: str
    name: str
    township: str | None
    listed: bool
    operating: bool
    score: int
    credit_class: CreditClass
    by_hand: bool
    model: str
    edition: int
    opened_at: datetime
    changed_at: datetime
    version: int
    goes_on_as: str | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filters of the list and of its export."""

    credit_class: Annotated[CreditClass | None, Query(description="A to D.")] = None
    by_hand: Annotated[bool | None, Query(description="Only classes set by hand, or only computed ones.")] = None
    q: Annotated[str | None, Query(**SEARCH, description="The entity's id, or a part of its name.")] = None

    async def rows(self, pool: Any, reach: Reach, after: str, limit: int) -> list[ProfileRow]:
        rows = queries.profiles_page(pool, **asdict(self), **reach.asked, after_entity=after, limit=limit)
        return [ProfileRow(**row) async for row in rows]


Filters = Annotated[Wanted, Depends()]


class LineView(BaseModel):
    """`score` is the bounded sum of all lines up to this one."""

    indicator: str
    points: int
    reason: str
    evidence: str
    on: date
    score: int
    recorded_at: datetime


class ChangeView(BaseModel):
    """`asked_by` and `approved_by`: of a class set by hand."""

    entity: str
    previous: CreditClass
    credit_class: CreditClass
    score: int
    because: str
    model: str
    edition: int
    at: datetime
    asked_by: str | None
    approved_by: str | None


class EarlierProfile(BaseModel):
    """What the business had under an earlier code. Its lines count under the later one; a class set by hand does not."""

    entity: str
    score: int
    credit_class: CreditClass
    by_hand: bool


class ProfileView(ProfileRow):
    """`earlier`: the profiles of its earlier codes."""

    earlier_code: EarlierCode
    earlier: list[EarlierProfile]
    lines: list[LineView]
    history: list[ChangeView]


@router.get("/profiles", summary="Profiles, by entity")
async def profiles(
    pool: Pool, reach: Reading, wanted: Filters, cursor: CursorParam = None, limit: LimitParam = 50
) -> Page[ProfileRow]:
    (after,) = key_of(cursor, [""])
    return page_of(await wanted.rows(pool, reach, after, limit + 1), limit, lambda row: [row.entity])


_LISTING = listing("profiles", "信用档案", ProfileRow.model_fields)


@router.get("/profiles/export.{format}", summary="The same as a table", response_class=StreamingResponse)
async def export(pool: Pool, reach: Reading, wanted: Filters, download: Downloading) -> StreamingResponse:
    return download(_LISTING, every_row(partial(wanted.rows, pool, reach), attrgetter("entity")))


@router.post(
    "/profiles/{entity:path}/override",
    operation_id="override_class",
    summary="Set a class by hand, with its basis",
    responses=WAITS,
)
async def override(entity: EntityId, body: c.Override, gate: Asking, pool: Pool, env: Env) -> Accepted:
    """Of a business that goes on under another code the class of that one is set."""
    entity = await goes_on_as(pool, entity)
    known = await rules_in_force(pool, env.today)
    return await gate.execute(c.OverrideClass(entity=entity, on=env.today, known=known, **body.model_dump()))


@router.get("/profiles/{entity:path}", summary="One profile with every line and the history of its class")
async def profile(entity: EntityId, pool: Pool, reach: Reading, response: Response) -> ProfileView:
    asked, entity = entity, reach.leads(entity, await goes_on_as(pool, entity))
    row = await found(queries.profile(pool, entity=entity), r.NotClassified, entity=entity)
    reach.require(r.NotClassified(entity=entity), division=row["township"], entity=entity)
    response.headers["ETag"] = f'"{row["version"]}"'
    before = [code for code in await held_codes(pool, [entity]) if code != entity]
    return ProfileView(
        **row,
        earlier_code=earlier_code(asked, entity),
        earlier=[EarlierProfile(**profile) async for profile in queries.profiles_of(pool, entities=before)],
        lines=[LineView(**line) async for line in queries.lines(pool, entity=entity)],
        history=[ChangeView(**change) async for change in queries.changes_of(pool, entity=entity)],
    )


@router.get("/changes", tags=["classes"], summary="Changes of class, oldest first")
async def changes(
    pool: Pool,
    reach: Reading,
    credit_class: Annotated[CreditClass | None, Query(description="The class entered.")] = None,
    cursor: CursorParam = None,
    limit: LimitParam = 50,
) -> Page[ChangeView]:
    after = position_cursor(cursor)
    found = queries.changes_page(pool, credit_class=credit_class, **reach.asked, after_position=after, limit=limit + 1)
    rows = [dict(row) async for row in found]
    page = page_of(rows, limit, lambda row: [row["position"]])
    return Page(items=[ChangeView(**row) for row in page.items], next=page.next)
