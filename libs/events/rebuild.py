"""Rebuild of the read models beside the living ones: build aside, catch up, swap; the service answers all the while."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from itertools import groupby
from typing import Any

import asyncpg

from .envelope import Recorded
from .refusal import NotNow
from .store import Transaction, recorded_from_row
from .telemetry import log
from .timers import Deadlines
from .views import Views, runs

__all__ = ["RebuildRunning", "rebuild"]

_BATCH = 2000
_LOCK = 4208804
_ROUNDS = 20
"""Of catching up, at most: writers who never pause would else be chased for ever."""
_LIVE, _NEXT, _OLD = "views", "views_next", "views_old"
_LEARNED = """
    select position as seq, '' as source, position, stream, version, type, schema_version, id, time, data::text as data,
           meta::text as meta from events where position > $1 and position <= $2
    union all
    select seq, source, position, stream, version, type, schema_version, id, time, data::text, meta::text
      from inbox i where seq > $1 and seq <= $2
       and not exists (select 1 from parked p where p.source = i.source and p.stream = i.stream and p.position = i.position)
       and not exists (select 1 from skipped s where s.source = i.source and s.position = i.position)
     order by 1 limit $3
"""


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
            await connection.execute(f"set search_path = {_NEXT}, public")
            for _ in range(_ROUNDS):
                high, before = await _settled(connection), done
                while seq < high:
                    async with connection.transaction():
                        async for batch, last in _batches(connection, seq, high, source, once=True):
                            await _fold(connection, batch, source, views, deadlines)
                            done, seq = done + len(batch), last
                    if progress is not None:
                        progress(seq, high)
                if done - before < _BATCH:
                    break
            async with connection.transaction():
                # Writers wait here for the few facts that came meanwhile.
                await connection.execute("select pg_advisory_xact_lock(4208801)")
                async for batch, last in _batches(connection, seq, await _high(connection), source):
                    await _fold(connection, batch, source, views, deadlines)
                    done, seq = done + len(batch), last
                await connection.execute(f"alter schema {_LIVE} rename to {_OLD}")
                await connection.execute(f"alter schema {_NEXT} rename to {_LIVE}")
            await connection.execute(f"drop schema {_OLD} cascade")
        finally:
            await connection.execute(f"set search_path = {_LIVE}, public")
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


async def _batches(
    connection: Any, after: int, high: int, source: str, *, once: bool = False
) -> AsyncIterator[tuple[list[Recorded[Any]], int]]:
    while after < high:
        rows = await connection.fetch(_LEARNED, after, high, _BATCH)
        if not rows:
            yield [], high
            return
        after = rows[-1]["seq"]
        yield [recorded_from_row(row, row["source"] or source) for row in rows], after
        if once:
            return


async def _fold(tx: Transaction, batch: Sequence[Recorded[Any]], source: str, views: Views, deadlines: Deadlines) -> None:
    place = source.split("/")[1]
    # By source first: a neighbour's fact and ours of one type are handled differently.
    for group in [group for _, of_one in groupby(batch, key=lambda r: r.source) for _, group in runs(list(of_one))]:
        if group[0].source == source:
            await views.apply(tx, group)
            await deadlines.apply(tx, group)
        elif group[0].place == place:
            await views.apply(tx, group)
        else:
            await views.apply_neighbour(tx, group)
