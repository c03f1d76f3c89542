"""Rows of the audit trail go when their time is over: `CHECKONCE_READINGS_KEPT_DAYS`."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from ...clock import Clock
from ...running.forgetting import Forget

__all__ = ["old_readings"]


def old_readings(clock: Clock, days: int) -> Forget:
    """Forgets rows that are older, by the service's clock, which also dates them."""

    async def forget(pool: Any, most: int) -> int:
        return await pool.fetchval("select forget_readings($1, $2)", clock() - timedelta(days=days), most) or 0

    return forget
