"""What comes over the border: a neighbour's messages are taken link by link, held, or passed over by an operator.

Three kinds of message do not count:

- `untrusted`: no agreement in force gives a key. The partition waits; reading goes on by itself once there is one.
- `no-link`: unsigned, altered, signed by a stranger, or no continuation of anything. The partition waits until an operator
  passes over exactly this message, on the record. Nothing of it counts, and the chain stays where it was.
- `gap`: a true link, signed by a trusted key, that comes before its turn: a link before it is missing. It cannot be passed. The
  partition is read once more from its beginning (the topic may have been made again under a stored offset that belonged to
  the old one); what then still comes before its turn is left, visibly, until the missing link comes: the neighbour sends again.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aiokafka import ConsumerRecord

from ..envelope import from_kafka
from ..store.store import Transaction
from ..telemetry import metrics
from .ledger import ChainBrokenError, Link, UntrustedError, verify
from .prefetch import Received
from .quarantine import Kind, digest, gaps, hold, release

__all__ = ["Bad", "Border", "Trust"]

Trust = Callable[[Transaction, str], Awaitable[Sequence[Mapping[str, Any]]]]
"""(transaction, neighbour's place) -> public JWKs trusted by the agreements in force."""


@dataclass(frozen=True, slots=True)
class Bad:
    """The message at which a batch ends. With `start_over` the partition is read again from its beginning first."""

    offset: int
    error: Exception
    start_over: bool = False


@dataclass(frozen=True, slots=True)
class _Verdict:
    kind: Kind
    error: Exception


@dataclass(frozen=True, slots=True)
class Border:
    """Verifies what is read from a neighbour's shared topic. `home` is the own place."""

    home: str
    trust: Trust

    async def unpassed(
        self, tx: Transaction, topic: str, partition: int, messages: Sequence[ConsumerRecord]
    ) -> list[ConsumerRecord]:
        """The messages without those that an operator has passed over."""
        rows = await tx.fetch(
            "select kafka_offset, digest from passed_messages"
            " where topic = $1 and partition = $2 and kafka_offset between $3 and $4",
            topic,
            partition,
            messages[0].offset,
            messages[-1].offset,
        )
        gone = {(row["kafka_offset"], row["digest"]) for row in rows}
        return [message for message in messages if not gone or (message.offset, digest(message)) not in gone]

    async def check(
        self, tx: Transaction, topic: str, partition: int, fresh: Sequence[Received], seen: dict[str, int]
    ) -> tuple[list[Received], Bad | None]:
        """Continues each source's chain: the good messages up to the first bad one, and that one, which is noted.

        `seen` (source -> last position) grows by what is taken and by nothing else: a forged position must hide nothing.
        """
        waiting = await gaps(tx, topic, partition)
        ends: dict[str, Link] = {}
        keys: dict[str, Sequence[Mapping[str, Any]]] = {}
        taken: list[Received] = []
        bad: Bad | None = None
        for received in fresh:
            source, position, place = received.recorded.source, received.recorded.position, received.recorded.place
            if position <= seen.get(source, 0):
                metrics.duplicates.inc()
                continue
            if source not in ends:
                ends[source] = await _end(tx, source)
            if place not in keys:
                keys[place] = await self.trust(tx, place)
            verdict = self._stray(source, place) or _next(received, ends[source], keys[place])
            if isinstance(verdict, Link):
                ends[source], seen[source] = verdict, position
                taken.append(received)
            elif await _known(tx, received):
                metrics.duplicates.inc()
            elif verdict.kind is not Kind.GAP or source not in waiting:
                await hold(tx, topic, partition, received.message, kind=verdict.kind, source=source, error=verdict.error)
                bad = Bad(received.message.offset, verdict.error, start_over=verdict.kind is Kind.GAP)
                break
        grown = {received.recorded.source for received in taken}
        await _store_ends(tx, {source: ends[source] for source in grown})
        await release(tx, topic, partition, stands_at=bad.offset if bad else None, healed=grown & waiting)
        return taken, bad

    def _stray(self, source: str, place: str) -> _Verdict | None:
        """The fault of facts that are no neighbour's; None where they are."""
        if place == self.home:
            return _Verdict(Kind.NO_LINK, ChainBrokenError(f"{source} is not a neighbour"))
        return None


def _next(received: Received, end: Link, keys: Sequence[Mapping[str, Any]]) -> Link | _Verdict:
    """The chain's new end, or why the message does not continue it."""
    event = from_kafka(received.message.value, received.message.headers)
    attributes, data = event.attributes, event.data
    try:
        return verify(end, attributes, data, keys)
    except UntrustedError as error:
        return _Verdict(Kind.UNTRUSTED, error)
    except ChainBrokenError as error:
        broken = error
    try:
        index = int(attributes["chainindex"])
        # True to its own claims and signed by a trusted key: a link of the chain, only not the next one.
        verify(Link(index - 1, attributes["chainprevious"]), attributes, data, keys)
    except UntrustedError:
        return _Verdict(Kind.UNTRUSTED if index > end.index else Kind.NO_LINK, broken)
    except (ChainBrokenError, KeyError, ValueError):
        return _Verdict(Kind.NO_LINK, broken)
    return _Verdict(Kind.GAP if index > end.index + 1 else Kind.NO_LINK, broken)


async def _known(tx: Transaction, received: Received) -> bool:
    """Whether this service has the fact already, through another partition or another topic of the same name."""
    item = received.recorded
    query = "select true from inbox where source = $1 and position = $2 and id = $3"
    return bool(await tx.fetchval(query, item.source, item.position, item.id))


async def _end(tx: Transaction, source: str) -> Link:
    row = await tx.fetchrow("select chain_index, hash from chains where source = $1", source)
    return Link(row["chain_index"], row["hash"]) if row else Link()


async def _store_ends(tx: Transaction, ends: Mapping[str, Link]) -> None:
    for source, end in ends.items():
        await tx.execute(
            "insert into chains values ($1, $2, $3)"
            " on conflict (source) do update set chain_index = excluded.chain_index, hash = excluded.hash",
            source,
            end.index,
            end.hash,
        )
