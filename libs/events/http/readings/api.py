"""`GET /v1/readings`: who read what, for auditors: by reader, person, entity and day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from ...calendar import CHINA
from ...catalog import spelling
from ..auth import Permitted
from ..depends import Pool
from ..paging import SEARCH, Page, Paged, page
from ..tables.download import Downloading, every_row
from ..tables.listing import Listing
from .trail import INTERNAL, PERSONAL

__all__ = ["ReadingView", "router"]

router = APIRouter(prefix="/v1/readings", tags=["readings"])

_FIRST = [datetime(9999, 12, 31, tzinfo=UTC), 2**62]
"""Newest first: where the first page begins."""
_Day = Annotated[date | None, Field(ge=date(2000, 1, 1), le=date(2999, 12, 31))]
_Text = Annotated[str | None, Field(**SEARCH)]


class ReadingView(BaseModel):
    """An answer with personal or internal data. `person`, `entity`: whom it was about; both null for a list of many. `asked`:
    the names of the parameters that narrowed it.
    """

    id: int
    at: datetime
    subject: str
    roles: list[str]
    route: str
    kind: str
    path: str
    asked: list[str]
    person: str | None
    entity: str | None
    purpose: str | None


class Wanted(BaseModel):
    """Which reads."""

    subject: _Text = Field(None, description="Who read: the token's subject.")
    person: _Text = Field(None, description="Who was read of, by number.")
    entity: _Text = Field(None, description="What was read of, by its id.")
    kind: Literal["personal", "internal"] | None = None
    many: bool | None = Field(None, description="Only lists of many, or only what was about one.")
    first_day: _Day = None
    last_day: _Day = None


class WantedPage(Paged, Wanted):
    pass


def _conditions(wanted: Wanted) -> tuple[str, list[Any]]:
    """Only what was asked for, so that the database plans for the index that fits."""
    given: list[tuple[str, Any]] = [
        (f"{name} = ${{}}", getattr(wanted, name)) for name in ("subject", "kind") if getattr(wanted, name) is not None
    ]
    for name, read in (("person", spelling.capitals), ("entity", spelling.entity)):
        if (said := getattr(wanted, name)) is not None:
            # As it is kept now, and as it was asked for: reads were recorded as they were asked before.
            given.append((f"{name} = any(${{}}::text[])", [said, read(said)]))
    if wanted.first_day is not None:
        given.append(("at >= ${}", _midnight(wanted.first_day)))
    if wanted.many is not None:
        given.append(("(person is null and entity is null) = ${}", wanted.many))
    # Three parameters stand before these: the place behind which the page begins, and its length.
    said = "".join(f" and {condition.format(n)}" for n, (condition, _) in enumerate(given, 4))
    return said, [value for _, value in given]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), CHINA)


async def _page(pool: Any, wanted: Wanted, after: Sequence[Any], limit: int) -> list[ReadingView]:
    conditions, values = _conditions(wanted)
    if wanted.last_day is not None:
        # One upper bound: of two the database took the wrong one, and read all rows of the days between.
        after = min(list(after), [_midnight(wanted.last_day + timedelta(days=1)), 0])
    rows = await pool.fetch(
        f"select * from readings where (at, id) < ($1, $2){conditions} order by at desc, id desc limit $3",  # noqa: S608
        *after,
        limit,
        *values,
    )
    return [ReadingView(**row) for row in rows]


def _key(row: ReadingView) -> list[Any]:
    return [row.at, row.id]


@router.get("", summary="Who read personal or internal data, newest first")
async def readings(pool: Pool, _: Permitted, wanted: Annotated[WantedPage, Query()]) -> Page[ReadingView]:
    return await page(wanted, partial(_page, pool, wanted), _key, _FIRST)


_READINGS: Listing[ReadingView] = Listing(
    "readings",
    "查阅记录",
    {
        "id": "序号", "at": "查阅时间", "subject": "查阅人", "roles": "角色", "route": "接口", "kind": "数据类别",
        "path": "地址", "asked": "查询条件", "person": "所涉人员", "entity": "所涉对象", "purpose": "目的",
    },
    words={"kind": {PERSONAL: ("个人信息", "personal data"), INTERNAL: ("内部信息", "internal data")}},
    english={"id": "Number"},
)  # fmt: skip


@router.get("/export.{format}", summary="The same as a table", response_class=StreamingResponse)
async def export(pool: Pool, _: Permitted, wanted: Annotated[Wanted, Query()], download: Downloading) -> StreamingResponse:
    return download(_READINGS, every_row(partial(_page, pool, wanted), _key, _FIRST))
