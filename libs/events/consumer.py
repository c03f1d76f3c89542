"""Kafka to views and reactions, exactly once in effect: one database transaction per partition batch holds the received
facts, the view rows, the commands' facts and the offset.

What was seen is skipped. A fact that keeps failing parks its stream, not the partition. A neighbour's facts count only when
their signature verifies and their chain continues; otherwise that partition waits, visibly, and nothing is lost.
"""

from __future__ import annotations

import asyncio
import time as clocks
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import asyncpg
import orjson
from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError
from opentelemetry.trace import SpanKind

from .clock import pause
from .envelope import CloudEvent, MalformedEventError, Recorded, from_kafka, to_recorded
from .fact import UnreadableFactError
from .inbox import Inbox
from .kafka import Access
from .ledger import ChainBrokenError, Link, UntrustedError, verify
from .reactions import Environment, Reactions
from .runner import Runner
from .store import ConflictError, Transaction
from .telemetry import log, metrics, span
from .views import Views, runs

__all__ = ["Consumer", "Trust"]

Trust = Callable[[Transaction, str], Awaitable[Sequence[Mapping[str, Any]]]]
"""(transaction, neighbour's place) -> public JWKs trusted by the agreements in force."""

_TRANSIENT = (
    ConflictError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.TransactionRollbackError,
    asyncpg.AdminShutdownError,
    asyncpg.CannotConnectNowError,
    OSError,
)
_ATTEMPTS = 3
_COMMIT_EVERY = 1.0


class StartOverError(Exception):
    """The partition is to be read from its beginning; that wish is now noted as fulfilled."""


@dataclass(frozen=True, slots=True)
class Received:
    """One readable message. `error` is set when its data does not fit its published shape."""

    message: ConsumerRecord
    event: CloudEvent
    recorded: Recorded[Any]
    error: str | None = None

    @property
    def published_version(self) -> int:
        """The version as published; the fact itself may have been upcast since."""
        return int(self.event.attributes["type"].rpartition(".v")[2])


@dataclass
class Consumer:
    """Consumes some topics of one broker for one service. `trust` is given for a neighbour's shared topic only."""

    pool: asyncpg.Pool
    access: Access
    topics: Sequence[str]
    group: str
    views: Views
    reactions: Reactions
    runner: Runner
    environment: Environment
    trust: Trust | None = None
    batch: int = 1000
    linger: float = 0.0
    held: dict[str, str] = field(default_factory=dict)
    """Topic-partition -> why it waits; shown by readiness and `checkonce status`."""

    def __post_init__(self) -> None:
        self.inbox = Inbox(self.pool, self.views, self.reactions, self.runner, self.environment)

    async def run(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            try:
                await self._session(stop)
            except (KafkaError, *_TRANSIENT) as error:
                log.warning("consumer.interrupted", topics=list(self.topics), error=repr(error))
                await pause(stop, 0.5)

    async def _session(self, stop: asyncio.Event) -> None:
        kafka = self.access.consumer(self.group, self.group)
        await kafka.start()
        try:
            kafka.subscribe(list(self.topics), listener=_SeekToStored(self.pool, kafka))
            committed = clocks.monotonic()
            done: dict[TopicPartition, int] = {}
            while not stop.is_set():
                fetched = await kafka.getmany(timeout_ms=200, max_records=self.batch)
                for partition, messages in fetched.items():
                    if await self._partition(kafka, partition, messages, stop):
                        done[partition] = messages[-1].offset + 1
                if done and clocks.monotonic() - committed > _COMMIT_EVERY:
                    await self._commit(kafka, done)
                    done, committed = {}, clocks.monotonic()
                if self.linger and fetched:
                    await asyncio.sleep(self.linger)
            if done:
                await self._commit(kafka, done)
        finally:
            await kafka.stop()

    async def _commit(self, kafka: AIOKafkaConsumer, done: dict[TopicPartition, int]) -> None:
        """Tells Kafka how far we are, for lag alone: the offsets that count are in PostgreSQL."""
        mine = {partition: offset for partition, offset in done.items() if partition in kafka.assignment()}
        try:
            await kafka.commit(mine)
        except KafkaError as error:
            log.info("consumer.commit_failed", error=repr(error))
        for partition, offset in mine.items():
            end = kafka.highwater(partition)
            if end is not None:
                metrics.consumer_lag.labels(partition.topic, str(partition.partition)).set(max(0, end - offset))

    async def _partition(
        self,
        kafka: AIOKafkaConsumer,
        partition: TopicPartition,
        messages: Sequence[ConsumerRecord],
        stop: asyncio.Event,
    ) -> bool:
        """Applies a batch; repeats while the cause is transient, isolates the culprit when it is not."""
        name = f"{partition.topic}/{partition.partition}"
        failures = 0
        while not stop.is_set() and partition in kafka.assignment():
            try:
                await self.apply(partition.topic, partition.partition, messages, isolate=failures >= _ATTEMPTS)
            except _TRANSIENT as error:
                metrics.conflicts.inc()
                log.info("consumer.retry", partition=name, error=repr(error))
                await pause(stop, 0.02)
            except StartOverError:
                log.warning("consumer.starts_over", partition=name)
                await kafka.seek_to_beginning(partition)
                return False
            except (UntrustedError, ChainBrokenError) as error:
                if self.held.get(name) != str(error):
                    log.warning("consumer.held", partition=name, error=str(error))
                self.held[name] = str(error)
                # Go back and look again later; other partitions continue meanwhile.
                kafka.seek(partition, messages[0].offset)
                await pause(stop, 0.5)
                return False
            except Exception as error:
                failures += 1
                log.warning("consumer.failed", partition=name, attempt=failures, error=repr(error))
                if failures > _ATTEMPTS:
                    raise
            else:
                self.held.pop(name, None)
                return True
        return False

    async def apply(self, topic: str, partition: int, messages: Sequence[ConsumerRecord], *, isolate: bool = False) -> int:
        """One transaction for the batch; returns how many facts were new. With `isolate`, failing facts are parked.

        Raises StartOverError, once, when an operator wants the partition read from its beginning (see refill.py).
        """
        async with self.pool.acquire() as tx, tx.transaction():
            seen, any_parked, start_over = await self._claim(tx, topic, partition)
            fresh = [] if start_over else await self._read(tx, topic, partition, messages, seen)
            if self.trust is not None:
                fresh = await self._verified(tx, fresh, self.trust)
            if fresh:
                fresh = await self._receive(tx, topic, partition, fresh)
                await self._effect(tx, fresh, isolate=isolate, any_parked=any_parked)
            await self._advance(tx, topic, partition, 0 if start_over else messages[-1].offset + 1, seen)
        if start_over:
            raise StartOverError(topic, partition)
        return len(fresh)

    @staticmethod
    async def _claim(tx: Transaction, topic: str, partition: int) -> tuple[dict[str, int], bool, bool]:
        """Last position per source, whether anything is parked, whether to start over.

        The row lock keeps off who lost the partition.
        """
        rows = await tx.fetch("select * from claim_partition($1, $2)", topic, partition)
        seen = {row["claimed_source"]: row["claimed_position"] for row in rows if row["claimed_source"] is not None}
        return seen, rows[0]["any_parked"], rows[0]["start_over"]

    async def _read(
        self, tx: Transaction, topic: str, partition: int, messages: Iterable[ConsumerRecord], seen: dict[str, int]
    ) -> list[Received]:
        fresh = []
        for message in messages:
            try:
                event = from_kafka(message.value, message.headers)
                try:
                    received = Received(message, event, to_recorded(event))
                except UnreadableFactError as error:
                    received = Received(message, event, to_recorded(event, decode=False), str(error))
            except MalformedEventError as error:
                await self._reject(tx, topic, partition, message, error)
                continue
            source, position = received.recorded.source, received.recorded.position
            if position <= seen.get(source, 0):
                metrics.duplicates.inc()
                continue
            seen[source] = position
            fresh.append(received)
        return fresh

    @staticmethod
    async def _reject(tx: Transaction, topic: str, partition: int, message: ConsumerRecord, error: MalformedEventError) -> None:
        metrics.rejected.inc()
        headers = [[name, value.decode("utf-8", "replace")] for name, value in message.headers]
        await tx.execute(
            "insert into rejected_messages values ($1, $2, $3, $4, $5, $6::jsonb, $7) on conflict do nothing",
            topic,
            partition,
            message.offset,
            message.key,
            message.value,
            orjson.dumps(headers).decode(),
            str(error),
        )

    async def _verified(self, tx: Transaction, fresh: list[Received], trust: Trust) -> list[Received]:
        """Continues each source's chain. Raises ChainBrokenError or UntrustedError: then nothing of the batch is taken."""
        ends: dict[str, Link] = {}
        for received in fresh:
            source = received.recorded.source
            if received.recorded.place == self.environment.place:
                raise ChainBrokenError(f"{source} is not a neighbour")
            if source not in ends:
                row = await tx.fetchrow("select chain_index, hash from chains where source = $1", source)
                ends[source] = Link(row["chain_index"], row["hash"]) if row else Link()
            keys = await trust(tx, received.recorded.place)
            ends[source] = verify(ends[source], received.event.attributes, received.event.data, keys)
        for source, end in ends.items():
            await tx.execute(
                "insert into chains values ($1, $2, $3)"
                " on conflict (source) do update set chain_index = excluded.chain_index, hash = excluded.hash",
                source,
                end.index,
                end.hash,
            )
        return fresh

    @staticmethod
    async def _receive(tx: Transaction, topic: str, partition: int, fresh: list[Received]) -> list[Received]:
        """Keeps every fact, known or not, and drops what another topic or partition has already brought."""
        items = [received.recorded for received in fresh]
        rows = await tx.fetch(
            "select * from receive_events($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12::jsonb[], $13::jsonb[])",
            topic,
            partition,
            [item.source for item in items],
            [item.position for item in items],
            [received.message.offset for received in fresh],
            [item.stream for item in items],
            [item.version for item in items],
            [item.fact.fact_type for item in items],
            [received.published_version for received in fresh],
            [item.id for item in items],
            [item.time for item in items],
            [received.event.raw.decode() for received in fresh],
            [orjson.dumps(item.meta.as_json()).decode() for item in items],
        )
        new = {(row["new_source"], row["new_position"]) for row in rows}
        metrics.duplicates.inc(len(fresh) - len(new))
        return [received for received in fresh if (received.recorded.source, received.recorded.position) in new]

    async def _effect(self, tx: Transaction, fresh: list[Received], *, isolate: bool, any_parked: bool) -> None:
        items = [received.recorded for received in fresh]
        parked = await self.inbox.parked_among(tx, items) if any_parked else set()
        ready: list[Recorded[Any]] = []
        for received in fresh:
            item = received.recorded
            if received.error is not None:
                parked.add((item.source, item.stream))
                await self.inbox.park(tx, item, received.error)
            elif (item.source, item.stream) in parked:
                await self.inbox.park(tx, item, "queued behind a parked fact")
            else:
                ready.append(item)
        for _, group in runs(ready):
            first = group[0]
            metrics.consumed.labels(first.source).inc(len(group))
            # With something parked, what nobody wants still queues behind the failing fact of its stream.
            if not parked and not self.inbox.concerns(first):
                continue
            alone = first.meta.traceparent if len(group) == 1 else None
            name = f"process {first.fact.fact_type}"
            with span(name, SpanKind.CONSUMER, parent=alone, linked=first.meta.traceparent, count=len(group)):
                if isolate:
                    await self.inbox.apply_isolated(tx, group, parked)
                else:
                    await self.inbox.apply(tx, group)

    @staticmethod
    async def _advance(tx: Transaction, topic: str, partition: int, offset: int, seen: dict[str, int]) -> None:
        await tx.execute(
            "select advance_partition($1, $2, $3, $4, $5)", topic, partition, offset, list(seen), list(seen.values())
        )


class _SeekToStored(ConsumerRebalanceListener):  # type: ignore[misc]
    """On assignment, reading starts where the database says, whatever Kafka remembers."""

    def __init__(self, pool: asyncpg.Pool, kafka: AIOKafkaConsumer) -> None:
        self._pool, self._kafka = pool, kafka

    async def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:
        """Nothing to save: offsets are stored with each batch."""

    async def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        rows = await self._pool.fetch("select topic, partition, next_offset from consumer_offsets")
        stored = {(row["topic"], row["partition"]): row["next_offset"] for row in rows}
        for partition in assigned:
            self._kafka.seek(partition, max(0, stored.get((partition.topic, partition.partition), 0)))
