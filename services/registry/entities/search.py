"""A page of entities that somebody looks for by name or code, or whose name stands twice.

Anybody may search, and what is asked decides how far the database walks. A search therefore ends after a while with what to do,
and those of callers who are told no more than the public take turns: the connections are left to everybody else.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import date
from functools import partial
from typing import Any, Literal
from weakref import WeakKeyDictionary

import asyncpg
from pydantic import BaseModel, Field, ValidationInfo, field_validator

from libs.events.catalog.codes import IndustryCode, Kind, TownshipCode
from libs.events.shapes.faults import Unfit

from ..lists.shapes import DayFilter
from ..policy.decide import POLICY
from . import refusals as r
from .names import Sought, key
from .tags import months_before
from .views import queries

_NARROWING = ("industry", "township", "category", "state")
_FIRST, _MORE, _MOST = 500, 4, 20_000
"""Names looked up at first: for fewer the database walks through all in order, and finds rare ones late."""
_LONGEST = 2
"""Seconds for a statement, and for looking on: several times what the slowest takes among 880,000 (docs/performance.md)."""
_LONGEST_BEGUN = 5
"""The same for a statement of an answer that has begun. It can only be broken off, so it goes on among fewer entities."""
_SPAN, _LEAST_SPAN = 50_000, 500
"""Entities among which a statement of an answer that has begun looks, at first and at least."""
_AT_ONCE = 2
"""Searches of the public at once, of a pool that has connections for many times as many."""
_PATIENCE = 3
"""Seconds that a search of the public waits for its turn."""

_turns: WeakKeyDictionary[Any, asyncio.Semaphore] = WeakKeyDictionary()


class EntityFilter(DayFilter):
    industry: IndustryCode | None = None
    township: TownshipCode | None = None
    category: Kind | None = None
    state: Literal["operating", "struck-off"] | None = None
    tag: Kind | None = Field(None, description="Only entities that carry the tag today, derived or manual; without `day`.")

    @field_validator("tag")
    @classmethod
    def _of_today(cls, tag: Kind | None, asked: ValidationInfo) -> Kind | None:
        if tag is not None and asked.data.get("day") is not None:
            raise Unfit(
                "tags are derived from what is known today: leave out day, or tag",
                "标签按今日已知情况得出:请去掉 day 或 tag 之一",
            )
        return tag


def require_long_enough(asked: str | None) -> None:
    """One character alone stands in no index. Raises TooShort."""
    if asked is not None and len(key(asked)) == 1:
        raise r.TooShort(q=asked)


class _TooLongError(Exception):
    """One statement after the other has taken more than a search may."""


@asynccontextmanager
async def searching(pool: Any, asked: Mapping[str, Any], *, full: bool, begun: bool = False) -> AsyncIterator[Any]:
    """A connection for one search, by filters that somebody has set. `full`: of a caller who is told more than the public.
    `begun`: for an answer of which somebody has a part already. Its turn comes, however late.

    Raises SearchesBusy, TooWide.
    """
    turn, longest = _turns.setdefault(pool, asyncio.Semaphore(_AT_ONCE)), _LONGEST_BEGUN if begun else _LONGEST
    if not full:
        try:
            await asyncio.wait_for(turn.acquire(), None if begun else _PATIENCE)
        except TimeoutError:
            raise r.SearchesBusy(most=_AT_ONCE) from None
    try:
        async with pool.acquire() as connection, connection.transaction(readonly=True):
            # A plan for any words would walk through all names: which index serves depends on how common the words are.
            await connection.execute(
                f"set local plan_cache_mode = force_custom_plan; set local statement_timeout = '{round(1000 * longest)}ms'"
            )
            yield connection
    except (asyncpg.QueryCanceledError, _TooLongError):
        field, value = next(iter(asked.items()))
        raise r.TooWide(field=field, value=value, seconds=longest) from None
    finally:
        if not full:
            turn.release()


async def entity_rows(pool: Any, today: date, f: EntityFilter, *, full: bool, begun: bool, after: str, limit: int) -> list[Any]:
    """Rows behind `after`; `full` and `begun` as of `searching`. Raises SearchesBusy, TooWide."""
    asked = f.model_dump(include=set(EntityFilter.model_fields), exclude_none=True)
    if asked and begun:
        return await _in_pieces(pool, today, f, full=full, after=after, limit=limit)
    if asked:
        async with searching(pool, asked, full=full) as connection:
            return await _filtered(connection, today, f, full=full, begun=False, after=after, until=None, limit=limit)
    without = dict.fromkeys(("found", "until", *_NARROWING))
    return [row async for row in queries.entities_page(pool, **without, day=today, after=after, limit=limit)]


async def _in_pieces(pool: Any, today: date, f: EntityFilter, *, full: bool, after: str, limit: int) -> list[Any]:
    """Rows behind `after`, looked for among so few entities at a time that no statement takes long, however few rows there are.

    Raises TooWide where one does all the same.
    """
    asked = f.model_dump(include=set(EntityFilter.model_fields), exclude_none=True)
    rows, span = list[Any](), _SPAN
    while True:
        until = await queries.entity_ahead(pool, after=after, span=span)
        try:
            async with searching(pool, asked, full=full, begun=True) as connection:
                some = limit - len(rows)
                rows += await _filtered(connection, today, f, full=full, begun=True, after=after, until=until, limit=some)
        except r.TooWide:
            if span <= _LEAST_SPAN:
                raise
            span = max(span // 4, _LEAST_SPAN)
            continue
        if until is None or len(rows) == limit:
            return rows
        after = until


async def _filtered(
    connection: Any, today: date, f: EntityFilter, *, full: bool, begun: bool, after: str, until: str | None, limit: int
) -> list[Any]:
    narrowed = {**f.model_dump(include=set(_NARROWING)), "day": today, "until": until}
    sought = None if f.q is None else Sought.of(f.q)
    if f.day is not None and f.day != today:
        past = {name: getattr(sought, name, None) for name in ("key", "codes", "numbers")}
        stood = {**narrowed, **past, "day": f.day}
        return [row async for row in queries.entities_on(connection, full=full, after=after, limit=limit, **stood)]
    query = queries.entities_page
    if f.tag is not None:
        numbers = await POLICY.in_force(connection, today)
        query = partial(
            queries.entities_tagged,
            tag=f.tag,
            young=months_before(today, numbers.new_entity_months),
            year=months_before(today, numbers.window_months),
            many=numbers.many_industries,
            several=numbers.many_complaints,
        )
    if sought is None:
        return [row async for row in query(connection, found=None, after=after, limit=limit, **narrowed)]
    return await sought_rows(connection, sought, query, full=full, begun=begun, after=after, limit=limit, **narrowed)


async def sought_rows(
    connection: Any,
    sought: Sought,
    query: Callable[..., AsyncIterator[Any]],
    *,
    full: bool,
    begun: bool,
    after: str,
    limit: int,
    **narrowed: Any,
) -> list[Any]:
    """The rows of `query` behind `after`, of those that are called so. `full`: by the names of persons, too.

    `narrowed`: `day`, the last entity to look at (`until`; None: all) and the filters that names are looked up with, which
    `query` takes as well. Only what `query` asks for beyond them (a tag) makes more than one piece.
    """
    rows, size, clock = list[Any](), max(_FIRST, limit), asyncio.get_running_loop().time
    ends = clock() + (_LONGEST_BEGUN if begun else _LONGEST)
    while True:
        called = queries.entities_called(connection, **vars(sought), **narrowed, full=full, after=after, limit=size)
        found = [row["entity"] async for row in called]
        rows += [row async for row in query(connection, **narrowed, found=found, after=after, limit=limit - len(rows))]
        if len(found) < size or len(rows) == limit:
            return rows
        if clock() > ends:
            raise _TooLongError
        after, size = found[-1], min(size * _MORE, _MOST)


class Double(BaseModel):
    """A name that stands twice in a township: perhaps one business under two codes, perhaps two of one name."""

    key: str
    name: str
    township: str
    entities: list[str]


async def double_rows(pool: Any, day: date, after: Sequence[str], limit: int) -> list[Double]:
    name, township = after
    rows = queries.doubles(pool, day=day, after_key=name, after_township=township, limit=limit)
    return [Double(**row) async for row in rows]
