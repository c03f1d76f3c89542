"""Read model of the editions of models, and which of them is in force on a day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import aiosql
import orjson

from libs.events.catalog.credit.profile import ModelAdopted
from libs.events.store.store import Transaction
from libs.events.views.table import POSITION, TIME, Table
from libs.events.views.views import Views

from .rules import Rules

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")
views = Views()

views.on(ModelAdopted)(
    Table("models", "model", "edition").insert(
        "title", "base", "cutoffs", "indicators", "effective_from", position=POSITION, adopted_at=TIME
    )
)


async def rules_in_force(connection: Transaction, on: date) -> Rules | None:
    """The model in force on a day, if any is."""
    row = await queries.model_in_force(connection, on_day=on)
    return row and Rules(
        model=row["model"], edition=row["edition"], base=row["base"], cutoffs=orjson.loads(row["cutoffs"]),
        indicators=orjson.loads(row["indicators"]),
    )  # fmt: skip
