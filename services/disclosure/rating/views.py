"""Read models of ratings: keys, who holds tickets, and stars. No visit, no time of a rating: only what the averages need."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import aiosql

from libs.events.catalog.disclosure import rating as f
from libs.events.views.table import NTH, PART, POSITION, Table, fact
from libs.events.views.views import Views

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")
views = Views()

views.on(f.RatingKeyPublished)(Table("rating_keys", "period", "department").insert("modulus"))
views.on(f.RatingTicketsIssued)(
    Table("rating_tickets", "visit", "department").insert("entity", department=PART, each=fact.departments)
)
views.on(f.RatingsGiven)(
    Table("ratings", "position", "nth").insert("departments", position=POSITION, nth=NTH, stars=PART, each=fact.stars)
)


async def ratings_shown(pool: Any, step: int) -> list[Mapping[str, Any]]:
    """`department`, `title`, `ratings` and `stars` (their sum) of each department that shows at least `step` ratings."""
    return [row async for row in queries.ratings_shown(pool, step=step)]


def in_all(shown: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """`ratings` and `stars` of all departments that are shown: a sum of others too would tell of those that are not."""
    rows = list(shown)
    return {name: sum(row[name] for row in rows) for name in ("ratings", "stars")}


def average_of(row: Mapping[str, int]) -> float | None:
    """The average of `ratings` that sum up to `stars`, to two places."""
    return round(row["stars"] / row["ratings"], 2) if row["ratings"] else None
