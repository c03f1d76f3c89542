"""Answers to requests with an `Idempotency-Key` go when their time is over: `CHECKONCE_ANSWERS_KEPT_DAYS`.

A key whose answer is gone is a new key: the request is carried out again. So an answer stays longer than anybody goes on to
repeat a request, and never less than a day, by far the longest that a request is under way.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from ..running.forgetting import Forget

__all__ = ["FORGET", "old_answers"]

# Rows that another worker is removing are left to it. The age is by the clock that dates the rows, that of the database.
FORGET: Final = """
    with oldest as (
        select caller, key from idempotency where created_at < now() - $1::interval order by created_at limit $2
           for update skip locked
    ), gone as (
        delete from idempotency i using oldest o where i.caller = o.caller and i.key = o.key returning 1
    )
    select count(*)::integer from gone
"""


def old_answers(days: int) -> Forget:
    """Forgets answers that were kept for longer."""

    async def forget(pool: Any, most: int) -> int:
        return await pool.fetchval(FORGET, timedelta(days=days), most) or 0

    return forget
