"""Profiles: score and class of an entity, line by line; a class set by hand."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from libs.events.catalog.codes import CreditClass, EntityId, PlainText
from libs.events.http.commands import Accepted
from libs.events.http.depends import Env, Pool
from libs.events.http.paging import SEARCH, CursorParam, LimitParam, Page, key_of, page_of, position_cursor
from libs.events.imports import imports_router

from ..depends import Body, OfficerGate, Reader, today
from ..model.views import rules_in_force
from .commands import OverrideClass
from .opening import OPENING_BALANCES
from .refusals import NoSuchProfile
from .views import queries

imports = imports_router({"opening": OPENING_BALANCES})
router = APIRouter(tags=["profiles"])

ClassFilter = Annotated[CreditClass | None, Query(description="A to D.")]
ByHandFilter = Annotated[bool | None, Query(description="Only classes set by hand, or only computed ones.")]
Search = Annotated[str | None, Query(**SEARCH, description="The entity's id, or a part of its name.")]
_EXPORT_BATCH = 500


class Override(Body):
    credit_class: CreditClass
    reason: Annotated[PlainText, Field(max_length=500)]


class ProfileRow(BaseModel):
    """`model`, `edition`: under which the present class was given. `by_hand`: an officer has set it."""

    entity: str
    name: str
    township: str | None
    operating: bool
    score: int
    credit_class: CreditClass
    by_hand: bool
    model: str
    edition: int
    opened_at: datetime
    changed_at: datetime
    version: int


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
    entity: str
    previous: CreditClass
    credit_class: CreditClass
    score: int
    because: str
    model: str
    edition: int
    at: datetime


class ProfileView(ProfileRow):
    lines: list[LineView]
    history: list[ChangeView]


@router.get("/profiles", summary="Profiles, by entity")
async def profiles(
    pool: Pool,
    _: Reader,
    credit_class: ClassFilter = None,
    by_hand: ByHandFilter = None,
    q: Search = None,
    cursor: CursorParam = None,
    limit: LimitParam = 50,
) -> Page[ProfileRow]:
    (after,) = key_of(cursor, [""])
    rows = await _page(pool, credit_class=credit_class, by_hand=by_hand, q=q, after=after, limit=limit + 1)
    return page_of([ProfileRow(**row) for row in rows], limit, lambda row: [row.entity])


async def _page(
    pool: Any, *, credit_class: CreditClass | None, by_hand: bool | None, q: str | None, after: str, limit: int
) -> list[dict[str, Any]]:
    found = queries.profiles_page(
        pool, credit_class=credit_class and credit_class.value, by_hand=by_hand, q=q, after_entity=after, limit=limit
    )
    return [dict(row) async for row in found]


@router.get("/profiles/export.csv", summary="The same as a table (CSV, UTF-8)", response_class=StreamingResponse)
async def export(
    pool: Pool, _: Reader, credit_class: ClassFilter = None, by_hand: ByHandFilter = None, q: Search = None
) -> StreamingResponse:
    async def rows() -> AsyncIterator[str]:
        # Spreadsheet programs take Chinese text without the mark for another encoding.
        yield "\ufeff" + _csv([list(ProfileRow.model_fields)])
        after = ""
        while page := await _page(pool, credit_class=credit_class, by_hand=by_hand, q=q, after=after, limit=_EXPORT_BATCH):
            yield _csv([[str(v) for v in ProfileRow(**row).model_dump(mode="json").values()] for row in page])
            after = page[-1]["entity"]

    disposition = {"Content-Disposition": 'attachment; filename="profiles.csv"'}
    return StreamingResponse(rows(), media_type="text/csv; charset=utf-8", headers=disposition)


def _csv(rows: list[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


@router.post("/profiles/{entity:path}/override", summary="Set a class by hand, with its basis")
async def override(entity: EntityId, body: Override, gate: OfficerGate, pool: Pool, env: Env) -> Accepted:
    day = today(env)
    rules = await rules_in_force(pool, day)
    return await gate.execute(
        OverrideClass(entity=entity, on=day, known=rules, credit_class=body.credit_class, reason=body.reason)
    )


@router.get("/profiles/{entity:path}", summary="One profile with every line and the history of its class")
async def profile(entity: EntityId, pool: Pool, _: Reader, response: Response) -> ProfileView:
    row = await queries.profile(pool, entity=entity)
    if row is None:
        raise NoSuchProfile(
            field="entity",
            value=entity,
            do_en="Without a profile an entity is in class U (not classified).",
            do_zh="尚无档案的主体为 U(未分类)。",
        )
    response.headers["ETag"] = f'"{row["version"]}"'
    return ProfileView(
        **row,
        lines=[LineView(**{**line, "on": line["on_day"]}) async for line in queries.lines(pool, entity=entity)],
        history=[ChangeView(**change) async for change in queries.changes_of(pool, entity=entity)],
    )


@router.get("/changes", tags=["classes"], summary="Changes of class, oldest first")
async def changes(
    pool: Pool,
    _: Reader,
    credit_class: Annotated[CreditClass | None, Query(description="The class entered.")] = None,
    cursor: CursorParam = None,
    limit: LimitParam = 50,
) -> Page[ChangeView]:
    found = queries.changes_page(
        pool, credit_class=credit_class and credit_class.value, after_position=position_cursor(cursor), limit=limit + 1
    )
    rows = [dict(row) async for row in found]
    page = page_of(rows, limit, lambda row: [row["position"]])
    return Page(items=[ChangeView(**row) for row in page.items], next=page.next)
