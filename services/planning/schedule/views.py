"""Schedules, and where townships are."""

from pathlib import Path

import aiosql

from libs.events.catalog.planning.schedule import ScheduleConfided, ScheduleIssued
from libs.events.catalog.registry.places import TownshipListed
from libs.events.views.table import TIME, VERSION, Sql, Table, fact
from libs.events.views.views import Views

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")
views = Views()
positions = Table("township_positions", "township")

views.on(ScheduleIssued, ScheduleConfided)(
    Table("schedules", "schedule").insert(
        "draw", "year", "first_day", "last_day", "solver", "greedy", "proven_optimal", issued_at=TIME, version=VERSION
    )
)
views.on(TownshipListed)(
    positions.upsert(
        latitude=fact.at.latitude_microdegrees,
        longitude=fact.at.longitude_microdegrees,
        where=Sql("{new} is not null", fact.at),
    )
)
views.on(TownshipListed)(positions.delete(where=Sql("{new} is null", fact.at)))
