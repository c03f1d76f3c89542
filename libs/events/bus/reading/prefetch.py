"""Batches of messages, read and decoded while the batch before them is with the database.

Catching up, half a batch's time goes into reading headers and data and half into waiting for PostgreSQL: done side by side they
cost little more than the longer of the two. Where messages trickle nothing is read ahead, so that none waits for another.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import asyncpg
from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition

from ..local_seal import Checker
from .assignment import Assignment
from .messages import Reading

__all__ = ["Batch", "Reader"]

_AT_ONCE = 25
"""Messages decoded before others of the process may go on: a third of a millisecond."""


class Batch(NamedTuple):
    """Messages of one partition, in order; `decoded` by offset."""

    messages: Sequence[ConsumerRecord]
    decoded: Mapping[int, Reading]


class Reader:
    """The partitions of a started consumer, from where the database says, whatever Kafka remembers."""

    def __init__(
        self,
        kafka: AIOKafkaConsumer,
        pool: asyncpg.Pool,
        topics: Sequence[str],
        most: int,
        reading: Callable[[ConsumerRecord], Reading],
        *,
        checker: Checker | None = None,
    ) -> None:
        self._kafka, self._most, self._reading, self._checker = kafka, most, reading, checker
        self._ahead: asyncio.Task[tuple[int, dict[TopicPartition, Batch]]] | None = None
        self.assigned = Assignment(pool, kafka)
        kafka.subscribe(list(topics), listener=self.assigned)

    async def take(self) -> dict[TopicPartition, Batch]:
        """The next messages; none after 200 ms without any. Raises what kept the database from saying where to begin."""
        ahead, self._ahead = self._ahead, None
        turn, fetched = await (ahead or self._fetch())
        if self.assigned.error is not None:
            raise self.assigned.error
        if not self.assigned.sought:
            # Partitions are changing hands: these would be read from where Kafka says.
            return {}
        if turn != self.assigned.turn:
            # Read for an assignment that has ended: another process may have been at it since.
            await self.assigned.seek(self._kafka.assignment())
            return {}
        if sum(len(batch.messages) for batch in fetched.values()) * 2 >= self._most:
            self._ahead = asyncio.create_task(self._fetch())
        return fetched

    async def _fetch(self) -> tuple[int, dict[TopicPartition, Batch]]:
        turn = self.assigned.turn
        fetched = await self._kafka.getmany(timeout_ms=200, max_records=self._most)
        batches = {}
        if self._checker is not None:
            # A key may have been taken out of the file whose trees are remembered.
            self._checker.refresh()
        for partition, found in fetched.items():
            if not (messages := await self.assigned.behind_anchor(partition, found)):
                continue
            decoded: dict[int, Reading] = {}
            for number, message in enumerate(messages, 1):
                decoded[message.offset] = self._reading(message)
                if number % _AT_ONCE == 0:
                    await asyncio.sleep(0)
            batches[partition] = Batch(messages, decoded)
        return turn, batches

    async def seek(self, partition: TopicPartition, offset: int | None) -> None:
        """Goes on at an offset (None: at the beginning); what was read ahead of it does not count."""
        if self._ahead is not None:
            (await self._ahead)[1].pop(partition, None)
        self.assigned.forget(partition)
        if offset is None:
            await self._kafka.seek_to_beginning(partition)
        else:
            self._kafka.seek(partition, offset)

    async def begin_anew(self) -> None:
        """Reads those partitions from their beginning of which somebody has wished it (refill.py)."""
        for partition in await self.assigned.wished():
            await self.seek(partition, None)

    async def close(self) -> None:
        """Ends what is still being read."""
        if self._ahead is not None:
            self._ahead.cancel()
            await asyncio.gather(self._ahead, return_exceptions=True)
