"""Full coverage of key items in their cycle (L-45, B-18): how far it is, and who falls due."""

from collections.abc import AsyncIterator, Sequence
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from libs.events.catalog.codes import DepartmentCode, ItemCode
from libs.events.http.auth import Permitted
from libs.events.http.depends import Env, Pool
from libs.events.http.paging import CursorParam, LimitParam, Page, key_of, page_of
from libs.events.http.tables import EVERY_ROW, csv_download
from services.planning.policy.decide import POLICY

from .views import queries

router = APIRouter(tags=["planning"])

OnDay = Annotated[date | None, Query(ge=date(2000, 1, 1), le=date(2999, 12, 31), description="As of this day; null: today.")]
State = Annotated[str | None, Query(pattern="^(covered|waiting|overdue)$")]
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


async def _entities(pool: Any, asked: dict[str, Any], after: Sequence[str], limit: int) -> list[EntityCoverage]:
    try:
        due = date.fromisoformat(after[0])
    except ValueError:
        due = date.min
    found = queries.coverage_entities(pool, **asked, after_due=due, after_item=after[1], after_entity=after[2], limit=limit)
    return [EntityCoverage(**row) async for row in found]


def _key(row: EntityCoverage) -> list[str]:
    return [row.due_day.isoformat(), row.item, row.entity]


@router.get("/coverage/entities", summary="Entities under key items, longest due first: last check and due day")
async def entities(
    pool: Pool,
    env: Env,
    _: Permitted,
    item: ItemCode | None = None,
    department: DepartmentCode | None = None,
    state: State = None,
    day: OnDay = None,
    cursor: CursorParam = None,
    limit: LimitParam = 50,
) -> Page[EntityCoverage]:
    asked = {**await _asked(pool, env, day), "item": item, "department": department, "state": state}
    return page_of(await _entities(pool, asked, key_of(cursor, _FIRST), limit + 1), limit, _key)


@router.get("/coverage/entities/export.csv", summary="The same as a table", response_class=StreamingResponse)
async def export(
    pool: Pool,
    env: Env,
    _: Permitted,
    item: ItemCode | None = None,
    department: DepartmentCode | None = None,
    state: State = None,
    day: OnDay = None,
) -> StreamingResponse:
    asked = {**await _asked(pool, env, day), "item": item, "department": department, "state": state}

    async def rows() -> AsyncIterator[Sequence[Any]]:
        after, more = _FIRST, True
        while more:
            page = await _entities(pool, asked, after, EVERY_ROW)
            for e in page:
                last = e.last_day.isoformat() if e.last_day else None
                yield [
                    e.item, e.department, e.entity, e.name, e.township, e.credit_class, last, e.due_day.isoformat(),
                    e.state, e.visit,
                ]  # fmt: skip
            more = len(page) == EVERY_ROW
            after = _key(page[-1]) if page else after

    header = "item,department,entity,name,township,credit_class,last_day,due_day,state,visit"
    return csv_download("coverage", header.split(","), rows())
