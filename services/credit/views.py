"""Read models of credit: which fact changes which table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import aiosql
import orjson

from libs.events.catalog.credit import ClassChanged, ModelAdopted, PointsRecorded, ProfileOpened
from libs.events.catalog.registry import EntityChanged, EntityListed, EntityStruckOff
from libs.events.envelope import Recorded
from libs.events.store import Transaction
from libs.events.views.views import Views

from .commands import Rules
from .decide.profile import BY_HAND, occurrence
from .decide.refusals import NoModelInForce
from .policy import POLICY

__all__ = ["queries", "rules_in_force", "views"]

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")
views = Views()

_LINE = "insert into lines values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"


async def rules_in_force(connection: Transaction, on: date) -> Rules:
    """The model in force on a day. Raises NoModelInForce."""
    row = await queries.model_in_force(connection, on_day=on)
    if row is None:
        raise NoModelInForce(
            f"no edition takes effect on or before {on}",
            f"{on} 及以前没有生效的模型",
            field="on",
            value=on,
            do_en="Adopt a model with an earlier day of effect.",
            do_zh="请采用生效日期更早的模型。",
        )
    return Rules(
        model=row["model"],
        edition=row["edition"],
        base=row["base"],
        cutoffs=orjson.loads(row["cutoffs"]),
        indicators=orjson.loads(row["indicators"]),
    )


@views.on(EntityListed, EntityChanged)
async def entity_listed(tx: Transaction, facts: Sequence[Recorded[EntityListed | EntityChanged]]) -> None:
    await tx.executemany(
        "insert into entities values ($1, $2, $3, true) on conflict (entity) do update"
        " set name = excluded.name, township = excluded.township",
        [(r.fact.entity, r.fact.content.name, r.fact.content.township) for r in facts],
    )


@views.on(EntityStruckOff)
async def entity_struck_off(tx: Transaction, facts: Sequence[Recorded[EntityStruckOff]]) -> None:
    await tx.execute("update entities set operating = false where entity = any($1)", [r.fact.entity for r in facts])


@views.on(ModelAdopted)
async def model_adopted(tx: Transaction, facts: Sequence[Recorded[ModelAdopted]]) -> None:
    await tx.executemany(
        "insert into models values ($1, $2, $3, $4, $5::jsonb, $6::jsonb, $7, $8, $9)",
        [
            (
                f.model,
                f.edition,
                f.title,
                f.base,
                orjson.dumps({c.value: least for c, least in f.cutoffs.items()}).decode(),
                orjson.dumps(f.indicators).decode(),
                f.effective_from,
                r.position,
                r.time,
            )
            for r in facts
            for f in (r.fact,)
        ],
    )


@views.on(ProfileOpened)
async def profile_opened(tx: Transaction, facts: Sequence[Recorded[ProfileOpened]]) -> None:
    await tx.executemany(
        "insert into profiles values ($1, $2, $3, false, $4, $5, $6, $6, $7)",
        [(f.entity, f.score, f.credit_class.value, f.model, f.edition, r.time, r.version) for r in facts for f in (r.fact,)],
    )
    rows = []
    for r in facts:
        points = 0
        for number, line in enumerate(r.fact.lines, 1):
            points += line.points
            rows.append(
                (
                    r.fact.entity,
                    r.version,
                    number,
                    line.indicator,
                    line.points,
                    line.reason,
                    line.evidence,
                    line.on,
                    occurrence(line),
                    POLICY.bounded(points),
                    r.time,
                )
            )
    await tx.executemany(_LINE, rows)


@views.on(PointsRecorded)
async def points_recorded(tx: Transaction, facts: Sequence[Recorded[PointsRecorded]]) -> None:
    await tx.executemany(
        _LINE,
        [
            (
                r.fact.entity,
                r.version,
                1,
                line.indicator,
                line.points,
                line.reason,
                line.evidence,
                line.on,
                occurrence(line),
                r.fact.score,
                r.time,
            )
            for r in facts
            for line in (r.fact.line,)
        ],
    )
    await tx.executemany(
        "update profiles set score = $2, version = $3 where entity = $1",
        [(r.fact.entity, r.fact.score, r.version) for r in facts],
    )


@views.on(ClassChanged)
async def class_changed(tx: Transaction, facts: Sequence[Recorded[ClassChanged]]) -> None:
    await tx.executemany(
        "insert into class_changes values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        [
            (
                f.entity,
                r.version,
                f.previous.value,
                f.credit_class.value,
                f.score,
                f.because,
                f.model,
                f.edition,
                r.time,
                r.position,
            )
            for r in facts
            for f in (r.fact,)
        ],
    )
    await tx.executemany(
        "update profiles set credit_class = $2, by_hand = $3, model = $4, edition = $5, changed_at = $6, version = $7"
        " where entity = $1",
        [
            (f.entity, f.credit_class.value, f.because.startswith(BY_HAND), f.model, f.edition, r.time, r.version)
            for r in facts
            for f in (r.fact,)
        ],
    )
