"""A command over HTTP until another service's view shows it, at 200 a second, against flush + broker + flush."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import asyncpg
import orjson

from bench.client import Connection, connect, request
from bench.ground import PLACE, Ground
from bench.measure import Row, flushing, percentile
from bench.rows.command import post_rate
from bench.work import BELL_TABLES, DOOR_TABLES
from libs.events.bus.kafka import events_topic
from libs.events.store.migrate import migrate
from libs.events.store.store import connect_pool
from libs.events.testing.waiting import eventually

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
    """At `RATE` and at a fifth of what this machine can do: where it is slow or busy, `RATE` says how long a queue grows."""
    whole = ground.count(4000, 100)
    rows: list[Row] = []
    async with way(ground) as travel:
        most = await travel.most(ground.count(1600, 160))
        for rate, said in ((RATE, ""), (max(5.0, most / 5), ", a fifth of the machine's own rate")):
            some = min(whole, int(rate * 20))
            took: list[float] = []
            floors = [await _floor(ground, rate)]
            for _ in range(ground.runs):
                took += await travel(max(20, some // ground.runs), rate)
                floors.append(await _floor(ground, rate))
            floor = statistics.median(floors) * 1000
            middle, late = percentile(took, 0.50) * 1000, percentile(took, 0.99) * 1000
            note = f"at {rate:.0f}/s{said}; worst {max(took) * 1000:.0f} ms"
            rows += [
                Row("propagate", middle, floor, "floor", "ms p50", len(took), ground.runs, 2.5, "less", note=note),
                Row("propagate", late, floor, "floor", "ms p99", len(took), ground.runs, 7, "less", note=note),
            ]
    return rows


@dataclass
class Travel:
    """Two running services. Called, it sends so many commands so often a second and times each until it is seen."""

    ground: Ground
    port: int
    door_url: str
    _runs: Iterator[int] = field(default_factory=count)

    async def __call__(self, whole: int, rate: float = RATE) -> list[float]:
        return await _trips(self.ground, self.port, self.door_url, whole, next(self._runs), rate)

    async def most(self, whole: int) -> float:
        """Commands a second that 16 callers get done, the others' work beside them."""
        token, run = self.ground.issuer.token("bench", place=PLACE, roles=["visitor"]), next(self._runs)

        def ring(door: str) -> bytes:
            return request("/v1/rings", orjson.dumps({"door": f"most-{run}-{door}"}), token)

        await post_rate(self.port, 160, -1, ring)
        return await post_rate(self.port, whole, run, ring)


@asynccontextmanager
async def way(ground: Ground, held: int = 0) -> AsyncIterator[Travel]:
    """Two running services, `held` facts sent and received long ago."""
    await ground.stack.kafka.ensure_topics([(events_topic(PLACE, name), 3) for name in ("bell", "door")])
    bell_url, door_url = await ground.database(), await ground.database()
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
            yield Travel(ground, port, door_url)
    finally:
        for url in (bell_url, door_url):
            await ground.stack.postgres.drop_database(url.rpartition("/")[2])


async def _trips(ground: Ground, port: int, door_url: str, whole: int, run: int, rate: float) -> list[float]:  # noqa: PLR0917
    """Seconds from the request's first byte until the row is committed and told of, for each of `whole` commands."""
    token = ground.issuer.token("bench", place=PLACE, roles=["visitor"])
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
                await asyncio.sleep(max(0.0, started + turn / rate - time.perf_counter()))
                group.create_task(ring(door))
        await eventually(lambda: len(seen) >= len(sent), what="every command seen", progress=lambda: len(seen))

    # The first second finds cold caches and connections still to be made.
    await pace([f"warm-{run}-{turn}" for turn in range(int(rate))])
    doors = [f"{run}-{turn}" for turn in range(whole)]
    await pace(doors)
    for connection in connections:
        connection.close()
    await listener.close()
    return [seen[door] - sent[door] for door in doors]


async def _floor(ground: Ground, rate: float) -> float:
    """Seconds of the least there is to do, `rate` times a second as the commands are: flush a page, a message to the broker
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
            for turn in range(max(20, int(2 * rate))):
                await asyncio.sleep(max(0.0, began + turn / rate - time.perf_counter()))
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
