"""Batches of messages, read and decoded while the batch before them is with the database.

Catching up, half a batch's time goes into reading headers and data and half into waiting for PostgreSQL: done side by side they
cost little more than the longer of the two. Where messages trickle nothing is read ahead, so that none waits for another.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import asyncpg
import orjson
from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, ConsumerRecord, TopicPartition

from ...envelope import MalformedEventError, Recorded, read_parted
from ...fact import Raw, Unknown, UnreadableFactError, catalog
from ..confiding import Opening, WrongSecretError, is_sealed
from ..headers import Parted, parted
from ..kafka import may_speak
from ..local_seal import HEADER, Checker, ForgedError, Unproven
from .unpacking import Unpackable

__all__ = ["Batch", "Reader", "Reading", "Received", "StrangerError", "Unopened", "Withheld", "read", "told"]

_AT_ONCE = 25
"""Messages decoded before others of the process may go on: a third of a millisecond."""
_SHOWN = 300
"""Characters of an error that are kept."""


class Received(NamedTuple):
    """One readable message. `error` is set when its data does not fit its published shape; `recorded.raw` is as published."""

    message: ConsumerRecord
    recorded: Recorded[Any]
    error: str | None = None


class Withheld(NamedTuple):
    """A sealed fact that is for others."""


class Unopened(NamedTuple):
    """A batch that the client library cannot unpack. What it says nobody knows, so that it holds its partition."""

    why: str


Reading = Received | Withheld | Unproven | Unopened | MalformedEventError


class Batch(NamedTuple):
    """Messages of one partition, in order; `decoded` by offset."""

    messages: Sequence[ConsumerRecord]
    decoded: Mapping[int, Reading]


class StrangerError(MalformedEventError):
    """A readable event whose source may not speak on the topic where it stands."""


def read(message: ConsumerRecord, opening: Opening | None = None, checker: Checker | None = None) -> Reading:
    """A message as a received fact, or why it is none.

    With `checker` it is a fact only where its service has signed it. With `opening` a sealed fact is read as what was sealed;
    without it, for facts of a neighbour, which confides nothing to this place, it is one of an unknown type.
    """
    value, headers, seal = message.value, message.headers, None
    if isinstance(value, Unpackable):
        return Unopened(value.why)
    if headers and headers[-1][0] == HEADER:
        seal, headers = headers[-1][1] or b"", headers[:-1]
    found = parted(headers)
    received = _plainly(message, value, headers, found)
    if isinstance(received, MalformedEventError):
        return received
    source = received.recorded.source
    if not may_speak(source, message.topic):
        return StrangerError(f"{source} may not speak on {message.topic}")
    if checker is not None:
        try:
            if doubt := checker.doubt(message, seal, found, source, received.recorded.position):
                return doubt
        except ForgedError as error:
            return error
    return received if opening is None or not is_sealed(received.recorded) else _opened(received, opening)


def _plainly(
    message: ConsumerRecord, value: bytes | None, headers: Sequence[tuple[str, bytes | None]], found: Parted | None
) -> Received | MalformedEventError:
    try:
        try:
            return Received(message, read_parted(value, headers, found))
        except UnreadableFactError as error:
            return Received(message, read_parted(value, headers, found, decode=False), str(error))
    except MalformedEventError as error:
        return error
    except Exception as error:  # noqa: BLE001 - whatever a message does to its reader, the next one is to be read
        return MalformedEventError(repr(error)[:_SHOWN])


def _opened(received: Received, opening: Opening) -> Reading:
    """A sealed fact that does not open holds its partition: it may be meant for this service, whose file is late or wrong."""
    outside = received.recorded
    if opening.confidant is None or outside.service not in opening.opened:
        if outside.service in opening.others:
            return Withheld()
        return MalformedEventError(f"{outside.source} confides nothing, and position {outside.position} is sealed")
    try:
        value, headers = opening.confidant.open(outside)
    except WrongSecretError as error:
        return Unproven(outside.source, str(error))
    found = _plainly(received.message, value, headers, parted(headers))
    if isinstance(found, MalformedEventError):
        # Its text shows what was sealed.
        return MalformedEventError(f"{outside.source} {outside.position} is sealed and no event")
    if _place(found.recorded) != _place(outside):
        return MalformedEventError(f"{outside.source} {outside.position} is sealed for another position")
    return found


def _place(item: Recorded[Any]) -> tuple[object, ...]:
    return item.source, item.stream, item.position, item.version


def told(received: Received, raw: Raw) -> Received:
    """The message with what it truly says in the place of what stood in it."""
    recorded = received.recorded._replace(raw=raw)
    try:
        return Received(received.message, recorded._replace(fact=catalog.read(*raw)))
    except UnreadableFactError as error:
        fact = Unknown(raw.fact_type, raw.fact_version, orjson.loads(raw.json))
        return Received(received.message, recorded._replace(fact=fact), str(error))


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
        self.assigned = _SeekToStored(pool, kafka)
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
        for partition, messages in fetched.items():
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
        if offset is None:
            await self._kafka.seek_to_beginning(partition)
        else:
            self._kafka.seek(partition, offset)

    async def close(self) -> None:
        """Ends what is still being read."""
        if self._ahead is not None:
            self._ahead.cancel()
            await asyncio.gather(self._ahead, return_exceptions=True)


class _SeekToStored(ConsumerRebalanceListener):  # type: ignore[misc]
    """`turn` counts changes of the assignment, `sought` says that reading stands where the database says, `anew` that there
    was an assignment since somebody looked.

    The client only logs what goes wrong here and reads on from Kafka's own offset: after a restored database that would be
    too far. So it is kept for the reader to raise.
    """

    def __init__(self, pool: asyncpg.Pool, kafka: AIOKafkaConsumer) -> None:
        self._pool, self._kafka = pool, kafka
        self.turn, self.sought, self.anew = 0, False, False
        self.error: Exception | None = None

    async def on_partitions_revoked(self, _: Iterable[TopicPartition]) -> None:
        """Nothing to save: offsets are stored with each batch."""
        self.turn, self.sought = self.turn + 1, False

    async def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        # An older process may have kept facts of these partitions that it did not understand.
        self.anew = True
        try:
            await self.seek(assigned)
        except Exception as error:
            self.error = error
            raise
        self.turn, self.sought = self.turn + 1, True

    async def seek(self, assigned: Iterable[TopicPartition]) -> None:
        rows = await self._pool.fetch("select topic, partition, next_offset from consumer_offsets")
        stored = {(row["topic"], row["partition"]): row["next_offset"] for row in rows}
        for partition in assigned:
            self._kafka.seek(partition, max(0, stored.get((partition.topic, partition.partition), 0)))
