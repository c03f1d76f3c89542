"""Facts understood late: they came while this code was older than their sender, and have had no effect yet.

Before a consumer reads on it brings in what it understands since its upgrade: the views are rebuilt, so that they equal the
fold of all facts in order; then the reactions run, in the order in which the facts were learned. Why not hold the later facts
of a stream back until then: old code cannot know whether it would have wanted the unknown one, and most it would not.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import asyncpg
import orjson

from ..clock import pause
from ..envelope import Meta, Recorded
from ..fact import Unknown, catalog
from ..store.blame import passes
from ..store.store import Transaction, recorded_from_row
from ..telemetry import log, outline
from ..views.learned import UnreadableFacts, unreadable
from ..views.rebuild import RebuildRunning
from .inbox import INBOX_COLUMNS, Inbox

__all__ = ["LateFacts"]

_BATCH = 200
_SHOWN = 2000
_LOCK = 4208805
_BEHIND = "queued behind a parked fact"
# Parked ones wait for an operator, whose retry gives them their effect.
_FREE = "not exists (select from parked p where p.source = n.source and p.position = n.position)"
_ROWS = (
    f"select n.seq, n.source, {INBOX_COLUMNS}, exists (select from parked p where p.source = n.source and p.stream = n.stream"  # noqa: S608 - constants
    f" and p.position < n.position) as behind from not_understood n join inbox i using (seq) where n.stage = $1 and {_FREE}"
    " and n.seq > $2 and n.type || '/' || n.schema_version = any($3) order by n.seq limit $4"
)


@dataclass(frozen=True, slots=True)
class _Understood:
    """Kinds of facts as `type/version`, and whether a view wants one of them."""

    kinds: Sequence[str]
    viewed: bool


@dataclass
class LateFacts:
    """`rebuild` rebuilds the service's views; it raises RebuildRunning while another process does."""

    pool: asyncpg.Pool
    inbox: Inbox
    rebuild: Callable[[], Awaitable[int]]
    doing: str | None = None
    """What is being done, for readiness and `checkonce status`."""
    fault: str | None = None
    """Why what is understood has no effect all the same; what comes later is read on meanwhile."""
    _in_vain: bool = False
    """Only other code reads what stands in the way: this process does not survey its store again for each rebalance."""
    _one: asyncio.Lock = field(default_factory=asyncio.Lock)

    def said(self, left: int = 0) -> str | None:
        """For people: what is being done, else what stands in the way, else how many facts are left."""
        return self.doing or self.fault or (f"{left} facts left · 尚余 {left} 个事实" if left else None)

    async def catch_up(self, stop: asyncio.Event) -> int:
        """Gives every fact that is understood by now its effect, once; returns how many got theirs here.

        Resumable: what is done is marked in the transaction that does it. Several processes may do this at once: batches
        follow each other under a lock, and each begins to read only when nothing is left. Where that fails by itself, `fault`
        says why, and the later facts are read: they must not wait for an old one. Raises what the database's server fails at.
        """
        done = 0
        async with self._one:
            if self._in_vain:
                return 0
            try:
                while not stop.is_set() and (found := await self._understood()) is not None:
                    try:
                        await self._fold(found)
                    except RebuildRunning:
                        await pause(stop, 0.2)
                        continue
                    done += await self._react(found.kinds, stop)
            except Exception as error:
                if passes(error):
                    raise
                self._in_vain = isinstance(error, UnreadableFacts)
                self.fault = outline(error)[:_SHOWN]
                log.exception("consumer.late_facts_left")
            else:
                self.fault = None
            finally:
                self.doing = None
        if done:
            log.info("consumer.understood_late", facts=done)
        return done

    async def _understood(self) -> _Understood | None:
        rows = await self.pool.fetch(
            f"select distinct n.source, n.type, n.schema_version, n.stage from not_understood n"  # noqa: S608 - constant
            f" where n.stage = 'unfold' or {_FREE}"
        )
        known = [(row, cls) for row in rows if (cls := _class_of(row["type"], row["schema_version"])) is not None]
        if not known:
            return None
        kinds = sorted({f"{row['type']}/{row['schema_version']}" for row, _ in known})
        viewed = any(
            row["stage"] == "unfold" or (row["stage"] == "waiting" and self._viewed(row["source"], cls)) for row, cls in known
        )
        return _Understood(kinds, viewed)

    def _viewed(self, source: str, cls: type) -> bool:
        home = source.split("/")[1] == self.inbox.environment.place
        return source != self.inbox.runner.store.source and self.inbox.views.handles(cls, home=home)

    async def _fold(self, found: _Understood) -> None:
        """Waiting facts into the views, parked ones out of them."""
        await self._park_unreadable(found.kinds)
        high = await self.pool.fetchval("select coalesce(max(seq), 0) from not_understood")
        unfold = [row["seq"] for row in await self.pool.fetch("select seq from not_understood where stage = 'unfold'")]
        if found.viewed:
            self.doing = "views rebuilt for facts understood since the upgrade · 为升级后可读的事实重建读模型"
            await self.rebuild()
        async with self.pool.acquire() as tx, tx.transaction():
            await tx.execute(
                f"update not_understood n set stage = 'folded' where stage = 'waiting' and seq <= $1 and {_FREE}"  # noqa: S608 - constant
                " and type || '/' || schema_version = any($2)",
                high,
                found.kinds,
            )
            await tx.execute("delete from not_understood where seq = any($1) and stage = 'unfold'", unfold)

    async def _park_unreadable(self, kinds: Sequence[str]) -> None:
        """What turns out not to fit its published shape is parked, as it would have been when it came."""
        after = 0
        while True:
            async with self.pool.acquire() as tx, tx.transaction():
                await tx.execute("select pg_advisory_xact_lock($1)", _LOCK)
                rows = await tx.fetch(_ROWS, "waiting", after, kinds, _BATCH)
                stuck: set[tuple[str, str]] = set()
                for row in rows:
                    name = (row["source"], row["stream"])
                    error = _BEHIND if row["behind"] or name in stuck else unreadable(row, row["source"])
                    if error:
                        stuck.add(name)
                        await self._park(tx, row["seq"], _undecoded(row), error, viewed=False)
            if not rows:
                return
            after = rows[-1]["seq"]

    async def _react(self, kinds: Sequence[str], stop: asyncio.Event) -> int:
        done = 0
        while not stop.is_set():
            async with self.inbox.runner.store.transaction() as tx:
                await tx.execute("select pg_advisory_xact_lock($1)", _LOCK)
                rows = await tx.fetch(_ROWS, "folded", 0, kinds, _BATCH)
                stuck: set[tuple[str, str]] = set()
                for row in rows:
                    name = (row["source"], row["stream"])
                    if row["behind"] or name in stuck:
                        error = _BEHIND
                    else:
                        error = unreadable(row, row["source"]) or await self._effect(tx, recorded_from_row(row, row["source"]))
                    if error:
                        stuck.add(name)
                        cls = _class_of(row["type"], row["schema_version"])
                        viewed = cls is not None and self._viewed(row["source"], cls)
                        await self._park(tx, row["seq"], _undecoded(row), error, viewed=viewed)
                    else:
                        await tx.execute("delete from not_understood where seq = $1", row["seq"])
                        done += 1
            if not rows:
                return done
            self.doing = f"reactions to facts understood since the upgrade: {done} · 处理升级后可读的事实:{done}"
        return done

    async def _effect(self, tx: Transaction, item: Recorded[Any]) -> str:
        """Runs the fact's reactions under a savepoint; returns the error, if any."""
        try:
            async with tx.transaction():
                await self.inbox.reactions.react(tx, [item], self.inbox.environment, self.inbox.runner)
        except Exception as error:  # whatever it is, it must not stop the service
            if passes(error):
                raise
            return self.inbox.said(item.fact.fact_type, error)
        return ""

    async def _park(self, tx: Transaction, seq: int, item: Recorded[Any], error: str, *, viewed: bool) -> None:
        """Parked facts stay out of the views: those that are in are folded out before this ends."""
        await self.inbox.park(tx, item, error)
        if viewed:
            await tx.execute("update not_understood set stage = 'unfold' where seq = $1", seq)
        else:
            await tx.execute("delete from not_understood where seq = $1", seq)


def _class_of(fact_type: str, version: int) -> type | None:
    """The class that such a fact is read as here, None while it is not understood."""
    newest = catalog.newest(fact_type)
    return newest if newest is not None and version <= newest.fact_version else None


def _undecoded(row: Any) -> Recorded[Unknown]:
    fact = Unknown(row["type"], row["schema_version"], {})
    return Recorded(
        fact,
        row["source"],
        row["stream"],
        row["version"],
        row["position"],
        row["id"],
        row["time"],
        Meta(**orjson.loads(row["meta"])),
    )
