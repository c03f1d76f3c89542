"""Rows of the audit trail go when their time is over: `CHECKONCE_READINGS_KEPT_DAYS`."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

from ...clock import Clock
from ...running.turns import Turns
from ...telemetry import log

__all__ = ["forget", "forgetting"]

_EVERY = 3600.0
_AT_A_TIME = 10_000
"""Rows of one transaction: some hundred milliseconds."""


async def forget(pool: Any, clock: Clock, days: int) -> int:
    """Removes the rows that are older; returns how many."""
    before, gone = clock() - timedelta(days=days), 0
    while count := await pool.fetchval("select forget_readings($1, $2)", before, _AT_A_TIME):
        gone += count
    return gone


async def forgetting(pool: Any, clock: Clock, days: int, stop: asyncio.Event, turns: Turns) -> None:
    """Until `stop`, once an hour."""
    while not stop.is_set():
        if gone := await forget(pool, clock, days):
            log.info("readings.forgotten", rows=gone, days=days)
        await turns.pause(stop, _EVERY)
