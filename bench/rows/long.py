"""A command on a stream of 100,000 facts: what the next one takes, what the first one takes, and whether others wait for it."""

from __future__ import annotations

import asyncio
import statistics
import time
from typing import Any, NamedTuple

import asyncpg

from bench.ground import PLACE, Ground
from bench.measure import Row
from bench.work import BELL_TABLES, META, bells
from libs.events.clock import system_clock
from libs.events.decider import Deciders
from libs.events.http.idempotency import Executor
from libs.events.store.runner import Ask, Runner
from libs.events.store.store import PostgresStore

__all__ = ["Long", "long", "long_stream"]

_ALLOWED = 50.0
"""Milliseconds."""
_FILL = """
    insert into events (stream, version, type, schema_version, id, time, data, meta)
    select 'label-long', n, 'bell.labelled', 1, gen_random_uuid(), now(),
           jsonb_build_object('door', 'long', 'label', 'number ' || n),
           '{"actor": "bench", "correlation": "00000000-0000-4000-8000-000000000000"}'::jsonb
      from generate_series($1::integer, $2::integer) n
"""


class Long(NamedTuple):
    """Milliseconds: the first command of a process, the median of those after it, and the longest that nothing else ran."""

    first: float
    next: float
    held: float


async def long(ground: Ground) -> list[Row]:
    whole = ground.count(100_000, 1000)
    async with ground.pool(BELL_TABLES) as pool:
        taken = [await long_stream(pool, whole) for _ in range(ground.runs)]
    first, after, held = (statistics.median(figures) for figures in zip(*taken, strict=True))

    def row(what: str, ours: float, note: str) -> Row:
        return Row(f"long stream, {what}", ours, _ALLOWED, "allowed", "ms", whole, ground.runs, 1.0, "less", note=note)

    return [
        row("next command", after, f"the first of a process, which reads it all: {first:,.0f} ms"),
        row("held up meanwhile", held, "longest time in which nothing else ran while the first was read"),
    ]


async def long_stream(pool: asyncpg.Pool, whole: int) -> Long:
    """Commands of a new process on a stream of `whole` facts, made longer where it is shorter."""
    held: int = await pool.fetchval("select coalesce(max(version), 0) from events where stream = 'label-long'")
    if held < whole:
        await pool.execute(_FILL, held + 1, whole, timeout=300)
        await pool.execute("vacuum analyze events", timeout=300)
    executor = Executor(Runner(PostgresStore(pool, f"/{PLACE}/bell"), Deciders(bells.LABEL), system_clock))

    async def command(label: str) -> float:
        started = time.perf_counter()
        await executor.execute(Ask((bells.Label(door="long", label=label),), META))
        return (time.perf_counter() - started) * 1000

    watched = asyncio.create_task(_held())
    first = await command("first")
    watched.cancel()
    longest: Any = (await asyncio.gather(watched, return_exceptions=True))[0]
    return Long(first, statistics.median([await command(f"next {number}") for number in range(50)]), longest)


async def _held() -> float:
    """Until cancelled: the longest time between two turns of the loop, in milliseconds."""
    longest, before = 0.0, time.perf_counter()
    try:
        while True:
            await asyncio.sleep(0)
            now = time.perf_counter()
            longest, before = max(longest, now - before), now
    except asyncio.CancelledError:
        return longest * 1000
