"""One session of a consumer with its broker: it reads the partitions that it is given and has their batches applied, in order.

A batch whose trouble will pass is applied again. One that fails for good is taken apart, so that the message at fault shows.
Where a message does not count the partition waits, and all others go on.
"""

from __future__ import annotations

import asyncio
import time as clocks
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition

from ...clock import pause
from ...running.turns import Turns
from ...store.blame import passes
from ...telemetry import log, metrics, outline
from ..kafka import NoAnswerError, behind, ended, reach, tell_offsets
from ..ledger import ChainBrokenError, UntrustedError
from ..quarantine import UnopenedError, UnprovenError
from ..unapplied.brake import FailingError
from .last_resort import RefusedLinkError
from .messages import Reading
from .prefetch import Batch, Reader
from .succession import ConflictingFactError

__all__ = ["Session", "StartOverError"]

_HOLDING = (UntrustedError, ChainBrokenError, ConflictingFactError, UnopenedError, UnprovenError, FailingError)
"""Noted in `held_messages`: the partition waits at that message."""
_ATTEMPTS = 3
_REST, _LONGEST_REST = 0.02, 1.0
"""Seconds until the same batch is tried again: another writer is done soon, a server may be away for long."""
_COMMIT_EVERY = 1.0


class StartOverError(Exception):
    """The partition is to be read from its beginning; that wish is now noted as fulfilled."""


class Apply(Protocol):
    """Applies messages of a partition, as `Consumer.apply`."""

    async def __call__(
        self,
        topic: str,
        partition: int,
        messages: Sequence[ConsumerRecord],
        /,
        *,
        isolate: bool,
        decoded: Mapping[int, Reading],
    ) -> int: ...


@dataclass
class Session:
    """`last_resort` sets a message aside that fails for good, or raises: RefusedLinkError where it waits, the error where no
    message is to blame. `held`: by partition why it waits; `stands_at`: at which offset, noted by `apply` and by `last_resort`.
    `before_reading` runs whenever partitions were assigned.
    """

    kafka: AIOKafkaConsumer
    reader: Reader
    apply: Apply
    last_resort: Callable[[ConsumerRecord, Exception], Awaitable[None]]
    turns: Turns
    held: dict[str, str]
    stands_at: Mapping[str, int]
    before_reading: Callable[[asyncio.Event], Awaitable[Any]] | None
    linger: float
    failing: set[str] = field(default_factory=set)
    """Partitions that wait at a fact that this service fails at, or at a link that its store refuses: another look takes one
    attempt.
    """
    _handed_out: float = 0.0
    """When messages were last handed out."""

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`. Raises what ends the session: KafkaError, what passes, or what no message is to blame for."""
        kafka, reader = self.kafka, self.reader
        await reach(kafka)
        telling: asyncio.Task[None] | None = None
        try:
            committed = clocks.monotonic()
            done: dict[TopicPartition, int] = {}
            while not stop.is_set():
                fetched = await reader.take()
                if self.before_reading is not None and reader.assigned.anew:
                    reader.assigned.anew = False
                    with self.turns.lengthy():
                        await self.before_reading(stop)
                for partition, batch in fetched.items():
                    if await self._partition(partition, batch, stop):
                        done[partition] = batch.messages[-1].offset + 1
                # Commit in the background: awaiting it would delay one batch per second.
                if done and clocks.monotonic() - committed > _COMMIT_EVERY and (telling is None or telling.done()):
                    telling = asyncio.create_task(tell_offsets(kafka, done))
                    done, committed = {}, clocks.monotonic()
                if fetched:
                    self._handed_out = clocks.time()
                self._turned()
                if self.linger and fetched:
                    await asyncio.sleep(self.linger)
            if done:
                await tell_offsets(kafka, done)
        finally:
            if telling is not None:
                telling.cancel()
                await asyncio.gather(telling, return_exceptions=True)
            await reader.close()
            await ended(kafka)

    def _turned(self) -> None:
        given = self.reader.assigned
        try:
            # Behind what waits to be handed out nothing is asked for: silence counts only where nothing comes.
            self.turns.done(behind(self.kafka, max(self._handed_out, given.since), assigned=given.sought))
        except NoAnswerError as error:
            self.turns.failed(error)

    async def _partition(self, partition: TopicPartition, batch: Batch, stop: asyncio.Event) -> bool:
        """Applies a batch; repeats while the cause is transient, isolates the culprit when it is not."""
        messages = batch.messages
        name = f"{partition.topic}/{partition.partition}"
        failures, alone = _ATTEMPTS if name in self.failing else 0, False
        rest = _REST
        while messages and not stop.is_set() and partition in self.kafka.assignment():
            # Where it is held, looking at that one message again is enough.
            part = messages[:1] if alone or name in self.held else messages
            try:
                where, isolate = (partition.topic, partition.partition), failures >= _ATTEMPTS
                await self.apply(*where, part, isolate=isolate, decoded=batch.decoded)
            except StartOverError:
                log.warning("consumer.starts_over", partition=name)
                await self.reader.seek(partition, None)
                return False
            except _HOLDING as error:
                await self._wait(partition, error, stop)
                return False
            except Exception as error:  # noqa: BLE001 - raised again where it is not the fault of a message
                if passes(error):
                    metrics.conflicts.inc()
                    self.turns.failed(error)
                    log.info("consumer.retry", partition=name, error=repr(error))
                    await pause(stop, rest)
                    rest = min(2 * rest, _LONGEST_REST)
                    continue
                failures += 1
                if name not in self.failing:
                    log.warning("consumer.failed", partition=name, attempt=failures, error=outline(error))
                if failures > _ATTEMPTS:
                    # Which message it is shows when each has a transaction of its own.
                    left, alone = await self._without(partition, messages, part, error, stop), True
                    if left is None:
                        return False
                    messages = left
            else:
                rest = _REST
                self.held.pop(name, None)
                failures = 0 if name in self.failing else failures
                self.failing.discard(name)
                messages = messages[len(part) :]
        return not messages

    async def _wait(self, partition: TopicPartition, error: Exception, stop: asyncio.Event) -> None:
        """Goes back to where the partition stands, to look again later; other partitions go on meanwhile."""
        name = f"{partition.topic}/{partition.partition}"
        if self.held.get(name) != str(error):
            log.warning("consumer.held", partition=name, error=str(error))
        self.held[name] = str(error)
        if isinstance(error, (FailingError, RefusedLinkError)):
            self.failing.add(name)
        await self.reader.seek(partition, self.stands_at[name])
        await pause(stop, 0.5)

    async def _without(
        self,
        partition: TopicPartition,
        messages: Sequence[ConsumerRecord],
        part: Sequence[ConsumerRecord],
        error: Exception,
        stop: asyncio.Event,
    ) -> Sequence[ConsumerRecord] | None:
        """What is left of the messages when a part fails for good: all but it, if it is one message and set aside; None where
        the partition waits at it.
        """
        if len(part) > 1:
            return messages
        try:
            await self.last_resort(part[0], error)
        except RefusedLinkError as refused:
            await self._wait(partition, refused, stop)
            return None
        return messages[1:]
