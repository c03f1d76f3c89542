"""One session of a consumer with its broker: it reads the partitions that it is given and has their batches applied, in order.

A batch whose trouble will pass is applied again (trouble.py). One that fails for good is taken apart, so that the message at
fault shows. Where a message does not count the partition waits, and all others go on.
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
from .last_resort import RefusedError
from .messages import Reading
from .prefetch import Batch, Reader
from .succession import ConflictingFactError
from .trouble import Trouble

__all__ = ["Session", "StartOverError"]

_HOLDING = (UntrustedError, ChainBrokenError, ConflictingFactError, UnopenedError, UnprovenError, FailingError)
"""Noted in `held_messages`: the partition waits at that message."""
_ATTEMPTS = 3
_HELD = 0.5
"""Seconds until a partition that is held is looked at again."""
_COMMIT_EVERY = 1.0
_ASK_EVERY = 2.0
"""Seconds after which somebody's wish to read a partition from its beginning is heard where no message comes."""
_MISSED = 5.0
"""Seconds until it is said that a session waits for its topics."""
_BATCH = 120.0
"""Seconds after which a batch is given up and fewer messages are tried: well before its process counts as hanging."""
_TURN = 10.0
"""Seconds after which others have their turn, where messages are applied few by few."""


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
        blamed: type[Exception] | None,
        decoded: Mapping[int, Reading],
    ) -> int: ...


@dataclass
class Session:
    """`last_resort` is given a message that fails for good. It raises RefusedError where that waits, the error where no message
    is to blame, and nothing where it was passed over. `held`: by partition why it waits; `stands_at`: at which offset, noted by
    `apply` and by `last_resort`. `before_reading` runs whenever partitions were assigned.
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
    """Partitions that wait at a fact that this service fails at, or at a message that its store refuses: another look takes one
    attempt.
    """
    _troubles: dict[TopicPartition, Trouble] = field(default_factory=dict)
    _resting: dict[TopicPartition, float] = field(default_factory=dict)
    """Until when partitions are not read, as of `time.monotonic()`."""
    _asked: float = 0.0
    _handed_out: float = 0.0
    """When messages were last handed out."""

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`. Raises what ends the session: KafkaError, what passes, or what no message is to blame for."""
        kafka, reader = self.kafka, self.reader
        await self._reached()
        telling: asyncio.Task[None] | None = None
        try:
            committed = self._asked = clocks.monotonic()
            done: dict[TopicPartition, int] = {}
            while not stop.is_set():
                self._resume()
                await self._begin_anew()
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

    async def _reached(self) -> None:
        # The client waits for a topic that is missing, and does not say so.
        said = f"the broker has not said where these topics stand: {', '.join(sorted(self.kafka.subscription()))}"
        saying = asyncio.get_running_loop().call_later(_MISSED, self.turns.failed, said)
        try:
            await reach(self.kafka)
        finally:
            saying.cancel()

    def _turned(self) -> None:
        given = self.reader.assigned
        mine = self.kafka.assignment()
        self._troubles = {partition: trouble for partition, trouble in self._troubles.items() if partition in mine}
        if any(trouble.tries for trouble in self._troubles.values()):
            # That has been told, and other partitions do not make it good.
            return
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
        began = clocks.monotonic()
        while messages and not stop.is_set() and partition in self.kafka.assignment():
            # Where it is held, looking at that one message again is enough.
            part = messages[:1] if alone or name in self.held else messages[: self._most(partition)]
            try:
                await self._apply(partition, part, batch.decoded, isolate=failures >= _ATTEMPTS)
            except (StartOverError, *_HOLDING) as error:
                await self._back(partition, error)
                return False
            except Exception as error:  # noqa: BLE001 - raised again where it is not the fault of a message
                if passes(error):
                    if await self._again(partition, part, error, stop):
                        continue
                    return False
                failures += 1
                self._failed(name, failures, error)
                if failures > _ATTEMPTS:
                    # Which message it is shows when each has a transaction of its own.
                    left, alone = await self._without(partition, messages, part, error), True
                    if left is None:
                        return False
                    messages = left
            else:
                self.held.pop(name, None)
                failures = 0 if name in self.failing else failures
                self.failing.discard(name)
                messages = messages[len(part) :]
                self._well(partition, len(batch.messages))
                if messages and partition in self._troubles and clocks.monotonic() - began > _TURN:
                    await self._leave(partition, messages[0].offset, 0.0)
                    return False
        return not messages

    def _most(self, partition: TopicPartition) -> int | None:
        """So many messages of a batch are tried at once; None: all."""
        trouble = self._troubles.get(partition)
        return None if trouble is None else trouble.most

    async def _apply(
        self, partition: TopicPartition, part: Sequence[ConsumerRecord], decoded: Mapping[int, Reading], *, isolate: bool
    ) -> None:
        trouble = self._troubles.get(partition)
        blamed = None if trouble is None else trouble.blamed
        where, isolate = (partition.topic, partition.partition), isolate or blamed is not None
        async with asyncio.timeout(_BATCH if len(part) > 1 else None):
            await self.apply(*where, part, isolate=isolate, blamed=blamed, decoded=decoded)

    async def _again(
        self, partition: TopicPartition, part: Sequence[ConsumerRecord], error: Exception, stop: asyncio.Event
    ) -> bool:
        """After what passes: whether the partition is tried again at once. Otherwise others have their turn first."""
        metrics.conflicts.inc()
        self.turns.failed(error)
        name = f"{partition.topic}/{partition.partition}"
        log.info("consumer.retry", partition=name, messages=len(part), error=repr(error))
        trouble = self._troubles.setdefault(partition, Trouble(len(part)))
        if trouble.met(error, len(part)):
            await self._leave(partition, part[0].offset, trouble.rest)
            return False
        await pause(stop, trouble.rest)
        return True

    def _well(self, partition: TopicPartition, whole: int) -> None:
        trouble = self._troubles.get(partition)
        if trouble is not None:
            trouble.well()
            self.turns.done(self.turns.behind)
            if trouble.most >= whole:
                del self._troubles[partition]

    def _failed(self, name: str, attempt: int, error: Exception) -> None:
        if name not in self.failing:
            log.warning("consumer.failed", partition=name, attempt=attempt, error=outline(error))

    async def _back(self, partition: TopicPartition, error: Exception) -> None:
        """To the partition's beginning, where that is wanted, or to where it is held."""
        if isinstance(error, StartOverError):
            log.warning("consumer.starts_over", partition=f"{partition.topic}/{partition.partition}")
            await self.reader.seek(partition, None)
        else:
            await self._wait(partition, error)

    async def _wait(self, partition: TopicPartition, error: Exception) -> None:
        """Goes back to where the partition stands, to look again later; other partitions go on meanwhile."""
        name = f"{partition.topic}/{partition.partition}"
        if self.held.get(name) != str(error):
            log.warning("consumer.held", partition=name, error=str(error))
        self.held[name] = str(error)
        if isinstance(error, (FailingError, RefusedError)):
            self.failing.add(name)
        await self._leave(partition, self.stands_at[name], _HELD)

    async def _leave(self, partition: TopicPartition, offset: int, rest: float) -> None:
        """The partition is read on at this offset, in so many seconds."""
        await self.reader.seek(partition, offset)
        if partition in self.kafka.assignment():
            self.kafka.pause(partition)
        self._resting[partition] = clocks.monotonic() + rest

    async def _begin_anew(self) -> None:
        """Hears once in a while what somebody has wished."""
        if clocks.monotonic() - self._asked > _ASK_EVERY:
            self._asked = clocks.monotonic()
            await self.reader.begin_anew()

    def _resume(self) -> None:
        if not self._resting:
            return
        rested = {partition for partition, until in self._resting.items() if until <= clocks.monotonic()}
        for partition in rested:
            del self._resting[partition]
        # What was taken away and given again rests no more.
        self.kafka.resume(*(rested & self.kafka.paused()))

    async def _without(
        self,
        partition: TopicPartition,
        messages: Sequence[ConsumerRecord],
        part: Sequence[ConsumerRecord],
        error: Exception,
    ) -> Sequence[ConsumerRecord] | None:
        """What is left of the messages when a part fails for good: all but it, if it is one message and passed over; None where
        the partition waits at it.
        """
        if len(part) > 1:
            return messages
        try:
            await self.last_resort(part[0], error)
        except RefusedError as refused:
            await self._wait(partition, refused)
            return None
        return messages[1:]
