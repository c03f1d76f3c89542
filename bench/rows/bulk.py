"""Bulk append, as an import does it, against COPY of the same rows into a bare table."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterable
from itertools import count, islice
from typing import Any

import asyncpg
from uuid_utils.compat import uuid7

from bench.ground import PLACE, Ground
from bench.measure import Row, alternate, peak_mib
from bench.work import AT, BELL_TABLES, META, entities
from libs.events.envelope import data_bytes
from libs.events.store.store import NewFacts, PostgresStore

__all__ = ["bulk", "bulk_rate"]

_STATEMENT = 1000
_COLUMNS = ("position", "stream", "version", "type", "schema_version", "id", "time", "data", "meta")
_META = '{"actor": "bench", "correlation": "00000000-0000-4000-8000-000000000000"}'


async def bulk(ground: Ground) -> list[Row]:
    whole = ground.count(200_000, 2000)
    million = ground.count(1_000_000, 2000)
    first = count(0, whole)
    async with ground.pool(BELL_TABLES, size=4) as pool:
        await pool.execute("create table public.bare_events (like events)")
        store = PostgresStore(pool, f"/{PLACE}/registry")
        rows = _rows(whole)

        async def ours() -> float:
            return await bulk_rate(store, list(entities(next(first), whole)))

        async def copy() -> float:
            return await _copy(pool, rows)

        await bulk_rate(store, list(entities(next(first), _STATEMENT)))
        mine, theirs = await alternate(ground.runs, ours, copy)
        logged = await _log_bytes(pool, rows)
        limit = whole / (logged / _disk_rate(ground))
        rows.clear()
    # By a fresh store and after the rest is gone: whatever memory then grows by is this import's.
    async with ground.pool(BELL_TABLES, size=4) as pool:
        store = PostgresStore(pool, f"/{PLACE}/registry")
        before = peak_mib()
        rate = await bulk_rate(store, entities(0, million))
        grown = peak_mib() - before
        stored: int = await pool.fetchval("select count(*) from events")
        assert stored == million, "every entity is stored"
    note = f"{million} entities at {rate:,.0f}/s: memory grew by {grown:.1f} MiB"
    return [
        Row(
            "bulk", mine, theirs, "copy", "facts/s", whole, ground.runs, 0.25,
            limit=limit, limit_name="the same bytes written to the disk's end of a file", note=note,
        )
    ]  # fmt: skip


async def bulk_rate(store: PostgresStore, facts: Iterable[NewFacts]) -> float:
    """Facts per second until committed: a thousand streams a statement, two statements under way at a time."""
    source = iter(facts)

    async def writer() -> int:
        written = 0
        while batch := list(islice(source, _STATEMENT)):
            written += len(await store.append(batch, META, at=AT))
        return written

    started = time.perf_counter()
    written = await asyncio.gather(writer(), writer())
    return sum(written) / (time.perf_counter() - started)


def _rows(whole: int) -> list[tuple[Any, ...]]:
    return [
        (number, new.stream, 1, fact.fact_type, fact.fact_version, uuid7(), AT, data_bytes(fact).decode(), _META)
        for number, new in enumerate(entities(0, whole))
        for fact in new.facts
    ]


async def _copy(pool: asyncpg.Pool, rows: list[tuple[Any, ...]]) -> float:
    await pool.execute("truncate public.bare_events")
    async with pool.acquire() as connection:
        started = time.perf_counter()
        await connection.copy_records_to_table("bare_events", schema_name="public", records=rows, columns=_COLUMNS)
        return len(rows) / (time.perf_counter() - started)


async def _log_bytes(pool: asyncpg.Pool, rows: list[tuple[Any, ...]]) -> int:
    """Bytes of write-ahead log that one such COPY makes."""
    before = await pool.fetchval("select pg_current_wal_insert_lsn()")
    await _copy(pool, rows)
    return int(await pool.fetchval("select pg_current_wal_insert_lsn() - $1", before))


def _disk_rate(ground: Ground) -> float:
    """Bytes per second written to a file's end and flushed."""
    path, block = ground.folder / "write.probe", bytes(1 << 20)
    started = time.perf_counter()
    with path.open("wb", buffering=0) as file:
        for _ in range(128):
            file.write(block)
        os.fsync(file.fileno())
    path.unlink()
    return 128 * len(block) / (time.perf_counter() - started)
