"""A worker that removes rows whose time is over, so many at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final

from ..telemetry import log
from .turns import Turns

__all__ = ["AT_A_TIME", "Forget", "forgetting"]

_EVERY: Final = 3600.0
AT_A_TIME: Final = 10_000
"""Rows of one transaction: some hundred milliseconds."""

Forget = Callable[[Any, int], Awaitable[int]]
"""Removes the oldest rows of a pool's database, so many at the most; gives how many."""


async def forgetting(pool: Any, what: str, forget: Forget, stop: asyncio.Event, turns: Turns) -> None:
    """Until `stop`, once an hour. `what` stands in the log."""
    while not stop.is_set():
        gone = 0
        while not stop.is_set() and (count := await forget(pool, AT_A_TIME)):
            gone += count
            # The first time there may be years of them.
            turns.done()
        if gone:
            log.info("rows.forgotten", what=what, rows=gone)
        await turns.pause(stop, _EVERY)
