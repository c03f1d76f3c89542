"""Facts whose reaction runs a command, against facts that only go into a view: lines of credit from taken-over results."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import count

import asyncpg

from bench.ground import PLACE, Ground
from bench.measure import Row, alternate
from bench.rows.consume import consume_rate, publish, published, taking_rate
from bench.work import DOOR_TABLES
from libs.events.catalog.inspection.result import ResultRecorded
from libs.events.clock import system_clock
from libs.events.fact import Fact
from libs.events.store.runner import Origin, Runner
from libs.events.store.store import PostgresStore
from services.credit.app import service
from services.credit.model import commands as model_commands
from services.credit.model.sources import DEFAULT_MODEL

__all__ = ["react"]

_EACH = 3
"""Results of one entity."""


async def react(ground: Ground) -> list[Row]:
    whole = ground.count(15_000, 1000)
    numbers = count()
    topic = await published(ground, whole)
    async with ground.pool(DOOR_TABLES, size=4) as plain, ground.pool(service.migrations, size=4) as pool:
        runner = Runner(PostgresStore(pool, f"/{PLACE}/credit", service.views), service.deciders, system_clock)
        await runner.execute(model_commands.InstallModel(**DEFAULT_MODEL.model_dump()), Origin("bench"))

        async def ours() -> float:
            return await _credit(ground, pool, runner, whole, next(numbers))

        async def peer() -> float:
            return await consume_rate(ground, plain, topic, whole)

        await peer()
        mine, theirs = await alternate(ground.runs, ours, peer)
        lines: int = await pool.fetchval("select count(distinct evidence) from lines")
        assert lines >= ground.runs * whole, "every result has its line"
    note = "each result leads to two facts and three rows or more"
    return [Row("react", mine, theirs, "consume", "facts/s", whole, ground.runs, 0.4, note=note)]


async def _credit(ground: Ground, pool: asyncpg.Pool, runner: Runner, whole: int, run: int) -> float:
    topic = await publish(ground, "inspection", _results(run, whole))
    return await taking_rate(ground, pool, topic, whole, runner, service.views, service.reactions)


def _results(run: int, whole: int) -> Iterator[tuple[str, Fact]]:
    """Results of entities that have no profile yet."""
    for number in range(whole):
        entity = f"stall:{run}-{number % (whole // _EACH)}"
        name = f"T-{run}-{number}"
        yield (
            f"result-{name}",
            ResultRecorded(
                result=name,
                entity=entity,
                kind="food-safety",
                checked_on=date(2025, 5, 17),
                score=80 + number % 20,
                problems=(),
                origin="bench",
            ),
        )
