"""A partition of a topic as one consumer reads it, message by message, for tests of what counts and what is held."""

import itertools
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

import pytest
from aiokafka import ConsumerRecord

from libs.events.bus.confiding import Confidant
from libs.events.bus.quarantine import held
from libs.events.bus.reading.sessions import StartOverError
from libs.events.bus.reading.succession import ConflictingFactError
from libs.events.envelope import Message, Meta, Recorded, to_kafka
from libs.events.fact import Fact
from libs.events.testing.bell import Rung
from libs.events.testing.services import ServiceUnderTest

AT = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
TOPIC = "421088.bell.events"
BELL = "/421088/bell"
SECRET = Confidant(b"s" * 32)


def rung(
    position: int, *, id_: UUID | None = None, stream: str | None = None, version: int = 1, door: str | None = None
) -> Recorded[Rung]:
    """The fact of a position: the same one each time, unless something about it is named."""
    fact = Rung(door=door or f"d{position}", by=AT)
    id_ = id_ or uuid5(UUID(int=0), str(position))
    return Recorded(fact, BELL, stream or f"bell-{position}", version, position, id_, AT, Meta("a", "c"))


class Partition:
    """Partition 0 of the bell's topic as one consumer reads it. What is held is offered again, as the consumer's loop does."""

    def __init__(self, door: ServiceUnderTest) -> None:
        self.door, self.pool, self.consumer = door, door.running.pool, door._consumer(None, "bell")  # noqa: SLF001
        self._offsets = itertools.count()
        self.log: list[ConsumerRecord] = []

    def messages(self, *items: Recorded[Any], topic: str = TOPIC, partition: int = 0) -> list[ConsumerRecord]:
        made = [(next(self._offsets), *to_kafka(item)) for item in items]
        return [ConsumerRecord(topic, partition, n, 0, 0, key, value, None, 0, 0, headers) for n, key, value, headers in made]

    async def apply(self, *items: Recorded[Any]) -> int:
        self.log = self.messages(*items)
        return await self.consumer.apply(TOPIC, 0, self.log)

    async def read_on(self, log: Sequence[ConsumerRecord], at: int = 0) -> None:
        """Reads a log from there, and again from its beginning where that is wanted. Raises what holds it."""
        for _ in range(2 * len(log)):
            try:
                await self.consumer.apply(TOPIC, 0, log[at:])
            except StartOverError:
                at = 0
            else:
                return
        raise AssertionError("it begins again without end")

    async def refuses(self, *items: Recorded[Any], says: str) -> int:
        """The batch ends at a conflict, which is held; returns its offset."""
        with pytest.raises(ConflictingFactError, match=says):
            await self.apply(*items)
        (message,) = await held(self.pool)
        assert (message.kind, message.passable, message.source) == ("conflict", True, BELL)
        assert await self.pool.fetchval("select next_offset from consumer_offsets where topic = $1", TOPIC) == message.offset
        return message.offset

    async def known(self) -> list[int]:
        return [row["position"] for row in await self.door.rows("select position from inbox order by 1")]

    async def doors(self) -> list[str]:
        return [row["door"] for row in await self.door.rows("select door from seen order by position")]


class Chained(Partition):
    """Messages as a relay sends them: each names the position of the one before it. An item is (position, the one before) and,
    where it is sealed with SECRET, the fact.
    """

    def messages(self, *items: Any, **_: Any) -> list[ConsumerRecord]:
        return [self.message(*item) for item in items]

    def message(self, position: int, before: int | None, fact: Fact | None = None) -> ConsumerRecord:
        item: Recorded[Any] = rung(position)
        return self.record(to_kafka(item) if fact is None else SECRET.seal(item._replace(fact=fact.raw())), before)

    def record(self, made: Message, before: int | None) -> ConsumerRecord:
        key, value, headers = made
        named = [] if before is None else [("ce_predecessor", str(before).encode())]
        return ConsumerRecord(TOPIC, 0, next(self._offsets), 0, 0, key, value, None, 0, 0, [*headers, *named])

    async def starts_over(self, *items: Any) -> None:
        """For these messages the partition is to be read from its beginning."""
        with pytest.raises(StartOverError):
            await self.apply(*items)
        assert await self.pool.fetchval("select next_offset from consumer_offsets") == 0

    async def gap(self) -> str:
        """What is said to be missing."""
        (message,) = await held(self.pool)
        assert (message.kind, message.passable, message.source) == ("gap", False, BELL)
        return message.error

    async def clear(self) -> None:
        """Nothing has been read."""
        await self.pool.execute(
            "truncate inbox, consumer_offsets, consumer_positions, held_messages, passed_messages, views.seen cascade"
        )
