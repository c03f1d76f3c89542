"""Kafka to a view, exactly once, against a bare consumer with one upsert per batch and against one transaction a message."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import partial
from itertools import count
from typing import Any

import asyncpg
import orjson
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from uuid_utils.compat import uuid7

from bench.ground import PLACE, Ground
from bench.measure import Row, alternate
from bench.work import AT, DOOR_TABLES, META, SEE, SEEN, rung
from libs.events.bus.consumer import Consumer
from libs.events.bus.local_seal import Sealer
from libs.events.bus.packing import Lasts, Packed
from libs.events.calendar import WorkingCalendar
from libs.events.clock import system_clock
from libs.events.decider import Deciders
from libs.events.envelope import Message, Recorded, to_kafka
from libs.events.fact import Fact
from libs.events.reactions import Environment, Reactions
from libs.events.store.runner import Runner
from libs.events.store.store import PostgresStore
from libs.events.testing.waiting import eventually
from libs.events.views.views import Views

__all__ = ["consume", "consume_rate", "publish", "published", "taking_rate"]

_BATCH = 1000
_PEER_TABLES = """
    create table public.bare_seen (source text, position bigint, door text, primary key (source, position));
    create table public.bare_offsets (topic text, partition integer, next_offset bigint, primary key (topic, partition));
"""
_UPSERT = SEE.replace("into seen", "into bare_seen")
_OFFSET = "insert into bare_offsets values ($1, $2, $3) on conflict (topic, partition) do update set next_offset = $3"

Take = Callable[[AIOKafkaConsumer, Any, list[Any]], Awaitable[None]]


async def consume(ground: Ground) -> list[Row]:
    whole = ground.count(30_000, 1000)
    few = ground.count(1500, 300)
    topic = await published(ground, whole)
    async with ground.pool(DOOR_TABLES, size=4) as pool:
        await pool.execute(_PEER_TABLES)

        async def ours() -> float:
            return await consume_rate(ground, pool, topic, whole)

        async def batch() -> float:
            return await _bare(ground, pool, topic, whole, _one_upsert(pool))

        async def message() -> float:
            return await _bare(ground, pool, topic, few, _one_transaction(pool))

        async def reading() -> float:
            return await _bare(ground, pool, topic, whole, _nothing)

        await reading()
        mine, theirs, single, limit = await alternate(ground.runs, ours, batch, message, reading)
    row = partial(
        Row, "consume", unit="facts/s", runs=ground.runs, limit=limit, limit_name="the bare consumer, messages thrown away"
    )
    return [
        row(mine, theirs, "aiokafka", n=whole, bar=0.7),
        row(mine, single, "per-message", n=whole, bar=20, note=f"the peer took {few} a run"),
    ]


async def published(ground: Ground, whole: int) -> str:
    """A fresh topic with `whole` small facts of the bell, as the relay publishes them."""
    return await publish(ground, "bell", ((new.stream, new.facts[0]) for new in rung(0, whole)))


async def publish(ground: Ground, service: str, facts: Iterable[tuple[str, Fact]]) -> str:
    """A fresh topic with facts of a service by their streams, each the first of its stream, as the relay publishes them."""
    topic = await ground.topic()
    producer = ground.access.producer("bench")
    await producer.start()
    numbers, sealer = count(1), ground.sealer(service)
    try:
        several: list[Message] = []
        lasts: Lasts = []
        for stream, fact in facts:
            several.append(to_kafka(Recorded(fact, f"/{PLACE}/{service}", stream, 1, next(numbers), uuid7(), AT, META)))
            if len(several) == _BATCH:
                lasts = await _send(producer, topic, several, lasts, sealer)
                several = []
        await _send(producer, topic, several, lasts, sealer)
    finally:
        await producer.stop()
    return topic


async def _send(producer: AIOKafkaProducer, topic: str, messages: Sequence[Message], lasts: Lasts, sealer: Sealer) -> Lasts:
    packed = Packed(producer)
    positions = [int(dict(headers)["ce_sequence"]) for _, _, headers in messages]
    lasts = await packed.add_all(topic, messages, positions, lasts, sealer)
    await packed.send()
    return lasts


async def consume_rate(ground: Ground, pool: asyncpg.Pool, topic: str, whole: int) -> float:
    """Facts per second from the first batch taken until the last is committed, by the library's consumer."""
    await pool.execute("truncate seen")
    rate = await taking_rate(
        ground, pool, topic, whole, Runner(PostgresStore(pool, f"/{PLACE}/door"), Deciders(), system_clock)
    )
    stored: int = await pool.fetchval("select count(*) from seen")
    assert stored == whole, "every fact is in the view"
    return rate


async def taking_rate(  # noqa: PLR0917 - what a consumer is made of
    ground: Ground,
    pool: asyncpg.Pool,
    topic: str,
    whole: int,
    runner: Runner,
    views: Views = SEEN,
    reactions: Reactions | None = None,
) -> float:
    """Facts per second with these views and reactions, from the first batch taken until the last is committed."""
    await views.check(pool)
    await pool.execute("truncate inbox, consumer_offsets, consumer_positions cascade")
    environment = Environment(PLACE, system_clock, WorkingCalendar(), frozenset())
    group = f"bench.{secrets.token_hex(6)}"
    worker = _Timed(
        pool, ground.access, [topic], group, views, reactions or Reactions(), runner, environment,
        checker=ground.checker(), batch=_BATCH,
    )  # fmt: skip
    stop = asyncio.Event()
    task = asyncio.create_task(worker.run(stop))
    try:
        await eventually(lambda: worker.taken >= whole, what="everything consumed", progress=lambda: worker.taken)
    finally:
        stop.set()
        await task
    return whole / (worker.ended - worker.began)


class _Timed(Consumer):
    """Notes when the first batch begins and when each is committed: joining the group is not timed, on either side."""

    began = ended = 0.0
    taken = 0

    async def apply(self, topic: str, partition: int, messages: Any, **how: Any) -> int:
        self.began = self.began or time.perf_counter()
        new = await super().apply(topic, partition, messages, **how)
        self.taken, self.ended = self.taken + new, time.perf_counter()
        return new


async def _bare(ground: Ground, pool: asyncpg.Pool, topic: str, whole: int, take: Take) -> float:
    await pool.execute("truncate public.bare_seen, public.bare_offsets")
    kafka = ground.access.consumer(f"bench.{secrets.token_hex(6)}", "bench")
    await kafka.start()
    kafka.subscribe([topic])
    taken, began = 0, 0.0
    try:
        while taken < whole:
            fetched = await kafka.getmany(timeout_ms=200, max_records=min(_BATCH, whole - taken))
            for partition, messages in fetched.items():
                began = began or time.perf_counter()
                await take(kafka, partition, messages)
                taken += len(messages)
        return taken / (time.perf_counter() - began)
    finally:
        await kafka.stop()


def _one_upsert(pool: asyncpg.Pool) -> Take:
    async def take(kafka: AIOKafkaConsumer, partition: Any, messages: list[Any]) -> None:
        sources, positions, doors = [], [], []
        for message in messages:
            headers = dict(message.headers)
            sources.append(headers["ce_source"].decode())
            positions.append(int(headers["ce_sequence"]))
            doors.append(orjson.loads(message.value)["door"])
        await pool.execute(_UPSERT, sources, positions, doors)
        await kafka.commit({partition: messages[-1].offset + 1})

    return take


def _one_transaction(pool: asyncpg.Pool) -> Take:
    async def take(_: AIOKafkaConsumer, partition: Any, messages: list[Any]) -> None:
        for message in messages:
            headers = dict(message.headers)
            door = orjson.loads(message.value)["door"]
            async with pool.acquire() as tx, tx.transaction():
                await tx.execute(_UPSERT, [headers["ce_source"].decode()], [int(headers["ce_sequence"])], [door])
                await tx.execute(_OFFSET, partition.topic, partition.partition, message.offset + 1)

    return take


async def _nothing(_: AIOKafkaConsumer, partition: Any, messages: list[Any]) -> None:
    del partition, messages
