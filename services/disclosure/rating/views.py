"""Read model of ratings. No visit, no time: only what the averages need."""

from collections.abc import Mapping
from pathlib import Path

import aiosql

from libs.events.catalog.disclosure.rating import RatingGiven
from libs.events.views.table import POSITION, Table
from libs.events.views.views import Views

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")
views = Views()

views.on(RatingGiven)(Table("ratings", "rating").insert("stars", "departments", position=POSITION))


def average_of(row: Mapping[str, int]) -> float | None:
    """The average of `ratings` that sum up to `stars`, to two places."""
    return round(row["stars"] / row["ratings"], 2) if row["ratings"] else None
