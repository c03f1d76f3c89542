"""Rebuild of a view from a million facts, against reading the same rows and doing nothing."""

from __future__ import annotations

import gc
import time

import asyncpg

from bench.ground import PLACE, Ground
from bench.measure import Row, alternate, peak_mib
from bench.work import DOOR_TABLES, SEEN
from libs.events.timers import Deadlines
from libs.events.views.rebuild import rebuild as rebuild_views

__all__ = ["read_rate", "rebuild", "rebuild_rate", "stored"]

_BATCH = 2000
_FILL = """
    insert into events (stream, version, type, schema_version, id, time, data, meta)
    select 'label-' || n, 1, 'bell.labelled', 1, gen_random_uuid(), now(),
           jsonb_build_object('door', n::text, 'label', 'number ' || n),
           '{"actor": "bench", "correlation": "00000000-0000-4000-8000-000000000000"}'::jsonb
      from generate_series($1::integer, $2::integer) n
"""
_READ = (
    "select position, stream, version, type, schema_version, id, time, data::text as data, meta::text as meta"
    " from events where position > $1 order by position limit $2"
)


async def rebuild(ground: Ground) -> list[Row]:
    whole = ground.count(1_000_000, 5000)
    async with ground.pool(DOOR_TABLES, size=4) as pool:
        await stored(pool, 1, whole)

        async def ours() -> float:
            return await rebuild_rate(pool, whole)

        async def reading() -> float:
            return await read_rate(pool, whole)

        await reading()
        gc.collect()
        before = peak_mib()
        mine, theirs = await alternate(min(3, ground.runs), ours, reading)
        grown = peak_mib() - before
    note = f"memory grew by {grown:.1f} MiB"
    return [Row("rebuild", mine, theirs, "read", "facts/s", whole, min(3, ground.runs), 1.0, note=note)]


async def stored(pool: asyncpg.Pool, first: int, last: int) -> None:
    """Puts the facts numbered `first` to `last` into the store, made inside the database: they are not what is timed."""
    for at in range(first, last + 1, 100_000):
        await pool.execute(_FILL, at, min(last, at + 99_999), timeout=300)
    await pool.execute("vacuum analyze events", timeout=300)


async def rebuild_rate(pool: asyncpg.Pool, whole: int) -> float:
    started = time.perf_counter()
    done = await rebuild_views(pool, f"/{PLACE}/bell", SEEN, Deadlines())
    took = time.perf_counter() - started
    rows: int = await pool.fetchval("select count(*) from seen")
    assert done == rows == whole, "every fact is in the rebuilt view"
    return whole / took


async def read_rate(pool: asyncpg.Pool, whole: int) -> float:
    """Rows per second, read in the rebuild's order and batches."""
    read, after = 0, 0
    started = time.perf_counter()
    async with pool.acquire() as connection:
        while rows := await connection.fetch(_READ, after, _BATCH):
            read, after = read + len(rows), rows[-1]["position"]
    assert read == whole, "every row is read"
    return whole / (time.perf_counter() - started)
