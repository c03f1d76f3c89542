"""Where the partitions of an assignment are read on: where the database says, if the topic is still the one that was read.

A stored offset means something for one topic only. Whoever makes a topic again, or deletes records from it, gives offsets
another meaning, and a reader that trusts the stored one passes over what it has never seen. So the broker is asked where each
partition begins and ends, and the record before the stored offset is compared with the one that was read last.

- A partition that ends before the stored offset, or has another record there, is read from its beginning. That is safe: what is
  known counts once.
- Records that were deleted before they were read are held as `expired`, visibly. Reading goes on behind them. The note names
  the sources that have sent on the partition, and goes away as soon as of each a message shows that nothing is missing, or
  brings what was: on a topic of several services the facts of one say nothing of another's.
"""

from __future__ import annotations

import asyncio
import time as clocks
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import asyncpg
from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, ConsumerRecord, TopicPartition

from ...telemetry import log
from ..kafka import sending_again
from ..quarantine import Kind
from ..rejected import digest

__all__ = ["Assignment"]

# A loss is passed over as it is told, by its hash: another may begin at the same offset. What was held there is gone itself.
_EXPIRED = """
    insert into held_messages (topic, partition, kafka_offset, kind, source, error, headers, digest)
    select $1, $2, $3, $4, coalesce((select string_agg(source, ', ' order by source) from consumer_positions
                                      where (topic, partition) = ($1, $2)), ''), $5, '[]', sha256(convert_to($5, 'UTF8'))
     where not exists (select from passed_messages p
                        where (p.topic, p.partition, p.kafka_offset) = ($1, $2, $3)
                          and p.digest in (sha256(convert_to($5, 'UTF8')), ''))
        on conflict (topic, partition, kafka_offset) do update
       set kind = excluded.kind, source = excluded.source, error = excluded.error, digest = excluded.digest, missing = null
     where held_messages.error <> excluded.error returning true
"""


class _Anchor(NamedTuple):
    """The record that was read last: its offset, and its hash."""

    offset: int
    digest: bytes


class Assignment(ConsumerRebalanceListener):  # type: ignore[misc]
    """`turn` counts changes of the assignment, `sought` says that reading stands where the database says, `anew` that there
    was an assignment since somebody looked. `since` is when it changed, in seconds as of `time.time()`.

    The client only logs what goes wrong here, and would read on from Kafka's own offset: after a restored database that would
    be too far. So it is kept for the reader to raise.
    """

    def __init__(self, pool: asyncpg.Pool, kafka: AIOKafkaConsumer) -> None:
        self._pool, self._kafka = pool, kafka
        self.turn, self.sought, self.anew = 0, False, False
        self.since = clocks.time()
        self.error: Exception | None = None
        self._anchors: dict[TopicPartition, _Anchor] = {}

    async def on_partitions_revoked(self, _: Iterable[TopicPartition]) -> None:
        """Nothing to save: offsets are stored with each batch."""
        self.turn, self.sought, self.since = self.turn + 1, False, clocks.time()

    async def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        # An older process may have kept facts of these partitions that it did not understand.
        self.anew = True
        try:
            await self.seek(assigned)
        except Exception as error:
            self.error = error
            raise
        self.turn, self.sought, self.since = self.turn + 1, True, clocks.time()

    async def seek(self, assigned: Iterable[TopicPartition]) -> None:
        """Goes to where each of them is read on."""
        partitions = list(assigned)
        rows = await self._pool.fetch("select topic, partition, next_offset, anchor from consumer_offsets")
        stored = {(row["topic"], row["partition"]): (row["next_offset"], row["anchor"]) for row in rows}
        begins, ends = await asyncio.gather(self._kafka.beginning_offsets(partitions), self._kafka.end_offsets(partitions))
        self._anchors.clear()
        for partition in partitions:
            at, anchor = stored.get((partition.topic, partition.partition), (0, None))
            begin, end = begins[partition], ends[partition]
            if at < 0:
                # Somebody wishes it from the beginning (refill.py), whatever was read and deleted before.
                at = begin
            elif at > end:
                _starts_over(partition, f"it ends at {end}, and was read up to {at}")
                at = begin
            elif at < begin:
                await self._expired(partition, at, begin)
                at = begin
            elif anchor is not None and at > begin:
                at -= 1
                self._anchors[partition] = _Anchor(at, anchor)
            self._kafka.seek(partition, at)

    async def _expired(self, partition: TopicPartition, at: int, begin: int) -> None:
        said = (
            f"the records {at} to {begin - 1} were deleted before they were read; they are sent again by"
            f" {sending_again(partition.topic)}"
        )
        where = (partition.topic, partition.partition, at, Kind.EXPIRED.value)
        if await self._pool.fetchval(_EXPIRED, *where, said):
            log.error("consumer.expired", partition=_name(partition), error=said)

    async def behind_anchor(self, partition: TopicPartition, messages: Sequence[ConsumerRecord]) -> Sequence[ConsumerRecord]:
        """The messages behind the record that was read last, with which they begin after an assignment. None, and the
        partition is read from its beginning, where another record stands in its place.
        """
        anchor = self._anchors.pop(partition, None)
        if anchor is None:
            return messages
        if (messages[0].offset, digest(messages[0])) == anchor:
            return messages[1:]
        _starts_over(partition, f"another record stands at {anchor.offset} than was read there")
        await self._kafka.seek_to_beginning(partition)
        return ()

    async def wished(self) -> list[TopicPartition]:
        """Those that are to be read from their beginning. The first of their messages brings it about (sessions.py)."""
        rows = await self._pool.fetch("select topic, partition from consumer_offsets where next_offset < 0")
        mine = self._kafka.assignment()
        return [partition for row in rows if (partition := TopicPartition(*row)) in mine]

    def forget(self, partition: TopicPartition) -> None:
        """Somebody else says where it is read on."""
        self._anchors.pop(partition, None)


def _starts_over(partition: TopicPartition, why: str) -> None:
    log.warning("consumer.starts_over", partition=_name(partition), why=f"the topic was made again: {why}")


def _name(partition: TopicPartition) -> str:
    return f"{partition.topic}/{partition.partition}"
