"""The event store: one table in PostgreSQL, optimistic locking by `(stream, version)`, a fence for readers of everything.

Before its first position each transaction sets a *mark* below all that it will draw, in the key of a shared advisory lock. A
reader takes the least mark of those that are open: nothing at or below it can appear later. Nobody waits for anybody. The
functions and why they are right: migrations/0012_fence.sql.
"""

from __future__ import annotations

import asyncio
import random
import time as clocks
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from itertools import count
from typing import Any, Protocol, TypeVar
from uuid import UUID

import asyncpg
import orjson
from uuid_utils.compat import uuid4, uuid7

from ..clock import milliseconds
from ..envelope import Meta, Recorded
from ..fact import Fact, Raw, Unknown, Visibility, catalog
from ..telemetry import log, metrics
from .sessions import Limited
from .write import NOTHING_MORE, Changes, ConflictError, KeptAnswer, New, merged, write

__all__ = [
    "IN_ONE_CALL", "ConflictError", "InOrder", "Inline", "NewFacts", "PostgresStore", "Settled", "Transaction", "connect_pool",
    "repeated",
]  # fmt: skip

Transaction = Any
"""An asyncpg connection inside a transaction."""
T = TypeVar("T")

_SETTLED = "select high, holder from settled($1)"
_NEXT_SETTLED = "select * from next_settled($1, $2)"
_COLUMNS = "position, stream, version, type, schema_version, id, time, data::text as data, meta::text as meta"
_READ_ONE = f"select {_COLUMNS} from events where stream = $1 and version > $2 order by version limit $3"  # noqa: S608
_READ_SEVERAL = f"""
    select found.* from unnest($1::text[], $2::integer[]) as known(stream, version)
     cross join lateral (select {_COLUMNS} from events e where e.stream = known.stream and e.version > known.version
                          order by e.version limit $3) as found
     order by found.stream, found.version
"""  # noqa: S608 - constant columns
IN_ONE_CALL = 200
"""Facts whose changes are written with them. A function reads an array from its beginning for each of its facts."""
# `offset 0` keeps the planner from making one join of it, so each key is looked up by the index. The join's plan was kept from
# when the table was empty and read the whole table: 202 us without keys, 7.9 ms with 20,000, until somebody analysed it.
_KEPT = """unnest({0}::text[], {1}::text[]) as asked(caller, key)
     cross join lateral (select * from idempotency i where i.caller = asked.caller and i.key = asked.key offset 0) as kept"""
_LOOK_UP = f"select kept.caller, kept.key, kept.fingerprint, kept.body from {_KEPT.format('$1', '$2')}"  # noqa: S608
_READ_AND_LOOK_UP = f"""
    select found.*, null as caller, null as key, null as fingerprint, null::bytea as body
      from ({_READ_SEVERAL}) as found
     union all
    select null, null, null, null, null, null, null, null, null, kept.caller, kept.key, kept.fingerprint, kept.body
      from {_KEPT.format("$4", "$5")}
     order by stream, version
"""  # noqa: S608 - constant columns
_PACE = 0.01
"""Seconds between looks while a writer holds the fence back: to list the locks costs a quarter of a millisecond, and a busy
process would do so at each of a thousand commits."""
_UNTOLD = frozenset({Visibility.PRIVATE, Visibility.CONFIDED})
_AT_ONCE = 25
"""Facts read before others of the process may go on: a millisecond."""


@dataclass(frozen=True, slots=True)
class NewFacts:
    """Facts for one stream. `expected` is the version the stream has now (0 = new).

    `meta` and `at` where they are not the batch's.
    """

    stream: str
    expected: int
    facts: Sequence[Fact]
    meta: Meta | None = None
    at: datetime | None = None


async def repeated(work: Callable[[], Awaitable[T]], *, attempts: int = 12) -> T:
    """What `work` gives, done again while a rival was faster. Raises the last ConflictError."""
    for attempt in count(1):
        try:
            return await work()
        except ConflictError:
            metrics.conflicts.inc()
            if attempt == attempts:
                raise
            # Spread the rivals: they all failed at the same moment.
            await asyncio.sleep(random.uniform(0, 0.002 * 2 ** min(attempt, 6)))  # noqa: S311 - not a secret
    raise AssertionError("unreachable")


@dataclass(frozen=True, slots=True)
class Settled:
    """A batch of all events in order, and the settled position up to which nothing can appear any more."""

    events: list[Recorded[Fact | Unknown]]
    high: int


class Inline(Protocol):
    """What changes in the append's own transaction: the service's views and deadlines."""

    async def apply(self, tx: Transaction, recorded: Sequence[Recorded[Any]]) -> None: ...

    def handles(self, fact: type[Fact], *, home: bool) -> bool:
        """Whether anything changes with facts of this class; `home`: of the own place."""
        del fact, home
        return True

    def changes(self, recorded: Sequence[Recorded[Any]]) -> Changes | None:
        """The same as far as the database does it by itself; None: only `apply` can. Positions are not known yet."""
        del recorded
        return None


class InOrder(Inline):
    """Several parts, such as views and deadlines, which change together."""

    def __init__(self, *parts: Inline) -> None:
        self._parts = parts

    async def apply(self, tx: Transaction, recorded: Sequence[Recorded[Any]]) -> None:
        for part in self._parts:
            await part.apply(tx, recorded)

    def changes(self, recorded: Sequence[Recorded[Any]]) -> Changes | None:
        return merged(part.changes(recorded) for part in self._parts)

    def handles(self, fact: type[Fact], *, home: bool) -> bool:
        return any(part.handles(fact, home=home) for part in self._parts)


async def _no_reset(connection: Any) -> None:
    del connection


async def connect_pool(dsn: str, *, size: int = 8, name: str = "checkonce") -> asyncpg.Pool:
    """A pool whose unqualified table names are the store's first, so that none is shadowed (roles.py), then read models'.

    Its sessions and statements end where nobody answers (sessions.py).
    """
    settings = {"search_path": "public,views", "application_name": name, "jit": "off"}
    # The stock reset costs a round trip per use. Nothing here leaves a session changed: the relay and the rebuild undo their
    # locks and search paths themselves.
    return await Limited(dsn, size=size, settings=settings, reset=_no_reset)


@dataclass
class PostgresStore:
    """`source` = `/{place}/{service}`. All methods take an optional open transaction `tx`."""

    pool: asyncpg.Pool
    source: str
    inline: Inline | None = None
    _listeners: list[Any] = field(default_factory=list)
    _written: dict[int, set[str]] = field(default_factory=dict)
    """Streams that open transactions have appended to, by the transaction's id()."""
    _next_look: float = 0.0

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """One transaction, after which the relay looks for new facts: all that appends goes through here.

        Raises ConflictError when the database ends it because of a rival: its owner repeats it.
        """
        try:
            async with self.pool.acquire() as connection, connection.transaction():
                self._written[id(connection)] = set()
                try:
                    yield connection
                finally:
                    del self._written[id(connection)]
            # Wake the relay after the commit: a relay woken earlier would see no new rows and sleep again.
            self._wake()
        except asyncpg.TransactionRollbackError as error:
            # A command and a passing deadline of one stream lock its row and its version in opposite orders.
            raise ConflictError(str(error)) from error

    def on_append(self, wake: Any) -> None:
        """`wake()` is called after each transaction of this process that may have appended; it spares a NOTIFY."""
        self._listeners.append(wake)

    def _wake(self) -> None:
        for wake in self._listeners:
            wake()

    def off_append(self, wake: Any) -> None:
        """Ends what `on_append` began."""
        self._listeners.remove(wake)

    async def append(
        self,
        batch: Sequence[NewFacts],
        meta: Meta,
        *,
        at: datetime,
        tx: Transaction | None = None,
        kept: Sequence[KeptAnswer] = (),
    ) -> list[Recorded[Fact]]:
        """Appends to streams in one statement, all or nothing, keeps answers with them and applies the inline views.

        Raises ConflictError when a stream is not at its expected version or a key has been used meanwhile.
        """
        rows = [
            New(new.stream, new.expected + i, fact, new.meta or meta, milliseconds(new.at or at), _identity(fact))
            for new in batch
            for i, fact in enumerate(new.facts, 1)
        ]
        if not rows and not kept:
            return []
        if tx is None:
            changes = self._changes(rows)
            if changes is not None:
                try:
                    return await self._alone(rows, kept, changes)
                except asyncpg.UndefinedFunctionError:
                    # A process that runs for months may find its functions gone.
                    log.warning("store.function_missing", exc_info=True)
            async with self.transaction() as own:
                return await self.append(batch, meta, at=at, tx=own, kept=kept)
        recorded = await write(tx, self.source, rows, kept)
        written = self._written.get(id(tx))
        if written is not None:
            written.update(new.stream for new in batch)
        if self.inline is not None and recorded:
            await self.inline.apply(tx, recorded)
        return recorded

    def _changes(self, rows: Sequence[New]) -> Changes | None:
        """What the service's views and deadlines make of the facts, None where that takes more than one statement."""
        if self.inline is None or not any(self.inline.handles(type(new.fact), home=True) for new in rows):
            return NOTHING_MORE
        return self.inline.changes([new.recorded(self.source) for new in rows]) if len(rows) <= IN_ONE_CALL else None

    async def _alone(self, rows: list[New], kept: Sequence[KeptAnswer], changes: Changes) -> list[Recorded[Fact]]:
        """One statement is a transaction of its own: that spares a round trip for its begin, its end and each view."""
        try:
            async with self.pool.acquire() as connection:
                recorded = await write(connection, self.source, rows, kept, changes)
        except asyncpg.TransactionRollbackError as error:
            raise ConflictError(str(error)) from error
        self._wake()
        return recorded

    async def read(self, stream: str, *, tx: Transaction | None = None) -> list[Recorded[Fact | Unknown]]:
        """One stream from its first fact."""
        query = f"select {_COLUMNS} from events where stream = $1 order by version"  # noqa: S608 - constant columns
        return [self.recorded(row) for row in await (tx or self.pool).fetch(query, stream)]

    async def read_after(
        self, known: Mapping[str, int], *, limit: int, tx: Transaction | None = None
    ) -> dict[str, list[Recorded[Fact | Unknown]]]:
        """Of each stream at most `limit` facts after its known version; streams without such facts are absent."""
        if len(known) == 1:
            (only,) = known.items()
            rows = await (tx or self.pool).fetch(_READ_ONE, *only, limit)
        else:
            rows = await (tx or self.pool).fetch(_READ_SEVERAL, list(known), list(known.values()), limit)
        return await self._by_stream(rows)

    async def _by_stream(self, rows: Iterable[Any]) -> dict[str, list[Recorded[Fact | Unknown]]]:
        found: dict[str, list[Recorded[Fact | Unknown]]] = {}
        for number, row in enumerate(rows, 1):
            found.setdefault(row["stream"], []).append(self.recorded(row))
            if number % _AT_ONCE == 0:
                await asyncio.sleep(0)
        return found

    async def read_and_look_up(
        self, known: Mapping[str, int], keys: Sequence[tuple[str, str]], *, limit: int
    ) -> tuple[dict[str, list[Recorded[Fact | Unknown]]], list[Any]]:
        """As `read_after`, and as `look_up` of callers' keys, in one round trip."""
        callers, names = zip(*keys, strict=True)
        rows = await self.pool.fetch(_READ_AND_LOOK_UP, list(known), list(known.values()), limit, callers, names)
        return await self._by_stream(row for row in rows if row["key"] is None), [row for row in rows if row["key"] is not None]

    async def look_up(self, keys: Sequence[tuple[str, str]], *, tx: Transaction | None = None) -> list[Any]:
        """The kept answers of callers' keys: `caller`, `key`, `fingerprint`, `body`."""
        return list(await (tx or self.pool).fetch(_LOOK_UP, *zip(*keys, strict=True))) if keys else []

    def committed(self, stream: str, tx: Transaction | None) -> bool:
        """Whether what is read of the stream in `tx` is committed for certain: the transaction has not appended to it."""
        return tx is None or stream not in self._written.get(id(tx), (stream,))

    async def read_all(self, after: int, limit: int = 500) -> Settled:
        """All events after a position, in order, only as far as nothing earlier can still appear."""
        # Fence first, read second: what is read at or below the mark is then complete.
        high = await self.settled(after)
        if high <= after:
            return Settled([], high)
        rows = await self.pool.fetch(
            f"select {_COLUMNS} from events where position > $1 and position <= $3 order by position limit $2",  # noqa: S608
            after,
            limit,
            high,
        )
        return Settled([self.recorded(row) for row in rows], high)

    async def read_raw(self, after: int, high: int, limit: int) -> list[Recorded[Raw]]:
        """Like `read_all` up to a settled mark, data left as stored: what the relay needs, three times cheaper."""
        rows = await self.pool.fetch(
            f"select {_COLUMNS} from events where position > $1 and position <= $2 order by position limit $3",  # noqa: S608
            after,
            high,
            limit,
        )
        return self._raw(rows)

    def _raw(self, rows: Iterable[Any]) -> list[Recorded[Raw]]:
        source, read_meta = self.source, meta_from_text
        return [
            Recorded(Raw(name, schema, data.encode()), source, stream, version, position, identity, time, read_meta(meta))
            for position, stream, version, name, schema, identity, time, data, meta in rows
        ]

    async def read_settled(self, after: int, limit: int) -> tuple[list[Recorded[Raw]], int]:
        """Like `read_raw` up to a mark that is settled now, and the mark, in one round trip."""
        rows = await self._look(_NEXT_SETTLED, after, limit)
        # Beside the mark and who holds it back stands a fact, or nothing.
        return [] if rows[0][2] is None else self._raw([row[2:] for row in rows]), rows[0][0]

    async def settled(self, after: int = 0) -> int:
        """The highest position at or below which nothing can appear any more; at least `after`."""
        return int((await self._look(_SETTLED, after))[0][0])

    async def _look(self, query: str, after: int, *more: Any) -> list[Any]:
        if (early := self._next_look - clocks.perf_counter()) > 0:
            await asyncio.sleep(early)
        started = clocks.perf_counter()
        rows = await self.pool.fetch(query, after, *more)
        ended = clocks.perf_counter()
        high, holder, *_ = rows[0]
        if holder is not None:
            metrics.fence_held_back.inc()
            self._next_look = ended + _PACE
        if holder is not None or high > after:
            metrics.fence_seconds.observe(ended - started)
        return list(rows)

    def recorded(self, row: Any) -> Recorded[Fact | Unknown]:
        """A row of `events` as a recorded fact of the newest version."""
        return recorded_from_row(row, self.source)


def recorded_from_row(row: Any, source: str) -> Recorded[Fact | Unknown]:
    """A row of `events` or `inbox` (data and meta as text) as a recorded fact of the newest version."""
    name, schema, data = row["type"], row["schema_version"], row["data"]
    return Recorded(
        catalog.read(name, schema, data),
        source,
        row["stream"],
        row["version"],
        row["position"],
        row["id"],
        row["time"],
        meta_from_text(row["meta"]),
        Raw(name, schema, data.encode()),
    )


def _identity(fact: Fact) -> UUID:
    """A new fact's id. Those of one millisecond count on: what is not told to all has one that nobody can guess."""
    return uuid4() if fact.visibility in _UNTOLD else uuid7()


# An import's thousands of facts have one meta in common.
@lru_cache(maxsize=64)
def meta_from_text(text: str) -> Meta:
    """Meta as it is stored."""
    return Meta(**orjson.loads(text))
