"""Who sits in the joint conference."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import aiosql

from libs.events.catalog.registry.conference import ConferenceJoined, ConferenceLeft
from libs.events.views.table import VERSION, Table
from libs.events.views.views import Views

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")
views = Views()
seats = Table("conference", "department", "version")

views.on(ConferenceJoined)(seats.keep("lead", "effective_from", version=VERSION, member=True))
views.on(ConferenceLeft)(seats.keep("effective_from", version=VERSION, member=False, lead=False))


async def seats_on(pool: Any, day: date) -> tuple[str | None, Sequence[str]]:
    """Who leads the recorded joint conference on a day, None for nobody, and all who sit in it."""
    recorded = {row["department"]: row["lead"] async for row in queries.conference_on(pool, on_day=day)}
    return next((department for department, leads in recorded.items() if leads), None), tuple(recorded)


async def lead_and_members(pool: Any, year: int, day: date) -> tuple[str, Sequence[str]] | None:
    """Lead and members of the joint conference that rules on a day.

    While nobody is recorded as its lead, those of the year's first approved plan, until most of them approve another: a draft
    is one planner's wish. None with neither.
    """
    lead, members = await seats_on(pool, day)
    if lead is not None:
        return lead, members
    row = await queries.approved_conference(pool, year=year)
    return None if row is None else (row["lead"], row["members"])
