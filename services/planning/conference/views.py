"""Who sits in the joint conference."""

from collections.abc import Sequence
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


async def lead_and_members(pool: Any, year: int) -> tuple[str, Sequence[str]] | None:
    """Lead and members of the joint conference of a year; None while no plan of it was drafted."""
    row = await queries.conference_of(pool, year=year)
    return None if row is None else (row["lead"], row["members"])
