"""Messages packed for the broker by partition, before they are sent.

The client library takes messages one by one as well, and then makes a future and looks up the topic for each: half of its time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from itertools import chain, zip_longest

from aiokafka import AIOKafkaProducer
from aiokafka.partitioner import DefaultPartitioner
from aiokafka.producer.message_accumulator import BatchBuilder

from ..envelope import Message
from .local_seal import HEADER, MOST, Sealer, hash_of

__all__ = ["AT_ONCE", "Packed"]

AT_ONCE = 25
"""Messages prepared before others of the process may go on: a third of a millisecond."""
_HASHED_AT_ONCE = 100

_partition_of = DefaultPartitioner()


class Packed:
    """Messages of some topics, in order within each partition."""

    def __init__(self, producer: AIOKafkaProducer) -> None:
        self._producer = producer
        self._partitions: dict[str, list[int]] = {}
        self._batches: dict[tuple[str, int], list[BatchBuilder]] = {}

    async def partition(self, topic: str, key: bytes) -> int:
        """The partition that a key gives. Raises KafkaError for an unknown topic."""
        partitions = self._partitions.get(topic)
        if partitions is None:
            partitions = self._partitions[topic] = sorted(await self._producer.partitions_for(topic))
        return int(_partition_of(key, partitions, ()))

    def add(self, topic: str, partition: int, message: Message) -> None:
        """Puts a message behind the others of its partition."""
        key, value, headers = message
        batches = self._batches.get((topic, partition))
        if batches is None:
            batches = self._batches[topic, partition] = [self._producer.create_batch()]
        if batches[-1].append(timestamp=None, key=key, value=value, headers=headers) is None:
            # Full. An empty one takes a message of any size.
            batches.append(self._producer.create_batch())
            batches[-1].append(timestamp=None, key=key, value=value, headers=headers)

    async def add_all(self, topic: str, messages: Sequence[Message], sealer: Sealer | None) -> None:
        """Puts all behind those of their partitions, signed where there is something to sign with."""
        by_partition: dict[int, list[Message]] = {}
        for number, message in enumerate(messages, 1):
            by_partition.setdefault(await self.partition(topic, message[0]), []).append(message)
            if number % AT_ONCE == 0:
                await asyncio.sleep(0)
        # In this order whoever reads one partition climbs few paths of a tree.
        placed = [(partition, message) for partition, some in by_partition.items() for message in some]
        for at in range(0, len(placed), MOST):
            await self._add(topic, placed[at : at + MOST], sealer)

    async def _add(self, topic: str, placed: Sequence[tuple[int, Message]], sealer: Sealer | None) -> None:
        hashes: list[bytes] = []
        for at in range(0, len(placed) if sealer else 0, _HASHED_AT_ONCE):
            hashes += [hash_of(topic, partition, message) for partition, message in placed[at : at + _HASHED_AT_ONCE]]
            await asyncio.sleep(0)
        seals = sealer.seals(hashes) if sealer else ()
        for number, ((partition, message), seal) in enumerate(zip_longest(placed, seals), 1):
            key, value, headers = message
            self.add(topic, partition, (key, value, headers if seal is None else [*headers, (HEADER, seal)]))
            if number % _HASHED_AT_ONCE == 0:
                await asyncio.sleep(0)

    async def send(self) -> None:
        """Sends all and waits until the broker has acknowledged all. Raises KafkaError."""
        waiting = []
        # The first batches of all partitions go together, then the second ones.
        turns = zip_longest(*([(place, batch) for batch in batches] for place, batches in self._batches.items()))
        for found in chain.from_iterable(turns):
            if found is not None:
                (topic, partition), batch = found
                waiting.append(await self._producer.send_batch(batch, topic, partition=partition))
        await self._producer.flush()
        for acknowledged in waiting:
            await acknowledged
