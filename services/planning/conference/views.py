"""Who sits in the joint conference."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import aiosql

from libs.events.catalog.registry.conference import ConferenceJoined, ConferenceLeft
from libs.events.envelope import Recorded
from libs.events.store.store import Transaction
from libs.events.views.views import Views

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")


views = Views()


async def lead_and_members(pool: Any, year: int) -> tuple[str, Sequence[str]] | None:
    """Lead and members of the joint conference of a year; None while no plan of it was drafted."""
    row = await queries.conference_of(pool, year=year)
    return None if row is None else (row["lead"], row["members"])


@views.on(ConferenceJoined)
async def conference_joined(tx: Transaction, facts: Sequence[Recorded[ConferenceJoined]]) -> None:
    await tx.executemany(
        "insert into conference values ($1, $2, true, $3, $4) on conflict do nothing",
        [(r.fact.department, r.version, r.fact.lead, r.fact.effective_from) for r in facts],
    )


@views.on(ConferenceLeft)
async def conference_left(tx: Transaction, facts: Sequence[Recorded[ConferenceLeft]]) -> None:
    await tx.executemany(
        "insert into conference values ($1, $2, false, false, $3) on conflict do nothing",
        [(r.fact.department, r.version, r.fact.effective_from) for r in facts],
    )
