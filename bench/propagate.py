"""A command over HTTP until another service's view shows it, at 200 a second, against flush + broker + flush."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from itertools import count
from typing import Any

import asyncpg
import orjson

from bench.client import Connection, connect, request
from bench.ground import PLACE, Ground
from bench.measure import Row, flushing, percentile
from bench.work import BELL_TABLES, DOOR_TABLES
from libs.events.bus.kafka import events_topic
from libs.events.store.migrate import migrate
from libs.events.store.store import connect_pool
from libs.events.testing import eventually

__all__ = ["propagate", "way"]

RATE = 200
_TELL = """
    create function public.tell_seen() returns trigger language plpgsql as $$
    begin perform pg_notify('seen', new.door); return null; end $$;
    create trigger tell after insert on views.seen for each row execute function public.tell_seen();
"""

_SENT = """
    insert into events (stream, version, type, schema_version, id, time, data, meta)
    select 'label-' || n, 1, 'bell.labelled', 1, gen_random_uuid(), now(), '{"door": "1", "label": "one"}', '{"actor": "bench"}'
      from generate_series(1, $1::integer) n
"""
_RECEIVED = """
    insert into inbox (source, position, topic, partition, kafka_offset, stream, version, type, schema_version, id, time, data,
                       meta)
    select '/999999/bell', n, 'elsewhere', 0, n, 'label-' || n, 1, 'bell.labelled', 1, gen_random_uuid(), now(),
           '{"door": "1", "label": "one"}', '{"actor": "bench"}'
      from generate_series(1, $1::integer) n
"""


async def propagate(ground: Ground) -> list[Row]:
    whole = ground.count(4000, 100)
    took: list[float] = []
    async with way(ground) as travel:
        floors = [await _floor(ground)]
        for _ in range(ground.runs):
            took += await travel(whole // ground.runs)
            floors.append(await _floor(ground))
    floor = statistics.median(floors) * 1000
    middle, late = percentile(took, 0.50) * 1000, percentile(took, 0.99) * 1000
    note = f"at {RATE}/s; worst {max(took) * 1000:.0f} ms"
    return [
        Row("propagate", middle, floor, "floor", "ms p50", len(took), ground.runs, 3, "less", note=note),
        Row("propagate", late, floor, "floor", "ms p99", len(took), ground.runs, 10, "less", note=note),
    ]


@asynccontextmanager
async def way(ground: Ground, held: int = 0) -> AsyncIterator[Callable[[int], Awaitable[list[float]]]]:
    """Two running services, `held` facts sent and received long ago; what is given sends so many commands and times each."""
    await ground.stack.kafka.ensure_topics([(events_topic(PLACE, name), 3) for name in ("bell", "door")])
    bell_url, door_url = await ground.database(), await ground.database()
    numbers = count()
    for url, tables, fill in ((bell_url, BELL_TABLES, _SENT), (door_url, DOOR_TABLES, _RECEIVED)):
        pool = await connect_pool(url, size=2)
        await migrate(pool, tables)
        if held:
            await pool.execute(fill, held, timeout=300)
            await pool.execute("update relay_checkpoint set position = (select coalesce(max(position), 0) from events)")
            await pool.execute("vacuum analyze", timeout=300)
            # Else the disk is still busy with the filling when the trips are timed.
            await pool.execute("checkpoint", timeout=300)
        await pool.close()
    try:
        async with (
            ground.program("bell", bell_url) as port,
            ground.program("door", door_url, CHECKONCE_ROLE="worker"),
        ):

            async def travel(whole: int) -> list[float]:
                return await _trips(ground, port, door_url, whole, next(numbers))

            yield travel
    finally:
        for url in (bell_url, door_url):
            await ground.stack.postgres.drop_database(url.rpartition("/")[2])


async def _trips(ground: Ground, port: int, door_url: str, whole: int, run: int) -> list[float]:
    """Seconds from the request's first byte until the row is committed and told of, for each of `whole` commands."""
    token = ground.issuer.token("bench", roles=["visitor"])
    sent: dict[str, float] = {}
    seen: dict[str, float] = {}

    def tell(connection: Any, pid: int, channel: str, door: str) -> None:
        del connection, pid, channel
        seen[door] = time.perf_counter()

    listener = await asyncpg.connect(door_url)
    if not await listener.fetchval("select exists (select from pg_trigger where tgname = 'tell')"):
        await listener.execute(_TELL)
    await listener.add_listener("seen", tell)
    connections = [await connect(port) for _ in range(32)]
    idle: asyncio.Queue[Connection] = asyncio.Queue()
    for connection in connections:
        idle.put_nowait(connection)

    async def ring(door: str) -> None:
        # Noted before there is a connection: a service that falls behind is not spared the waiting.
        sent[door] = time.perf_counter()
        connection = await idle.get()
        await connection.post(request("/v1/rings", orjson.dumps({"door": door}), token))
        idle.put_nowait(connection)

    async def pace(doors: list[str]) -> None:
        started = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for turn, door in enumerate(doors):
                await asyncio.sleep(max(0.0, started + turn / RATE - time.perf_counter()))
                group.create_task(ring(door))
        await eventually(lambda: len(seen) >= len(sent), what="every command seen", progress=lambda: len(seen))

    # The first second finds cold caches and connections still to be made.
    await pace([f"warm-{run}-{turn}" for turn in range(RATE)])
    doors = [f"{run}-{turn}" for turn in range(whole)]
    await pace(doors)
    for connection in connections:
        connection.close()
    await listener.close()
    return [seen[door] - sent[door] for door in doors]


async def _floor(ground: Ground) -> float:
    """Seconds of the least there is to do, `RATE` times a second as the commands are: flush a page, a message to the broker
    and back, flush a page. The median of many: idle processors and disks take longer to wake than busy ones to go on.
    """
    topic = await ground.topic(partitions=1)
    producer, consumer = ground.access.producer("bench"), ground.access.consumer("bench.floor", "bench")
    await producer.start()
    await consumer.start()
    consumer.subscribe([topic])
    took = []
    try:
        await producer.send_and_wait(topic, b"{}")
        while not await consumer.getmany(timeout_ms=1000):
            continue
        with flushing(ground.folder) as flush:
            began = time.perf_counter()
            for turn in range(2 * RATE):
                await asyncio.sleep(max(0.0, began + turn / RATE - time.perf_counter()))
                started = time.perf_counter()
                flush()
                sent = asyncio.ensure_future(producer.send_and_wait(topic, b"{}"))
                while not await consumer.getmany(timeout_ms=1000):
                    continue
                flush()
                took.append(time.perf_counter() - started)
                await sent
    finally:
        await consumer.stop()
        await producer.stop()
    return statistics.median(took)
