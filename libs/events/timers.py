"""Durable deadlines. A fact starts one, a fact ends one; a deadline that passes runs a command, whose fact ends it.

The table of running deadlines is therefore a view of the facts: it is written in the append's transaction and can be rebuilt. A
deadline fires once, because the fact that it leads to removes it in the same transaction.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

import asyncpg
import orjson

from .clock import Clock
from .decider import Command, Deciders
from .envelope import Recorded
from .fact import Fact
from .running.turns import Turns
from .store.runner import Origin, Runner
from .store.store import ConflictError, Inline, Transaction
from .store.write import Changes
from .telemetry import log, metrics, span

__all__ = ["CLOCK_ACTOR", "Deadline", "Deadlines", "Timers"]

CLOCK_ACTOR = "system:clock"
_RETRY_AFTER = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Deadline:
    """`key` is unique in the service; `command` runs when `due` has passed."""

    key: str
    stream: str
    due: datetime
    command: Command


Starter = Callable[[Recorded[Any]], Iterable[Deadline]]
Stopper = Callable[[Recorded[Any]], Iterable[str]]
T = TypeVar("T", bound=Callable[..., Any])


class Deadlines(Inline):
    """Which facts start and stop which deadlines.

    @deadlines.start(BookLent)
    def due(lent): yield Deadline(key=f"return/{lent.stream}", due=lent.fact.due, command=PassReturn(...), stream=lent.stream)

    @deadlines.stop(BookReturned, ReturnPassed)
    def returned(fact): yield f"return/{fact.stream}"
    """

    def __init__(self, *parts: Deadlines) -> None:
        self.starters: dict[type[Fact], list[Starter]] = {}
        self.stoppers: dict[type[Fact], list[Stopper]] = {}
        for part in parts:
            for fact, starters in part.starters.items():
                self.starters.setdefault(fact, []).extend(starters)
            for fact, stoppers in part.stoppers.items():
                self.stoppers.setdefault(fact, []).extend(stoppers)

    def start(self, *facts: type[Fact]) -> Callable[[T], T]:
        def add(function: T) -> T:
            for fact in facts:
                self.starters.setdefault(fact, []).append(function)
            return function

        return add

    def stop(self, *facts: type[Fact]) -> Callable[[T], T]:
        def add(function: T) -> T:
            for fact in facts:
                self.stoppers.setdefault(fact, []).append(function)
            return function

        return add

    def handles(self, fact: type[Fact], *, home: bool) -> bool:
        """Whether such a fact starts or stops a deadline. Only own facts do."""
        return home and (fact in self.starters or fact in self.stoppers)

    @property
    def facts(self) -> set[type[Fact]]:
        """The classes that start or stop a deadline."""
        return {*self.starters, *self.stoppers}

    async def apply(self, tx: Transaction, recorded: Sequence[Recorded[Any]]) -> None:
        """Sets and clears deadlines in the facts' own transaction; the last word on a key wins."""
        changes = self.changes(recorded)
        if changes.stopped:
            await tx.execute("delete from deadlines where key = any($1)", changes.stopped)
        if changes.started:
            await tx.execute(
                "insert into deadlines (key, stream, due, command, data)"
                " select * from unnest($1::text[], $2::text[], $3::timestamptz[], $4::text[], $5::jsonb[])"
                " on conflict (key) do update set stream = excluded.stream, due = excluded.due, command = excluded.command,"
                " data = excluded.data",
                *zip(*changes.started, strict=True),
            )

    def changes(self, recorded: Sequence[Recorded[Any]]) -> Changes:
        """A fact's position is not known yet when a command is written: starters and stoppers do not read it."""
        last: dict[str, Deadline | None] = {}
        for item in recorded:
            cls = type(item.fact)
            for stopper in self.stoppers.get(cls, ()):
                last.update(dict.fromkeys(stopper(item)))
            for starter in self.starters.get(cls, ()):
                last.update({deadline.key: deadline for deadline in starter(item)})
        return Changes(
            stopped=[key for key, deadline in last.items() if deadline is None],
            started=[
                (d.key, d.stream, d.due, type(d.command).__name__, d.command.model_dump_json())
                for d in last.values()
                if d is not None
            ],
        )


@dataclass
class Timers:
    """Fires what is due. Any number of workers may run: a row lock makes each deadline fire once."""

    pool: asyncpg.Pool
    runner: Runner
    deciders: Deciders
    clock: Clock
    interval: float = 0.2

    def __post_init__(self) -> None:
        self._put_off: dict[str, datetime] = {}

    async def run(self, stop: asyncio.Event, turns: Turns | None = None) -> None:
        turns = turns or Turns()
        while not stop.is_set():
            fired = await self.fire_due()
            turns.done(again=self.interval)
            if not fired:
                try:
                    await asyncio.wait_for(stop.wait(), self.interval)
                except TimeoutError:
                    continue

    async def fire_due(self, limit: int = 200) -> int:
        """Runs the commands of deadlines that have passed, oldest first; returns how many fired."""
        now = self.clock()
        keys = [
            row["key"]
            for row in await self.pool.fetch(
                "select key from deadlines where due < $1 order by due limit $2", now, limit + len(self._put_off)
            )
        ]
        # After a clock was set back they must not wait until it shows the old time again.
        self._put_off = {key: until for key, until in self._put_off.items() if now < until <= now + _RETRY_AFTER}
        ready = [key for key in keys if key not in self._put_off]
        fired = 0
        for key in ready:
            try:
                fired += await self._fire(key, now)
            except ConflictError:
                metrics.conflicts.inc()
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                raise
            except Exception as error:  # noqa: BLE001 - whatever it is, it must not hold up the other deadlines
                # The deadline stays, visibly overdue, and is tried again: a deadline never vanishes silently.
                log.error("deadline.refused", key=key, error=repr(error))
                self._put_off[key] = now + _RETRY_AFTER
        metrics.deadlines_overdue.set(len(keys) - fired)
        metrics.deadlines_fired.inc(fired)
        return fired

    async def _fire(self, key: str, now: datetime) -> int:
        async with self.runner.store.transaction() as tx:
            row = await tx.fetchrow(
                "select command, data::text as data from deadlines where key = $1 and due < $2 for update skip locked",
                key,
                now,
            )
            if row is None:
                return 0
            command = self.deciders.command(row["command"], orjson.loads(row["data"]))
            with span(f"deadline {row['command']}", parent=None, key=key):
                await self.runner.execute(command, Origin(actor=CLOCK_ACTOR), tx=tx)
            # A command with nothing left to do writes no fact that would clear it.
            await tx.execute("delete from deadlines where key = $1 and due < $2", key, now)
            return 1
