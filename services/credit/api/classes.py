"""Classes: counts, changes, figures; and the class of one entity for other systems, logged and limited in rate (N-21, N-31)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import orjson
from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.security import HTTPBearer
from pydantic import BaseModel

from libs.events.catalog.codes import CreditClass, EntityId
from libs.events.http import Page, caller, page_of, position_cursor
from libs.events.http.depends import Pool
from libs.events.http.paging import CursorParam, LimitParam
from libs.events.http.problems import of_refusal, problem_response
from libs.events.refusal import NotFound
from services.credit.decide.refusals import TooManyQueries
from services.credit.policy import POLICY
from services.credit.views import queries

from .profiles import ChangeView
from .rooms import Reader

router = APIRouter(tags=["classes"])

_optional_bearer = HTTPBearer(auto_error=False, description="Optional: limits are then per subject, not per address.")


class ClassCount(BaseModel):
    """`entered` and `left` count changes of class. U: listed, in business, no profile."""

    credit_class: CreditClass
    profiles: int
    entered: int
    left: int


class ClassAnswer(BaseModel):
    """U with the other fields null says: not classified."""

    entity: str
    credit_class: CreditClass
    model: str | None
    edition: int | None
    changed_at: datetime | None


class Figures(BaseModel):
    """`up` is towards A; `by_hand` are the profiles whose class an officer has set; `queries` by other systems and citizens."""

    profiles: int
    by_class: dict[CreditClass, int]
    class_changes: int
    up: int
    down: int
    by_hand: int
    queries: int


@router.get("/classes", summary="How many are in each class, and how many came and went")
async def classes(pool: Pool, _: Reader) -> list[ClassCount]:
    return [ClassCount(**{**row, "left": row["left_it"]}) async for row in queries.classes(pool)]


@router.get("/changes", summary="Changes of class, oldest first")
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


@router.get("/figures", summary="Credit in figures")
async def figures(pool: Pool, _: Reader) -> Figures:
    row = dict(await queries.figures(pool))
    return Figures(**{**row, "by_class": orjson.loads(row["by_class"])})


async def asker(request: Request, credentials: Annotated[object, Depends(_optional_bearer)]) -> str:
    """Whom a query is counted for: the token's subject, without a token the network address. Raises Unauthenticated."""
    if credentials is not None:
        return f"subject:{(await caller(request)).subject}"
    return f"address:{request.client.host}" if request.client else "address:unknown"


@router.get(
    "/profiles/{entity:path}/class",
    summary="The class of an entity, for other systems",
    response_model=ClassAnswer,
    responses={429: {"description": "too many queries; Retry-After says in how many seconds to ask again"}},
    # Also without a token: OpenAPI 3.1, 4.8.10, an empty requirement makes the others optional.
    openapi_extra={"security": [{}]},
)
async def class_of(entity: EntityId, pool: Pool, who: Annotated[str, Depends(asker)]) -> ClassAnswer | Response:
    window = POLICY.query_window.total_seconds()
    async with pool.acquire() as tx, tx.transaction():
        # One caller's queries are counted one after the other, on all replicas.
        await queries.lock_caller(tx, caller=who)
        recent = await queries.recent_queries(tx, caller=who, seconds=window)
        if recent["asked"] >= POLICY.queries_per_window:
            return _too_many(who, max(1, recent["free_in"]))
        row = await queries.class_of(tx, entity=entity)
        # Also what found nobody counts: guessing codes is not free.
        await queries.log_query(tx, caller=who, entity=entity, credit_class=row and row["credit_class"])
    if row is None:
        raise NotFound(
            "no such entity",
            "没有该主体",
            field="entity",
            value=entity,
            do_en="Ask by scheme and value, for example uscc:91421023...",
            do_zh="请按“标识类型:标识”查询,例如 uscc:91421023……",
        )
    return ClassAnswer(entity=entity, **row)


def _too_many(who: str, seconds: int) -> Response:
    limit, window = POLICY.queries_per_window, int(POLICY.query_window.total_seconds())
    refusal = TooManyQueries(
        f"{limit} queries in {window} s are answered per caller",
        f"每个查询方每 {window} 秒限 {limit} 次",
        field="caller",
        value=who,
        do_en=f"Ask again in {seconds} s; whole lists are at /v1/profiles/export.csv.",
        do_zh=f"请 {seconds} 秒后再查询;需要整份名单请使用 /v1/profiles/export.csv。",
    )
    return problem_response(of_refusal(refusal), {"Retry-After": str(seconds)})
