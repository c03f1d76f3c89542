"""Who leads the joint conference, for policies that want the second person from there."""

from datetime import date
from typing import Any

_LEAD = (
    "select department from (select distinct on (department) department, lead from conference where effective_from <= $1"
    " order by department, effective_from desc, version desc) as seats where lead"
)


async def leading(db: Any, day: date) -> frozenset[str]:
    """The department that leads on the day; empty where nobody does."""
    return frozenset(row["department"] for row in await db.fetch(_LEAD, day))
