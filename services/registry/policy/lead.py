"""Who leads the joint conference, for policies that want the second person from there."""

from datetime import date
from typing import Any

_LEAD = (
    "select key from editions e where list = 'conference' and (content ->> 'lead')::boolean"
    " and effective_from <= $1 and (effective_until is null or effective_until > $1)"
    " and not exists (select 1 from editions d where d.list = 'departments' and d.key = e.key and d.effective_until <= $1"
    " and d.seq = (select max(seq) from editions where list = 'departments' and key = e.key))"
)


async def leading(db: Any, day: date) -> frozenset[str]:
    """The department that leads on the day; empty where nobody does. One whose withdrawal has begun leads nothing."""
    return frozenset(row["key"] for row in await db.fetch(_LEAD, day))
