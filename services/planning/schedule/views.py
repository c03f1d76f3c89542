"""Schedules, and where townships are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import aiosql

from libs.events.catalog.planning.schedule import ScheduleIssued
from libs.events.catalog.registry.places import TownshipListed
from libs.events.envelope import Recorded
from libs.events.store.store import Transaction
from libs.events.views.views import Views

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")


views = Views()


@views.on(ScheduleIssued)
async def schedule_issued(tx: Transaction, facts: Sequence[Recorded[ScheduleIssued]]) -> None:
    await tx.executemany(
        "insert into schedules values ($1, $2, $3, $4, $5, $6::jsonb, $7::jsonb, $8, $9, $10)",
        [
            (
                f.schedule, f.draw, f.year, f.first_day, f.last_day, f.solver.model_dump_json(), f.greedy.model_dump_json(),
                f.proven_optimal, r.time, r.version,
            )
            for r in facts
            for f in (r.fact,)
        ],
    )  # fmt: skip


@views.on(TownshipListed)
async def township_listed(tx: Transaction, facts: Sequence[Recorded[TownshipListed]]) -> None:
    for r in facts:
        at = r.fact.at
        await tx.execute("delete from township_positions where township = $1", r.fact.township)
        if at is not None:
            await tx.execute(
                "insert into township_positions values ($1, $2, $3)",
                r.fact.township,
                at.latitude_microdegrees,
                at.longitude_microdegrees,
            )
