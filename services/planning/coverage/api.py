"""Full coverage of key items in their cycle (L-45, B-18): how far it is, and who falls due."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from libs.domain.office.listings import listing
from libs.domain.reach import Reach, Reading
from libs.domain.secret_teams import in_the_secret
from libs.events.catalog.codes import DepartmentCode, ItemCode
from libs.events.http.auth import Caller, Permitted
from libs.events.http.depends import Env, Pool
from libs.events.http.paging import CursorParam, LimitParam, Page, Paged, key_of, page, page_of
from libs.events.http.tables.download import Downloading, every_row
from services.planning.policy.decide import POLICY

from .views import queries

router = APIRouter(tags=["planning"])

OnDay = Annotated[date | None, Query(ge=date(2000, 1, 1), le=date(2999, 12, 31), description="As of this day; null: today.")]
_FIRST = ["0001-01-01", "", ""]


class ItemCoverage(BaseModel):
    """`months`: the cycle. `covered`: checked within it; `waiting`: never checked, still in time; `overdue`: neither."""

    item: str
    department: str
    kind: str
    months: int
    entities: int
    covered: int
    waiting: int
    overdue: int
    due_this_year: int


class EntityCoverage(BaseModel):
    """`last_fact` proves the last check; `visit` is planned and will cover it."""

    item: str
    department: str
    entity: str
    name: str
    township: str
    credit_class: str
    last_day: date | None
    last_fact: str | None
    due_day: date
    state: str
    visit: str | None


class Wanted(BaseModel):
    """Which entities."""

    item: ItemCode | None = None
    department: DepartmentCode | None = None
    state: Annotated[str | None, Query(pattern="^(covered|waiting|overdue)$")] = None
    day: OnDay = None


class WantedPage(Paged, Wanted):
    pass


async def _asked(pool: Any, env: Any, day: date | None) -> dict[str, Any]:
    on_day = day or env.today
    return {"on_day": on_day, "usual_months": (await POLICY.in_force(pool, on_day)).key_cycle_months}


@router.get("/coverage", summary="Key items: how many entities are covered in the running cycle, how many are overdue")
async def coverage(
    pool: Pool,
    env: Env,
    item: ItemCode | None = None,
    department: DepartmentCode | None = None,
    day: OnDay = None,
    cursor: CursorParam = None,
    limit: LimitParam = 50,
) -> Page[ItemCoverage]:
    asked = await _asked(pool, env, day)
    (after,) = key_of(cursor, [""])
    found = queries.coverage_page(pool, **asked, item=item, department=department, after_item=after, limit=limit + 1)
    return page_of([ItemCoverage(**row) async for row in found], limit, lambda row: [row.item])


async def _entities(
    pool: Any, env: Any, who: Caller, reach: Reach, wanted: Wanted, after: Sequence[str], limit: int
) -> list[EntityCoverage]:
    try:
        due = date.fromisoformat(after[0])
    except ValueError:
        due = date.min
    asked = {**await _asked(pool, env, wanted.day), **wanted.model_dump(exclude={"day", "cursor", "limit"})}
    asked |= reach.asked | in_the_secret(who)
    found = queries.coverage_entities(pool, **asked, after_due=due, after_item=after[1], after_entity=after[2], limit=limit)
    return [EntityCoverage(**row) async for row in found]


def _key(row: EntityCoverage) -> list[str]:
    return [row.due_day.isoformat(), row.item, row.entity]


@router.get("/coverage/entities", summary="Entities under key items, longest due first: last check and due day")
async def entities(
    pool: Pool, env: Env, who: Permitted, reach: Reading, wanted: Annotated[WantedPage, Query()]
) -> Page[EntityCoverage]:
    return await page(wanted, partial(_entities, pool, env, who, reach, wanted), _key, _FIRST)


_LISTING = listing(
    "coverage",
    "全覆盖台账",
    ("item", "department", "entity", "name", "township", "credit_class", "last_day", "due_day", "state", "visit"),
    words={"state": "coverage"},
)


@router.get("/coverage/entities/export.{format}", summary="The same as a table", response_class=StreamingResponse)
async def export(
    pool: Pool, env: Env, who: Permitted, reach: Reading, wanted: Annotated[Wanted, Query()], download: Downloading
) -> StreamingResponse:
    return download(_LISTING, every_row(partial(_entities, pool, env, who, reach, wanted), _key, _FIRST))
