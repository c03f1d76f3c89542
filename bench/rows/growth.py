"""How each path grows: 1, 10 and 100 times the data, drawn beside n log n."""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import AsyncIterator, Callable, Collection
from pathlib import Path

import asyncpg
from rich.console import Console

from bench.ground import PLACE, Ground
from bench.measure import percentile
from bench.rows.append import append_rate
from bench.rows.bulk import bulk_rate
from bench.rows.command import command_line
from bench.rows.consume import consume_rate, published
from bench.rows.draw import city
from bench.rows.long import long_stream
from bench.rows.propagate import way
from bench.rows.rebuild import read_rate, rebuild_rate, stored
from bench.rows.relay import RELAYED, filled, relay_rate
from bench.rows.schedule import VISITS, jining, schedule_seconds
from bench.svg import Curve, chart
from bench.work import BELL_TABLES, DOOR_TABLES, entities
from libs.events.bus.kafka import events_topic
from libs.events.clock import system_clock
from libs.events.store.counts import counts
from libs.events.store.store import PostgresStore

__all__ = ["growth"]

FOLDER = Path("docs/performance")
_TIMES = (1, 10, 100)

Point = tuple[int, float]


async def growth(ground: Ground, console: Console, only: Collection[str]) -> None:
    """Measures and draws those of `only` that have a curve; prints each exponent between the first and the last point."""
    paths: list[tuple[str, str, Callable[[Ground], AsyncIterator[Point]]]] = [
        ("append", "seconds for 4,800 appends into a store that holds n facts", _append),
        ("bulk", "seconds to import n entities", _bulk),
        ("relay", "seconds to relay n facts", _relay),
        ("consume", "seconds to consume n facts into a view", _consume),
        ("http", "seconds for 3,200 commands over HTTP to a service that holds n facts", _http),
        ("http-keys", "seconds for 3,200 commands with a key to a service that keeps n keys", _keys),
        ("http-counts", "seconds to count a store that holds n facts, as for its metrics", _counts),
        ("long", "seconds for a command on a stream of n facts, not the first of its process", _long),
        ("propagate", "seconds until 200 commands a second are seen elsewhere (median), n facts in both stores", _propagate),
        ("rebuild", "seconds to rebuild a view from n facts", _rebuild),
        ("schedule", "seconds to give n visits a day, one round of search, and check them", _schedule),
        ("draw", "seconds to draw and certify from n entities", _draw),
    ]
    for name, title, measure in paths:
        if name.partition("-")[0] not in only:
            continue
        points = [point async for point in measure(ground)]
        first, last = points[0], points[-1]
        power = math.log(last[1] / first[1]) / math.log(last[0] / first[0])
        text = ", ".join(f"{n:,}: {seconds:.3g} s" for n, seconds in points)
        console.print(f"{name}: {text}; grows as n^{power:.2f}", highlight=False)
        bound = [(n, first[1] * n * math.log(n) / (first[0] * math.log(first[0]))) for n, _ in points]
        picture = chart(title, [Curve("measured", points), Curve("n log n", bound, dashed=True)])
        _keep(name, picture)


def _keep(name: str, picture: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / f"{name}.svg").write_text(picture, encoding="utf-8")


def _sizes(ground: Ground, first: int) -> list[int]:
    return [ground.count(first * times, 100 * times) for times in _TIMES]


async def _append(ground: Ground) -> AsyncIterator[Point]:
    async with ground.pool(BELL_TABLES) as pool:
        store, held = PostgresStore(pool, f"/{PLACE}/bell"), 0
        await append_rate(store, 480, 0)
        for n in _sizes(ground, 10_000):
            await stored(pool, held + 1, n)
            held = n
            yield n, 4800 / await append_rate(store, 4800, n)


async def _bulk(ground: Ground) -> AsyncIterator[Point]:
    for n in _sizes(ground, 10_000):
        async with ground.pool(BELL_TABLES, size=4) as pool:
            yield n, n / await bulk_rate(PostgresStore(pool, f"/{PLACE}/registry"), entities(0, n))


async def _relay(ground: Ground) -> AsyncIterator[Point]:
    await ground.topic(name=events_topic(RELAYED, "bell"))
    for n in _sizes(ground, 2000):
        async with ground.pool(BELL_TABLES, size=4) as pool:
            store = PostgresStore(pool, f"/{RELAYED}/bell")
            await filled(store, n)
            yield n, n / await relay_rate(ground, store, n)


async def _consume(ground: Ground) -> AsyncIterator[Point]:
    for n in _sizes(ground, 2000):
        topic = await published(ground, n)
        async with ground.pool(DOOR_TABLES, size=4) as pool:
            yield n, n / await consume_rate(ground, pool, topic, n)


async def _http(ground: Ground) -> AsyncIterator[Point]:
    for n in _sizes(ground, 10_000):
        async with command_line(ground, n) as post:
            await post(160)
            yield n, 3200 / await post(3200)


async def _keys(ground: Ground) -> AsyncIterator[Point]:
    for n in _sizes(ground, 10_000):
        async with command_line(ground, 0, keys=n) as post:
            yield n, 3200 / await post(3200)


async def _counts(ground: Ground) -> AsyncIterator[Point]:
    async with ground.pool(BELL_TABLES, size=2) as pool:
        held = 0
        for n in _sizes(ground, 10_000):
            await stored(pool, held + 1, n)
            held = n
            await counts(pool, system_clock())
            yield n, statistics.median([await _counted(pool) for _ in range(20)])


async def _counted(pool: asyncpg.Pool) -> float:
    started = time.perf_counter()
    await counts(pool, system_clock())
    return time.perf_counter() - started


async def _long(ground: Ground) -> AsyncIterator[Point]:
    async with ground.pool(BELL_TABLES) as pool:
        for n in _sizes(ground, 1000):
            yield n, (await long_stream(pool, n)).next / 1000


async def _propagate(ground: Ground) -> AsyncIterator[Point]:
    for n in _sizes(ground, 10_000):
        async with way(ground, n) as travel:
            yield n, percentile(await travel(600), 0.50)


async def _rebuild(ground: Ground) -> AsyncIterator[Point]:
    for n in _sizes(ground, 10_000):
        async with ground.pool(DOOR_TABLES, size=4) as pool:
            await stored(pool, 1, n)
            await read_rate(pool, n)
            yield n, n / await rebuild_rate(pool, n)


async def _schedule(ground: Ground) -> AsyncIterator[Point]:
    for times in (1, 3, 10):
        n = ground.count(VISITS * times, 320 * times)
        _, seconds = await schedule_seconds(jining(n), seconds=3600, rounds=1)
        yield n, seconds


async def _draw(ground: Ground) -> AsyncIterator[Point]:
    for n in _sizes(ground, 88_000):
        yield n, sum((await city(n, "usual"))["stages"].values())
