"""Rebuild of the read models beside the living ones: build aside, catch up, swap; the service answers all the while."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from itertools import chain, groupby
from typing import Any

import asyncpg

from ..envelope import Recorded
from ..fact import UnreadableFactError
from ..refusal import NotNow
from ..store.sessions import endless, limited, unhurried
from ..store.store import Transaction
from ..telemetry import log, outline
from ..timers import Deadlines
from .apart import LIVE, OLD, bare_tables, census, learned, set_by_hand, upcast
from .columns import Shape, read_shapes
from .compile import APART, CROSSING, ELSEWHERE, NEXT, TableSql, compiled
from .learned import ALL, BATCH, Learned, Only
from .plan import Plan, plan
from .views import Views
from .waves import waves

__all__ = ["RebuildRunning", "rebuild"]

_LOCK = 4208804
_ROUNDS = 20
"""Of catching up, at most: without a limit, writers that never pause would be chased without end."""
_LOOK = 0.02
_PATIENCE_MS = 10_000
_LONGER = 4
"""How long the swap first waits for writers that are under way, and how many times longer after it was in vain."""
_SESSIONS = 2
"""That compute tables beside each other."""
_SETTINGS = f"set search_path = public, {NEXT}; set synchronous_commit = off; set work_mem = '128MB'"
"""Memory for sorting all facts of a table; what is more goes over the disk."""


class RebuildRunning(NotNow):
    slug = "rebuild-running"
    title_zh = "读模型正在重建"
    title_en = "The views are being rebuilt"


class _NotComputedError(Exception):
    """A table turned out not to be computable."""

    def __init__(self, table: str, why: str) -> None:
        super().__init__(f"{table}: {why}")
        self.table, self.why = table, why


async def rebuild(
    pool: asyncpg.Pool,
    source: str,
    views: Views,
    deadlines: Deadlines,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> int:
    """Folds all own and received facts, in the order they were learned, into fresh tables; returns how many.

    Tables that are described as data are computed inside the database (see plan.py), the others fact by fact, 2,000 at a time.
    The catch-up ends under the fence, so nothing is appended between the last fact folded and the swap. Memory stays flat.
    `progress(done_up_to, high)` gets positions. Raises RebuildRunning while another one runs.
    """
    with unhurried():
        return await _rebuild(pool, source, views, deadlines, progress)


async def _rebuild(
    pool: asyncpg.Pool, source: str, views: Views, deadlines: Deadlines, progress: Callable[[int, int], None] | None
) -> int:
    async with pool.acquire() as connection:
        # Two at once would fold into the same tables: every fact twice.
        if not await connection.fetchval("select pg_try_advisory_lock($1)", _LOCK):
            raise RebuildRunning(do_en="Wait for it to end.", do_zh="请等待重建完成。")
        try:
            # What is built is nobody's until the swap, and the swap's own commit brings all of it to the disk.
            await connection.execute(f"{_SETTINGS}; set maintenance_work_mem = '128MB'; {endless(connection)}")
            done = await _Rebuild(pool, connection, source, views, deadlines, progress).run()
        finally:
            await connection.execute(
                f"set search_path = public, {LIVE}; reset synchronous_commit; reset work_mem; reset maintenance_work_mem;"
                f" {limited(connection)}"
            )
            await connection.execute("select pg_advisory_unlock($1)", _LOCK)
    log.info("views.rebuilt", facts=done)
    return done


@dataclass
class _Rebuild:
    pool: asyncpg.Pool
    connection: Any
    source: str
    views: Views
    deadlines: Deadlines
    progress: Callable[[int, int], None] | None

    def __post_init__(self) -> None:
        wanted = {*self.views.home, *self.views.neighbour, *self.deadlines.facts}
        self.facts = Learned(self.pool, self.source, frozenset(fact.fact_type for fact in wanted))

    async def run(self) -> int:
        """Raises UnreadableFacts."""
        while True:
            try:
                return await self._from_the_beginning()
            except (UnreadableFactError, asyncpg.DataError, asyncpg.IntegrityConstraintViolationError) as error:
                # Statements do not check what they read: that a fact lacks something shows as an error of its table.
                if not await self.facts.survey(await _high(self.connection)):
                    raise
                log.warning("rebuild.starts_over", error=type(error).__name__, streams_left_out=len(self.facts.left_out))

    async def _from_the_beginning(self) -> int:
        connection = self.connection
        shapes = await read_shapes(connection, LIVE)
        planned = plan(self.views, shapes)
        seq: int | None = None
        while seq is None:
            seq, done = await self._computed(planned, shapes)
        for _ in range(_ROUNDS):
            before = done
            seq, done = await self._caught_up(seq, done)
            if done - before < BATCH:
                break
        patience = _PATIENCE_MS
        while True:
            try:
                return await self._swapped(seq, done, patience)
            except asyncpg.LockNotAvailableError:
                # A writer is under way for longer than that. The others go on; it is asked again when that one has ended.
                log.info("rebuild.put_off", waited_ms=patience)
                patience *= _LONGER
                seq, done = await self._caught_up(seq, done)

    async def _caught_up(self, seq: int, done: int) -> tuple[int, int]:
        """Folds all that has been learned by now; returns how far it got, and how many facts that are in all."""
        high = await _settled(self.connection)
        async for batch, last in self._batches(seq, high, ALL):
            async with self.connection.transaction():
                await _fold(self.connection, batch, self.source, self.views, self.deadlines)
            done, seq = done + len(batch), last
            self._told(seq, high)
        return seq, done

    async def _swapped(self, seq: int, done: int, patience: int) -> int:
        """The last facts and the swap, while nobody appends. Raises LockNotAvailableError when a writer takes longer (ms)."""
        connection = self.connection
        async with connection.transaction():
            # Writers wait here for the few facts that came meanwhile; they wait with us for one that is slow, hence the limit.
            await connection.execute(f"set local lock_timeout = {patience}; select pg_advisory_xact_lock(4208801)")
            await connection.execute("set local lock_timeout = 0; set local synchronous_commit = on")
            high = await _high(connection)
            while seq < high:
                batch, seq = await self.facts.batch(connection, seq, high)
                await _fold(connection, batch, self.source, self.views, self.deadlines)
                done += len(batch)
            await self.facts.park(connection, high)
            await connection.execute(f"drop schema {APART} cascade")
            await connection.execute(f"alter schema {LIVE} rename to {OLD}")
            await connection.execute(f"alter schema {NEXT} rename to {LIVE}")
        await connection.execute(f"drop schema {OLD} cascade")
        return done

    async def _computed(self, planned: Plan, shapes: dict[str, Shape]) -> tuple[int | None, int]:
        """All facts of now, as far as they are described as data, and where that ends; None: a table must be given up first."""
        later = await bare_tables(self.connection)
        try:
            await self.facts.note(self.connection, high := await _settled(self.connection))
            if not planned.read:
                await self._make(chain.from_iterable(later.values()))
                return 0, 0
            await learned(self.connection, self.source, high)
            found = await census(self.connection, by_kind=bool(planned.split))
            planned.separate(found.kinds)
            await upcast(self.connection, planned.read, found.oldest)
            types = {fact.fact_type for group in planned.split for fact, _ in group.by_hand}
            apart = await set_by_hand(self.connection, types & found.facts.keys())
            await self._make(later.pop("deadlines", []))
            await self._at_once(compiled(planned, shapes, found.facts, apart=apart), high)
            await self._make(chain.from_iterable(later.values()))
        except _NotComputedError as error:
            log.warning("rebuild.not_computed", table=error.table, why=error.why)
            planned.give_up(error.table, error.why)
            return None, 0
        for group in planned.python:
            log.info("rebuild.by_hand", tables=sorted(group.tables), why=group.why)
        await self._by_hand(planned, high)
        return high, sum(found.facts.values())

    async def _at_once(self, tables: list[TableSql], high: int) -> None:
        """Tables are the database's work, deadlines this process's; the longest table first."""
        waiting = deque(sorted(tables, key=lambda table: -table.facts))
        work = [self._fold_deadlines(high), *(self._tables(waiting, len(tables), high) for _ in range(_SESSIONS))]
        for ended in await asyncio.gather(*work, return_exceptions=True):
            if isinstance(ended, BaseException):
                raise ended

    async def _tables(self, waiting: deque[TableSql], whole: int, high: int) -> None:
        while waiting:
            table = waiting.popleft()
            async with self.pool.acquire() as connection, connection.transaction():
                await connection.execute(f"{_SETTINGS}; {endless(connection)}".replace("set ", "set local "))
                for text in table.statements:
                    try:
                        await connection.execute(text)
                    except asyncpg.PostgresError as error:
                        if error.sqlstate in {CROSSING, ELSEWHERE}:
                            raise _NotComputedError(table.table, outline(error)) from error
                        error.add_note(f"while table {table.table} was computed: {text[:2000]}")
                        raise
            self._told(high * (whole - len(waiting)) // (whole + 1), high)

    async def _make(self, later: Iterable[str]) -> None:
        """Keys and indexes."""
        for text in later:
            try:
                await self.connection.execute(text)
            except asyncpg.UniqueViolationError as error:
                raise _NotComputedError(str(error.table_name), outline(error)) from error

    async def _by_hand(self, planned: Plan, high: int) -> None:
        """What could not be computed, fact by fact."""
        for groups, by_hand in ((planned.python, False), (planned.split, True)):
            types = {fact.fact_type for group in groups for fact, _ in group.facts}
            part = self.views.only({table for group in groups for table in group.tables})
            if types:
                await self._fold_only(Only(tuple(types), by_hand=by_hand), part, high)
        self._told(high, high)

    async def _fold_deadlines(self, high: int) -> None:
        types = tuple({fact.fact_type for fact in self.deadlines.facts})
        if types:
            async for batch, _ in self._batches(0, high, Only(types, own=True)):
                async with self.connection.transaction():
                    await self.deadlines.apply(self.connection, batch)

    async def _fold_only(self, only: Only, views: Views, high: int) -> None:
        async for batch, _ in self._batches(0, high, only):
            async with self.connection.transaction():
                await _fold(self.connection, batch, self.source, views, Deadlines())

    async def _batches(self, after: int, high: int, only: Only) -> AsyncGenerator[tuple[list[Recorded[Any]], int]]:
        async with aclosing(self.facts.ahead(after, high, only)) as batches:
            async for found in batches:
                yield found

    def _told(self, seq: int, high: int) -> None:
        if self.progress is not None:
            self.progress(seq, high)


async def _high(connection: Any) -> int:
    return int(
        await connection.fetchval(
            "select greatest((select coalesce(max(position), 0) from events), (select coalesce(max(seq), 0) from inbox))"
        )
    )


async def _settled(connection: Any) -> int:
    """As `_high`, but nothing at or below can appear later: appends that are open now have ended."""
    high = await _high(connection)
    while True:
        if await connection.fetchval("select high from settled_learned()") >= high:
            return high
        await asyncio.sleep(_LOOK)


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
