"""A page of entities that somebody looks for by name or code, or whose name stands twice."""

from collections.abc import AsyncIterator, Callable, Sequence
from datetime import date
from typing import Any

from pydantic import BaseModel

from .names import Sought
from .views import queries

_FIRST, _MORE, _MOST = 500, 4, 20_000


async def sought_rows(
    pool: Any, sought: Sought | None, query: Callable[..., AsyncIterator[Any]], *, full: bool, after: str, limit: int
) -> list[Any]:
    """The rows of `query` behind `after`, of those that are sought. `full`: by the names of persons, too.

    `query` is asked on the connection that it is given. What is called so is looked up piece by piece: of a common word the
    first piece gives the page, of a rare one it holds all.
    """
    if sought is None:
        return [row async for row in query(pool, found=None, after=after, limit=limit)]
    rows, size = list[Any](), max(_FIRST, limit)
    async with pool.acquire() as connection, connection.transaction(readonly=True):
        # A plan for any words would walk through all names: which index serves depends on how common the words are.
        await connection.execute("set local plan_cache_mode = force_custom_plan")
        while len(rows) < limit:
            called = queries.entities_called(connection, **vars(sought), full=full, after=after, limit=size)
            found = [row["entity"] async for row in called]
            rows += [row async for row in query(connection, found=found, after=after, limit=limit - len(rows))]
            if len(found) < size:
                break
            after, size = found[-1], min(size * _MORE, _MOST)
    return rows


class Double(BaseModel):
    """A name that stands twice in a township: perhaps one business under two codes, perhaps two of one name."""

    key: str
    name: str
    township: str
    entities: list[str]


async def double_rows(pool: Any, day: date, after: Sequence[str], limit: int) -> list[Double]:
    key, township = after
    rows = queries.doubles(pool, day=day, after_key=key, after_township=township, limit=limit)
    return [Double(**row) async for row in rows]
