"""Durable deadlines. A fact starts one, a fact ends one; a deadline that passes runs a command, whose fact ends it.

The table of running deadlines is therefore a view of the facts: it is written in the append's transaction and can be rebuilt. A
deadline fires once, because the fact that it leads to removes it in the same transaction.

One that fails stops no other. It stays, is listed with its error (table `deadlines_put_off`), and is tried again, each time
after twice as long, or when an operator asks for it, or when a worker starts. Where its stream holds a confided fact, lists and
logs call it by a digest: whoever repairs it need not learn whom it is about.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

import asyncpg
import orjson

from .clock import Clock
from .decider import Command, Deciders
from .envelope import Recorded
from .fact import Fact, Visibility, catalog
from .refusal import NotFound
from .running.turns import Turns
from .store.blame import of_the_server
from .store.runner import Origin, Runner
from .store.store import ConflictError, Inline, Transaction
from .store.write import Changes
from .telemetry import log, metrics, outline, span

__all__ = ["CLOCK_ACTOR", "Deadline", "Deadlines", "PutOff", "Timers", "put_off", "take_again"]

CLOCK_ACTOR = "system:clock"
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(seconds=30), timedelta(hours=1)
_STRIKES = 3
"""How often in a row a deadline may lose its session, or lose against a rival, before that counts as its own failure."""
_SHOWN = 200
# After a clock was set back nothing waits until it shows the old time again.
_READY = """
    select d.key from deadlines d
     where d.due < $1
       and not exists (select from deadlines_put_off p
                        where p.key = d.key and p.due = d.due and p.failed_at <= $1 and p.until > $1)
     order by d.due, d.key limit $2
"""
_FAILED = """
    insert into deadlines_put_off as p (key, due, command, error, attempts, since, failed_at, until)
    select d.key, d.due, d.command, $2, 1, $3::timestamptz, $3::timestamptz, $3::timestamptz + $4::interval
      from deadlines d where d.key = $1
    on conflict (key) do update
       set due = excluded.due, command = excluded.command, error = excluded.error, failed_at = excluded.failed_at,
           attempts = case when p.due = excluded.due then p.attempts + 1 else 1 end,
           since = case when p.due = excluded.due then p.since else excluded.since end,
           until = case when p.due = excluded.due
                        then $3::timestamptz + least($5::interval, $4::interval * 2 ^ least(p.attempts, 20))
                        else excluded.until end
    returning attempts
"""
# The secret stands before the key: keys are short and could be tried.
_DIGESTS = """
    select d.key, 'confided:' || left(encode(sha256(s.secret || convert_to('deadline ' || d.key, 'UTF8')), 'hex'), 32) as digest
      from deadlines_put_off p join deadlines d on d.key = p.key cross join public.lock_secret s
     where ($2::text is null or d.key = $2) and exists (select from events e where e.stream = d.stream and e.type = any($1))
"""
_OVER = """
    delete from deadlines_put_off p where not exists (select from deadlines d where d.key = p.key and d.due = p.due)
"""


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
        self._strikes: dict[str, int] = {}
        self._begun = False

    async def run(self, stop: asyncio.Event, turns: Turns | None = None) -> None:
        turns = turns or Turns()
        if not self._begun:
            # This process may be of mended code; a worker that was only started again is of the same.
            await take_again(self.pool, self.clock())
            self._begun = True
        while not stop.is_set():
            fired = await self.fire_due()
            turns.done(again=self.interval)
            if not fired:
                try:
                    await asyncio.wait_for(stop.wait(), self.interval)
                except TimeoutError:
                    continue

    async def fire_due(self, limit: int = 200) -> int:
        """Runs the commands of deadlines that have passed, oldest first; returns how many fired.

        Raises what the session or the server failed at; the round ends there.
        """
        now = self.clock()
        fired = 0
        for row in await self.pool.fetch(_READY, now, limit):
            key = row["key"]
            try:
                fired += await self._fire(key, now)
            except Exception as error:  # whatever it is, it must not hold up the other deadlines
                if isinstance(error, ConflictError):
                    metrics.conflicts.inc()
                elif not of_the_server(error):
                    await self._failed(key, error, now)
                    continue
                self._strikes[key] = self._strikes.get(key, 0) + 1
                if self._strikes[key] >= _STRIKES:
                    # Put off, so that the younger ones have their turn. A server that is away fails at this too.
                    await self._failed(key, error, now)
                elif not isinstance(error, ConflictError):
                    raise
            else:
                self._strikes.pop(key, None)
        metrics.deadlines_fired.inc(fired)
        return fired

    async def _failed(self, key: str, error: Exception, now: datetime) -> None:
        """The deadline stays, visibly overdue, and is tried again: a deadline never vanishes silently."""
        said = outline(error).replace("\x00", "\\x00")[:2000]
        attempts = await self.pool.fetchval(_FAILED, key, said, now, _FIRST_PAUSE, _LONGEST_PAUSE)
        await self.pool.execute(_OVER)
        self._strikes.pop(key, None)
        metrics.deadlines_failed.inc()
        shown = (await _digests(self.pool, key)).get(key, key)
        log.error("deadline.refused", key=shown, attempts=attempts, error=said)

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
            with span(f"deadline {row['command']}", parent=None):
                await self.runner.execute(command, Origin(actor=CLOCK_ACTOR), tx=tx)
            # A command with nothing left to do writes no fact that would clear it.
            await tx.execute("delete from deadlines where key = $1 and due < $2", key, now)
            await tx.execute("delete from deadlines_put_off where key = $1", key)
            return 1


@dataclass(frozen=True, slots=True)
class PutOff:
    """A deadline that failed: `due` when it passed, `since` when it failed first, `until` when it is tried again.

    Of a confided one `key` is a digest, by which it can be tried again, and `stream` is empty.
    """

    key: str
    stream: str
    command: str
    error: str
    attempts: int
    due: datetime
    since: datetime
    until: datetime


async def put_off(pool: asyncpg.Pool) -> list[PutOff]:
    """The deadlines that failed and have not ended since, oldest first, at most 200."""
    rows = await pool.fetch(
        "select d.key, d.stream, d.command, p.error, p.attempts, d.due, p.since, p.until"
        " from deadlines_put_off p join deadlines d on d.key = p.key and d.due = p.due order by d.due limit $1",
        _SHOWN,
    )
    digests = await _digests(pool)
    found = [PutOff(*row) for row in rows]
    return [replace(each, key=digests[each.key], stream="") if each.key in digests else each for each in found]


async def _digests(pool: asyncpg.Pool, key: str | None = None) -> dict[str, str]:
    """What those of confided facts are called, by key: all that were put off, or only this one."""
    confided = [cls.fact_type for cls in catalog if cls.visibility is Visibility.CONFIDED]
    return {row["key"]: row["digest"] for row in await pool.fetch(_DIGESTS, confided, key)}


async def take_again(pool: asyncpg.Pool, now: datetime, key: str | None = None) -> int:
    """Lets the next round try what was put off, or only this key; returns how many. Raises NotFound where the key is not."""
    query = (
        "with again as (update deadlines_put_off set until = $1 where $2::text[] is null or key = any($2) returning 1)"
        " select count(*) from again"
    )
    meant = None
    if key is not None:
        digests = await _digests(pool)
        called = {digest: own for own, digest in digests.items()}
        meant = [] if key in digests else [called.get(key, key)]
    found: int = await pool.fetchval(query, now, meant)
    if key is not None and not found:
        raise NotFound(
            f"no deadline {key} was put off", f"没有被推迟的期限 {key}", field="key", value=key,
            do_en="List the deadlines that failed.", do_zh="请先列出处理失败的期限。",
        )  # fmt: skip
    return found
