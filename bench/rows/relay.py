"""Store to Kafka through the relay, against a bare producer with the same safety and the same facts, unsigned."""

from __future__ import annotations

import asyncio
import os
import socket
import time
from itertools import islice
from typing import Any

from bench.ground import Ground
from bench.measure import Row, alternate
from bench.work import AT, BELL_TABLES, META, rung
from libs.events.bus.kafka import events_topic
from libs.events.bus.relay import Relay
from libs.events.envelope import to_kafka
from libs.events.store.store import PostgresStore
from libs.events.testing.waiting import eventually

__all__ = ["RELAYED", "filled", "messages", "relay", "relay_rate"]

RELAYED = "421087"
"""A place of its own: services of another row must not find these facts on their topic."""
_STATEMENT = 2000


async def relay(ground: Ground) -> list[Row]:
    whole = ground.count(30_000, 1000)
    async with ground.pool(BELL_TABLES, size=4) as pool:
        store = PostgresStore(pool, f"/{RELAYED}/bell")
        await ground.topic(name=events_topic(RELAYED, "bell"))
        bare = await ground.topic()
        await filled(store, whole)
        same = await messages(store)

        async def ours() -> float:
            return await relay_rate(ground, store, whole)

        async def peer() -> float:
            return await produce_rate(ground, bare, same)

        await peer()
        mine, theirs = await alternate(ground.runs, ours, peer)
        size = sum(len(value) + sum(len(k) + len(v) for k, v in headers) for _, value, headers in same)
        limit = whole / (size / loopback_rate())
    return [
        Row(
            "relay", mine, theirs, "aiokafka", "facts/s", whole, ground.runs, 0.8,
            limit=limit, limit_name="the same bytes through a pair of sockets",
        )
    ]  # fmt: skip


async def filled(store: PostgresStore, whole: int) -> None:
    """Puts `whole` small facts into the store."""
    source = rung(0, whole)
    while batch := list(islice(source, _STATEMENT)):
        await store.append(batch, META, at=AT)


async def messages(store: PostgresStore) -> list[tuple[bytes, bytes, list[tuple[str, bytes]]]]:
    """All facts of the store as the relay sends them but for the seal: key, value, headers."""
    high = await store.settled()
    return [to_kafka(item) for item in await store.read_raw(0, high, high)]


async def relay_rate(ground: Ground, store: PostgresStore, whole: int) -> float:
    """Facts per second from the first unsent one until the checkpoint stands at the last; its producer stands already."""
    last: int = await store.pool.fetchval("select max(position) from events")
    await store.pool.execute("update relay_checkpoint set position = 0")
    worker, stop = _Warm(store, ground.access, sealer=ground.sealer("bell")), asyncio.Event()
    task = asyncio.create_task(worker.run(stop))
    try:
        await asyncio.wait_for(worker.ready.wait(), 30)
        started = time.perf_counter()
        worker.go.set()
        await eventually(lambda: _at(store, last), what="everything relayed", still=600.0)
        return whole / (time.perf_counter() - started)
    finally:
        stop.set()
        await task
        store.off_append(worker._wake.set)  # noqa: SLF001 - the listener this relay has added


class _Warm(Relay):
    """Says when its producer stands, and begins at the first fact when told: neither side's start is timed."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.ready, self.go = asyncio.Event(), asyncio.Event()

    async def _pump(self, session: Any, producer: Any, stop: asyncio.Event) -> None:
        self.ready.set()
        await self.go.wait()
        await super()._pump(session, producer, stop)


async def _at(store: PostgresStore, last: int) -> bool:
    return bool(await store.pool.fetchval("select position from relay_checkpoint") == last)


async def produce_rate(ground: Ground, topic: str, same: list[tuple[bytes, bytes, list[tuple[str, bytes]]]]) -> float:
    """Messages per second of a bare idempotent producer, all acknowledged."""
    producer = ground.access.producer("bench")
    await producer.start()
    try:
        started = time.perf_counter()
        for at in range(0, len(same), 1000):
            pending = [await producer.send(topic, value, key=key, headers=h) for key, value, h in same[at : at + 1000]]
            await producer.flush()
            await asyncio.gather(*pending)
        return len(same) / (time.perf_counter() - started)
    finally:
        await producer.stop()


def loopback_rate() -> float:
    """Bytes per second through a pair of sockets of this machine, one thread."""
    ours, theirs = socket.socketpair()
    block, whole = os.urandom(1 << 16), 1 << 27
    started = time.perf_counter()
    with ours, theirs:
        for _ in range(whole // len(block)):
            ours.sendall(block)
            left = len(block)
            while left:
                left -= len(theirs.recv(left))
    return whole / (time.perf_counter() - started)
