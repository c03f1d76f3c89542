"""The editions of the policy."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import aiosql

from libs.events.catalog.planning.policy import PolicyAdopted, PolicyPack
from libs.events.envelope import Recorded
from libs.events.store.store import Transaction
from libs.events.views.views import Views

from .numbers import SOURCES

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")


views = Views()


async def pack_in_force(db: Any, day: date) -> PolicyPack:
    """The numbers of the place on a day: the newest edition that has begun, or the sources'. `db`: pool or connection."""
    row = await queries.policy_in_force(db, on_day=day)
    return SOURCES if row is None else PolicyPack.model_validate_json(row["pack"])


@views.on(PolicyAdopted)
async def adopted(tx: Transaction, facts: Sequence[Recorded[PolicyAdopted]]) -> None:
    await tx.executemany(
        "insert into policies values ($1, $2, $3::jsonb, $4, $5, $6)",
        [
            (f.edition, f.effective_from, f.pack.model_dump_json(), f.reason, r.time, str(r.id))
            for r in facts
            for f in (r.fact,)
        ],
    )
