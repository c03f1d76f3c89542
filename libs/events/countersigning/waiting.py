"""How much of a service waits for a second person, and how long that may go on: for operators, who settle none of it."""

from __future__ import annotations

from datetime import datetime
from math import inf
from typing import Any, NamedTuple

from ..telemetry import metrics

__all__ = ["Open", "measure_requests", "open_requests"]

_OPEN = "select count(*), min(due) from countersignatures where state = 'waiting'"


class Open(NamedTuple):
    """How many requests wait, and when the first of them expires."""

    requests: int = 0
    due: datetime | None = None


async def open_requests(pool: Any, *, queue: bool) -> Open:
    """Of the database of a service. `queue`: whether it has one; without it nothing waits."""
    return Open(*await pool.fetchrow(_OPEN)) if queue else Open()


async def measure_requests(pool: Any, now: datetime, *, queue: bool) -> None:
    """Brings the gauges up to date."""
    found = await open_requests(pool, queue=queue)
    metrics.second_waiting.set(found.requests)
    metrics.second_due.set((found.due - now).total_seconds() if found.due is not None else inf)
