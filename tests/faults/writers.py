"""Sixteen writers against those who read the tail: what the fence costs, and what is lost without it.

Two readers follow the same writers at the same time. One reads as the relay does, up to the settled mark; the other trusts
the highest position it has seen. The second one must lose facts, or the race has shown nothing.

Then the same number of slow ones, whose transactions of up to three seconds overlap without a pause, give up and are killed,
beside two fast ones: three readers must miss nothing, and none may wait for the end of them all.
"""

from __future__ import annotations

import asyncio
import random
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import asyncpg

from libs.events.envelope import Meta
from libs.events.fact import Fact
from libs.events.patience import Patience
from libs.events.store.migrate import migrate
from libs.events.store.store import NewFacts, PostgresStore, connect_pool
from libs.events.store.testing import Race
from libs.events.telemetry import metrics

from .ground import Ground

__all__ = ["Tail", "race"]

_WRITERS = 16
_FAST = 2
_SLOW = 3.0
_FENCES = 50
"""Looks at the fence before which a race says nothing."""
_HOLD = 0.02
"""Share of appends whose transaction stays open for a while."""


class Written(Fact, name="tail.written"):
    by: int
    number: int


@dataclass(frozen=True)
class Tail:
    """What came of it. Fence figures in milliseconds: from asking to having the settled mark. The lag of slow writers: seconds
    from the answer to a commit until the fact is read.
    """

    seconds: float
    appended: int
    lost: int
    inverted: int
    fences: int
    fence_p50_ms: float
    fence_p99_ms: float
    fence_max_ms: float
    fence_held_back: int
    lost_without_fence: int
    slow_appended: int
    slow_lost: int
    slow_killed: int
    lag_p50: float
    lag_p95: float
    lag_max: float
    held_p99_ms: float = 0.0
    """How long transactions were held open that should be for 2 to 50 ms: what the machine adds."""

    @property
    def whole(self) -> bool:
        return (self.lost, self.inverted, self.slow_lost) == (0, 0, 0) and self.lost_without_fence > 0

    @property
    def per_second(self) -> float:
        return self.appended / self.seconds

    def line(self) -> str:
        return (
            f"{_WRITERS} writers, {self.seconds:.0f} s: {self.appended} appends, {self.per_second:.0f}/s; lost {self.lost},"
            f" inverted {self.inverted}; fence {self.fences} times, p50 {self.fence_p50_ms:.1f} p99 {self.fence_p99_ms:.1f}"
            f" max {self.fence_max_ms:.1f} ms, {self.fence_held_back} held back; without it lost {self.lost_without_fence};"
            f" slow ones to {_SLOW:g} s: {self.slow_appended} facts, {self.slow_killed} killed, lost {self.slow_lost},"
            f" read after p50 {self.lag_p50:.2f} p95 {self.lag_p95:.2f} max {self.lag_max:.2f} s"
            f"  {'whole' if self.whole else 'NOT WHOLE'}"
        )

    def table(self) -> str:
        head = ["writers", "s", "appends", "appends/s", "lost", "inverted", "fence p50 ms", "p99 ms", "max ms", "held back",
                "lost without the fence", "facts of slow ones", "lost", "killed", "lag p50 s", "p95 s", "max s"]  # fmt: skip
        cells = [_WRITERS, f"{self.seconds:.0f}", self.appended, f"{self.per_second:.0f}", self.lost, self.inverted,
                 f"{self.fence_p50_ms:.1f}", f"{self.fence_p99_ms:.1f}", f"{self.fence_max_ms:.1f}", self.fence_held_back,
                 self.lost_without_fence, self.slow_appended, self.slow_lost, self.slow_killed, f"{self.lag_p50:.2f}",
                 f"{self.lag_p95:.2f}", f"{self.lag_max:.2f}"]  # fmt: skip
        return "\n".join(["| " + " | ".join(map(str, row)) + " |" for row in (head, ["--:"] * len(head), cells)])


async def race(ground: Ground, seconds: float, seed: int = 0) -> Tail:
    """Writers append one fact at a time to streams of their own, in a fresh database: for so long, and until there is something
    to judge, which takes a busy machine longer.
    """
    name = f"tail_{secrets.token_hex(4)}"
    await ground.postgres.create_database(name)
    pool = await connect_pool(ground.dsn(name, proxied=False), size=_WRITERS + 4)
    try:
        await migrate(pool)
        store = PostgresStore(pool, "/421088/tail")
        stop, done = asyncio.Event(), asyncio.Event()
        held: list[float] = [0.0]
        held_back = metrics.fence_held_back._value.get()
        with _measured() as waits:
            readers = asyncio.gather(_with_fence(store, done), _without_fence(pool, done))
            began = time.monotonic()
            writing = asyncio.gather(*(_write(store, by, random.Random(seed + by), stop, held) for by in range(_WRITERS)))  # noqa: S311
            await asyncio.sleep(seconds)
            patience = Patience()
            while len(waits) <= _FENCES and await patience.pause(len(waits)):
                pass
            stop.set()
            await writing
            took = time.monotonic() - began
            done.set()
            read, careless = await readers
        rows = await pool.fetch("select id, stream, version from events order by position")
        await pool.execute("truncate events cascade")
        slow = await Race(
            ground.dsn(name, proxied=False), _WRITERS, _FAST, _SLOW, seconds=max(seconds, 2 * _SLOW), seed=seed
        ).run()
    finally:
        await pool.close()
        await ground.postgres.drop_database(name)
    lag = slow.lag or [0.0]
    stored = {row["id"] for row in rows}
    ordered = sorted(waits) or [0.0]
    return Tail(
        seconds=round(took, 1),
        appended=len(stored),
        lost=len(stored - {identity for identity, _, _ in read}) + len(read) - len({identity for identity, _, _ in read}),
        inverted=_inverted(read),
        fences=len(waits),
        fence_p50_ms=round(ordered[len(ordered) // 2] * 1000, 2),
        fence_p99_ms=round(ordered[int(len(ordered) * 0.99)] * 1000, 2),
        fence_max_ms=round(ordered[-1] * 1000, 2),
        fence_held_back=int(metrics.fence_held_back._value.get() - held_back),
        lost_without_fence=len(stored - careless),
        slow_appended=slow.committed,
        slow_lost=slow.missed + slow.disordered,
        slow_killed=slow.killed,
        lag_p50=round(lag[len(lag) // 2], 3),
        lag_p95=round(lag[int(len(lag) * 0.95)], 3),
        lag_max=round(lag[-1], 3),
        held_p99_ms=round(sorted(held)[int(len(held) * 0.99)] * 1000, 2),
    )


async def _write(store: PostgresStore, by: int, rng: random.Random, stop: asyncio.Event, held: list[float]) -> None:
    meta = Meta("writer", "tail")
    streams = {f"tail-{by}-{n}": 0 for n in range(20)}
    number = 0
    while not stop.is_set():
        stream = rng.choice(list(streams))
        fact, at = Written(by=by, number=number), datetime.now(UTC)
        if rng.random() < _HOLD:
            began = time.monotonic()
            async with store.transaction() as tx:
                await store.append([NewFacts(stream, streams[stream], [fact])], meta, at=at, tx=tx)
                await asyncio.sleep(rng.uniform(0.002, 0.05))
            held.append(time.monotonic() - began)
        else:
            await store.append([NewFacts(stream, streams[stream], [fact])], meta, at=at)
        streams[stream] += 1
        number += 1


async def _with_fence(store: PostgresStore, done: asyncio.Event) -> list[tuple[UUID, str, int]]:
    """(id, stream, version) as read, until the writers are done and nothing more is there."""
    found, position = [], 0
    while True:
        last_look = done.is_set()
        settled = await store.read_all(position, 2000)
        found += [(item.id, item.stream, item.version) for item in settled.events]
        if settled.events:
            position = settled.events[-1].position
        elif last_look:
            return found
        else:
            await asyncio.sleep(0.002)


async def _without_fence(pool: asyncpg.Pool, done: asyncio.Event) -> set[UUID]:
    found: set[UUID] = set()
    position = 0
    while True:
        last_look = done.is_set()
        rows = await pool.fetch("select position, id from events where position > $1 order by position limit 2000", position)
        found |= {row["id"] for row in rows}
        if rows:
            position = rows[-1]["position"]
        elif last_look:
            return found
        else:
            await asyncio.sleep(0.002)


def _inverted(read: list[tuple[UUID, str, int]]) -> int:
    """How many facts came before their predecessor in the stream."""
    last: dict[str, int] = {}
    wrong = 0
    for _, stream, version in read:
        wrong += version != last.get(stream, 0) + 1
        last[stream] = version
    return wrong


@contextmanager
def _measured() -> Iterator[list[float]]:
    """Each look at the fence, in seconds, beside the histogram's buckets."""
    waits: list[float] = []
    observe = metrics.fence_seconds.observe

    def note(seconds: float) -> None:
        waits.append(seconds)
        observe(seconds)

    metrics.fence_seconds.observe = note  # type: ignore[method-assign]
    try:
        yield waits
    finally:
        metrics.fence_seconds.observe = observe  # type: ignore[method-assign]
