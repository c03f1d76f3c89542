"""Rebuild of the read models beside the living ones: build aside, catch up, swap; the service answers all the while."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from itertools import groupby
from typing import Any

import asyncpg

from ..envelope import Recorded
from ..refusal import NotNow
from ..store.store import Transaction, recorded_from_row
from ..telemetry import log
from ..timers import Deadlines
from .views import Views
from .waves import waves

__all__ = ["RebuildRunning", "rebuild"]

_BATCH = 2000
_AT_ONCE = 50
_LOCK = 4208804
_ROUNDS = 20
"""Of catching up, at most: writers who never pause would else be chased for ever."""
_LIVE, _NEXT, _OLD = "views", "views_next", "views_old"
_LEARNED = """
    select * from (
        (select position as seq, '' as source, position, stream, version, type, schema_version, id, time, data::text as data,
                meta::text as meta
           from events where position > $1 and position <= $2 order by position limit $3)
        union all
        (select seq, source, position, stream, version, type, schema_version, id, time, data::text, meta::text
           from inbox i where seq > $1 and seq <= $2
            and source <> $4
            and not exists (select 1 from parked p
                             where p.source = i.source and p.stream = i.stream and p.position = i.position)
            and not exists (select 1 from skipped s where s.source = i.source and s.position = i.position)
          order by seq limit $3)
    ) as learned order by seq limit $3
"""
# Each part has a limit of its own: joined without, every batch sorted all that was left of the store.


class RebuildRunning(NotNow):
    slug = "rebuild-running"
    title_zh = "读模型正在重建"
    title_en = "The views are being rebuilt"


async def rebuild(
    pool: asyncpg.Pool,
    source: str,
    views: Views,
    deadlines: Deadlines,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> int:
    """Folds all own and received facts, in the order they were learned, into fresh tables; returns how many.

    The catch-up ends under the fence, so nothing is appended between the last fact folded and the swap. Memory stays flat:
    2,000 facts at a time. `progress(done_up_to, high)` gets positions. Raises RebuildRunning while another one runs.
    """
    done, seq = 0, 0
    async with pool.acquire() as connection:
        # Two at once would fold into the same tables: every fact twice.
        if not await connection.fetchval("select pg_try_advisory_lock($1)", _LOCK):
            raise RebuildRunning(do_en="Wait for it to end.", do_zh="请等待重建完成。")
        try:
            await _make_tables(connection)
            # What is built is nobody's until the swap, and the swap's own commit brings all of it to the disk.
            await connection.execute(f"set search_path = {_NEXT}, public; set synchronous_commit = off")
            for _ in range(_ROUNDS):
                high, before = await _settled(connection), done
                async with aclosing(_ahead(pool, seq, high, source)) as batches:
                    async for batch, last in batches:
                        async with connection.transaction():
                            await _fold(connection, batch, source, views, deadlines)
                        done, seq = done + len(batch), last
                        if progress is not None:
                            progress(seq, high)
                if done - before < _BATCH:
                    break
            async with connection.transaction():
                # Writers wait here for the few facts that came meanwhile.
                await connection.execute("select pg_advisory_xact_lock(4208801); set local synchronous_commit = on")
                high = await _high(connection)
                while seq < high:
                    batch, seq = await _batch(connection, seq, high, source)
                    await _fold(connection, batch, source, views, deadlines)
                    done += len(batch)
                await connection.execute(f"alter schema {_LIVE} rename to {_OLD}")
                await connection.execute(f"alter schema {_NEXT} rename to {_LIVE}")
            await connection.execute(f"drop schema {_OLD} cascade")
        finally:
            await connection.execute(f"set search_path = {_LIVE}, public; reset synchronous_commit")
            await connection.execute("select pg_advisory_unlock($1)", _LOCK)
    log.info("views.rebuilt", facts=done)
    return done


async def _make_tables(connection: Any) -> None:
    async with connection.transaction():
        await connection.execute(f"drop schema if exists {_NEXT} cascade; drop schema if exists {_OLD} cascade")
        await connection.execute(f"create schema {_NEXT}")
        for row in await connection.fetch("select tablename from pg_tables where schemaname = $1 order by 1", _LIVE):
            table = row["tablename"]
            await connection.execute(f'create table {_NEXT}."{table}" (like {_LIVE}."{table}" including all)')


async def _high(connection: Any) -> int:
    return int(
        await connection.fetchval(
            "select greatest((select coalesce(max(position), 0) from events), (select coalesce(max(seq), 0) from inbox))"
        )
    )


async def _settled(connection: Any) -> int:
    """As `_high`, but nothing at or below can appear later: an append still open would else be passed over."""
    async with connection.transaction():
        await connection.execute("select pg_advisory_xact_lock(4208801)")
        return await _high(connection)


async def _ahead(pool: asyncpg.Pool, after: int, high: int, source: str) -> AsyncGenerator[tuple[list[Recorded[Any]], int]]:
    """Batches up to `high`, and how far each goes; the next is read and decoded while one is folded."""
    while_folding: asyncio.Task[tuple[list[Recorded[Any]], int]] | None = None
    try:
        while after < high:
            batch, after = await (while_folding or _batch(pool, after, high, source))
            while_folding = asyncio.create_task(_batch(pool, after, high, source)) if after < high else None
            yield batch, after
    finally:
        if while_folding is not None:
            while_folding.cancel()
            await asyncio.gather(while_folding, return_exceptions=True)


async def _batch(connection: Any, after: int, high: int, source: str) -> tuple[list[Recorded[Any]], int]:
    rows = await connection.fetch(_LEARNED, after, high, _BATCH, source)
    batch = []
    for number, row in enumerate(rows, 1):
        batch.append(recorded_from_row(row, row["source"] or source))
        # The service answers meanwhile.
        if number % _AT_ONCE == 0:
            await asyncio.sleep(0)
    return batch, rows[-1]["seq"] if len(rows) == _BATCH else high


async def _fold(tx: Transaction, batch: Sequence[Recorded[Any]], source: str, views: Views, deadlines: Deadlines) -> None:
    place = source.split("/")[1]
    # By source too: a neighbour's fact and ours of one type are handled differently.
    ordered = waves(batch, lambda r: views.touches(type(r.fact), home=r.place == place))
    for home, run in groupby(ordered, key=lambda r: r.place == place):
        if home:
            await views.apply(tx, list(run))
        else:
            await views.apply_neighbour(tx, list(run))
    await deadlines.apply(tx, [r for r in batch if r.source == source])
