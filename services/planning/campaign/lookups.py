"""What is looked up for a campaign."""

from datetime import date
from typing import Any

from libs.events.countersigning.leading import Acting
from services.planning.demand.views import queries

from . import commands as c


async def listed(pool: Any, day: date, acting: Acting) -> c.Listed:
    return c.Listed(
        kinds=frozenset([row["kind"] async for row in queries.listed_kinds(pool, on_day=day)]),
        industries=frozenset([row["industry"] async for row in queries.listed_industries(pool)]),
        acting=acting,
    )
