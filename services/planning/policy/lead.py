"""Who leads the joint conference, for policies that want the second person from there."""

from datetime import date
from typing import Any


async def leading(db: Any, day: date) -> frozenset[str]:
    """The department that leads on the day; empty where nobody does."""
    return frozenset(row["department"] for row in await db.fetch("select department from conference_on($1) where lead", day))
