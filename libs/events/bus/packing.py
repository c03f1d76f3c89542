"""Messages packed for the broker by partition, before they are sent.

The client library takes messages one by one as well, and then makes a future and looks up the topic for each: half of its time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from itertools import chain, zip_longest
from typing import Final

import numpy as np
from aiokafka import AIOKafkaProducer
from aiokafka.partitioner import murmur2
from aiokafka.producer.message_accumulator import BatchBuilder
from numpy.typing import NDArray

from ..envelope import Message
from .headers import PREDECESSOR
from .local_seal import HEADER, MOST, Sealer, hashes_of

__all__ = ["AT_ONCE", "Lasts", "Packed", "PartitionsChangedError", "murmur2_of"]

Lasts = list[int | None]
"""By partition the position of the last message there: 0 where there is none, None where nobody knows."""

AT_ONCE = 25
"""Messages prepared before others of the process may go on: a third of a millisecond."""
_HASHED_AT_ONCE = 100

_PREDECESSOR = f"ce_{PREDECESSOR}"
_MANY = 25
"""Keys from which on it pays to hash them together."""
_MIXER: Final = np.uint32(0x5BD1E995)
_SEED: Final = np.uint32(0x9747B28C)
_WORD, _REST, _R, _LAST = np.uint32(2), np.uint32(3), np.uint32(24), (np.uint32(13), np.uint32(15))
_POSITIVE: Final = 0x7FFFFFFF


class PartitionsChangedError(Exception):
    """A topic has another number of partitions than when the last message was sent."""

    plain = True


def _partition(hashed: int, partitions: Sequence[int]) -> int:
    return partitions[(hashed & _POSITIVE) % len(partitions)]


def murmur2_of(keys: Sequence[bytes]) -> Sequence[int]:
    """The hash of each key by which a Kafka client chooses its partition, unsigned (`Utils.murmur2` of the Java client).

    The client library hashes byte by byte in Python: 2 to 6 us a key, a fifth of the relay's time. Here all keys take a
    step together.
    """
    if len(keys) < _MANY:
        return [murmur2(key) for key in keys]
    lengths = np.fromiter(map(len, keys), np.uint32, len(keys))
    wide = max(4, int(lengths.max()) + 3 & ~3)
    rows = np.frombuffer(b"".join([key.ljust(wide, b"\0") for key in keys]), "<u4").reshape(len(keys), -1)
    whole, rest = lengths >> _WORD, (lengths & _REST) != 0
    found: NDArray[np.uint32] = _SEED ^ lengths
    for number, word in enumerate(rows.T):
        mixed: NDArray[np.uint32] = word * _MIXER
        mixed = (mixed ^ mixed >> _R) * _MIXER
        # What is left behind the last whole word comes in unmixed.
        last = np.where((whole == number) & rest, (found ^ word) * _MIXER, found)
        found = np.where(number < whole, found * _MIXER ^ mixed, last)
    found = (found ^ found >> _LAST[0]) * _MIXER
    hashed: list[int] = (found ^ found >> _LAST[1]).tolist()
    return hashed


class Packed:
    """Messages of some topics, in order within each partition."""

    def __init__(self, producer: AIOKafkaProducer) -> None:
        self._producer = producer
        self._partitions: dict[str, list[int]] = {}
        self._batches: dict[tuple[str, int], list[BatchBuilder]] = {}

    async def partition(self, topic: str, key: bytes) -> int:
        """The partition that a key gives. Raises KafkaError for an unknown topic."""
        return _partition(murmur2(key), await self._all(topic))

    async def _all(self, topic: str) -> list[int]:
        partitions = self._partitions.get(topic)
        if partitions is None:
            partitions = self._partitions[topic] = sorted(await self._producer.partitions_for(topic))
        return partitions

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

    async def add_all(
        self, topic: str, messages: Sequence[Message], positions: Sequence[int], lasts: Lasts | None, sealer: Sealer | None
    ) -> Lasts:
        """Puts all behind those of their partitions, each with the position of the one before it there, signed where there is
        something to sign with. Returns the last positions then. `lasts`: None where they are not known, empty where nothing was
        sent. Raises PartitionsChangedError.

        A list of headers is the message's own: the predecessor is put behind the others, and the seal behind that.
        """
        partitions, by_partition = await self._all(topic), dict[int, list[Message]]()
        if lasts and len(lasts) != len(partitions):
            raise PartitionsChangedError(f"{topic} has {len(partitions)} partitions now, and had {len(lasts)}")
        lasts = [None] * len(partitions) if lasts is None else [*(lasts or [0] * len(partitions))]
        for at in range(0, len(messages), _HASHED_AT_ONCE):
            some = messages[at : at + _HASHED_AT_ONCE]
            hashes = murmur2_of([key for key, _, _ in some])
            for message, position, hashed in zip(some, positions[at : at + _HASHED_AT_ONCE], hashes, strict=True):
                partition = _partition(hashed, partitions)
                if (last := lasts[partition]) is not None:
                    message[2].append((_PREDECESSOR, b"%d" % last))
                lasts[partition] = position
                by_partition.setdefault(partition, []).append(message)
            await asyncio.sleep(0)
        if sealer is not None:
            await _sign(topic, by_partition, sealer)
        for partition, some in by_partition.items():
            for at in range(0, len(some), _HASHED_AT_ONCE):
                for message in some[at : at + _HASHED_AT_ONCE]:
                    self.add(topic, partition, message)
                await asyncio.sleep(0)
        return lasts

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


async def _sign(topic: str, by_partition: Mapping[int, Sequence[Message]], sealer: Sealer) -> None:
    """Puts a seal behind the headers of each message."""
    hashes: list[bytes] = []
    # Partition by partition: whoever reads one climbs few paths of a tree.
    for partition, some in by_partition.items():
        for at in range(0, len(some), _HASHED_AT_ONCE):
            hashes += hashes_of(topic, partition, some[at : at + _HASHED_AT_ONCE])
            await asyncio.sleep(0)
    signed = chain.from_iterable(by_partition.values())
    for at in range(0, len(hashes), MOST):
        for seal, (_, _, headers) in zip(sealer.seals(hashes[at : at + MOST]), signed, strict=False):
            headers.append((HEADER, seal))
        await asyncio.sleep(0)
