"""Looks at the database that end within a limit of their own, whatever has become of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

import asyncpg

from ..bus.quarantine import HeldMessage, held
from ..store.counts import counts

__all__ = ["Looks", "Waiting", "waiting"]

T = TypeVar("T")
_LIMIT = 3.0
"""Seconds: less than a probe waits."""


class Looks:
    """One look of each kind at a time: whoever asks meanwhile waits for the same, so that those that hang do not use up the
    pool.
    """

    def __init__(self) -> None:
        self._tasks: dict[str, asyncio.Task[Any]] = {}

    async def look(self, kind: str, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """What the work gives. Raises TimeoutError when that takes too long; it then ends by itself."""
        looking = self._tasks.get(kind)
        if looking is None or looking.done():
            looking = self._tasks[kind] = asyncio.create_task(work())
            # Nobody may be there any more to hear what became of it.
            looking.add_done_callback(lambda task: task.cancelled() or task.exception())
        done, _ = await asyncio.wait((looking,), timeout=_LIMIT)
        if not done:
            raise TimeoutError
        found: T = looking.result()
        return found


class Waiting(NamedTuple):
    """What the tables say to wait: messages that are held, streams that are parked, and by name what is behind a worker."""

    held: list[HeldMessage]
    parked: int = 0
    behind: Mapping[str, int] = MappingProxyType({})


async def waiting(pool: asyncpg.Pool, now: Any) -> Waiting:
    found = await held(pool)
    try:
        row = await counts(pool, now)
    except (asyncpg.SyntaxOrAccessError, asyncpg.DataError):
        # A table that cannot be counted is no database that is away.
        return Waiting(found)
    return Waiting(found, row["parked"], behind(row))


def behind(row: Any) -> dict[str, int]:
    """The same of a row of counts."""
    return {"relay": row["unsent"], "timers": row["due"], "chain": row["unchained"]}
