"""Store to Kafka, in order, resumable, one active relay per source.

Wakes by an in-process signal and a short poll, reads past its checkpoint up to the settled mark, seals what is shared,
sends with the idempotent producer, waits for all acknowledgements, stores the checkpoint. A crash repeats a suffix, in
order; nothing is skipped.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

import asyncpg
import orjson
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError, KafkaTimeoutError, MessageSizeTooLargeError

from ..clock import pause
from ..envelope import Message, Recorded, to_cloudevent, to_kafka
from ..fact import NewerFactError, Raw, Visibility, catalog
from ..running.interruptions import Interruptions
from ..running.turns import Turns
from ..store.blame import FAILURES
from ..store.sessions import held_open
from ..store.store import PostgresStore
from ..telemetry import log, metrics, span
from . import ledger
from .confiding import Confidant
from .kafka import Access, ended, events_topic, interruptions, reach, shared_topic
from .ledger import Link, Sealed, Signer
from .local_seal import Sealer
from .packing import AT_ONCE, Lasts, Packed, PartitionsChangedError

__all__ = ["RELAY_LOCK", "Relay", "outgoing"]

RELAY_LOCK = 4208802
_BATCH = 1000
_PATIENCE = 5.0
"""Seconds without an acknowledgement after which that is said."""
_LAST = 1.0
_LARGE = 2**18
"""Bytes of a fact that is sent alone: were it refused among others, those behind it would be there before it. What is sent
together has half a megabyte at most (kafka.py).
"""
_HELD = 10.0
"""Seconds after which a relay asks again whether the topic takes a fact by now."""
_LEAVE = 3.0
"""Seconds a relay that is too old leaves the lock to others; who stands by asks every second."""


def known(batch: Sequence[Recorded[Raw]]) -> list[Recorded[Raw]]:
    """The facts before the first one newer than this code. Raises NewerFactError when that is the first of all.

    During a rolling update the older process may hold the relay's lock. Passed over as private, a new type of fact was never
    sent: the checkpoint went on.
    """
    for number, item in enumerate(batch):
        cls = catalog.newest(item.fact.fact_type)
        if cls is None or item.fact.fact_version > cls.fact_version:
            if number == 0:
                raise NewerFactError(f"{item.fact.fact_type} v{item.fact.fact_version} at position {item.position}")
            return list(batch[:number])
    return list(batch)


def together(batch: Sequence[Recorded[Raw]]) -> Sequence[Recorded[Raw]]:
    """The facts before the first large one; a large one alone."""
    for number, item in enumerate(batch):
        if len(item.fact.json) > _LARGE:
            return batch[: max(1, number)]
    return batch


class TooLargeForTopicError(Exception):
    """A fact that the broker does not take. It was stored by code that did not look, or the topic takes less than it did."""

    plain = True

    def __init__(self, item: Recorded[Raw]) -> None:
        super().__init__(
            f"{item.fact.fact_type} at position {item.position} ({item.stream}) has {len(item.fact.json)} bytes, more than the"
            f" topic takes"
        )
        self.item = item


class _Prepared(NamedTuple):
    """Facts that are sent together. Packed are all messages but those for neighbours, which are sealed first."""

    facts: Sequence[Recorded[Raw]]
    shared: Sequence[Recorded[Raw]]
    packed: Packed
    lasts: Lasts
    """The last positions on the service's own topic once these are sent."""


def visibility_of(recorded: Recorded[Raw]) -> Visibility:
    """An own known fact's visibility."""
    cls = catalog.newest(recorded.fact.fact_type)
    return cls.visibility if cls is not None else Visibility.PRIVATE


def outgoing(item: Recorded[Raw], confidant: Confidant | None) -> Message | None:
    """What stands on the service's topic of an own known fact; None for a private one."""
    return _outgoing(item, visibility_of(item), confidant)


def _outgoing(item: Recorded[Raw], seen: Visibility, confidant: Confidant | None) -> Message | None:
    if seen is Visibility.PRIVATE:
        return None
    if seen is not Visibility.CONFIDED:
        return to_kafka(item)
    if confidant is None:
        raise RuntimeError(f"{item.fact.fact_type} is confided: set CHECKONCE_CONFIDING_SECRET to seal it with")
    return confidant.seal(item)


async def _checkpoint(session: Any) -> tuple[int, Lasts | None]:
    """Up to which position was sent, and the topic's last positions then; None where a relay of before has sent."""
    row = await session.fetchrow("select position, lasts, lasts_at from relay_checkpoint")
    if row["position"] == 0:
        # Nothing was sent, or all is sent once more (refill.py): the first message of each partition says so.
        return 0, []
    return row["position"], row["lasts"] if row["lasts_at"] == row["position"] else None


@dataclass
class Relay:
    """`signer` is needed as soon as the service has shared facts, `confidant` as soon as it has confided ones; without `sealer`
    nothing is signed for the services of the place.
    """

    store: PostgresStore
    access: Access
    signer: Signer | None = None
    confidant: Confidant | None = None
    sealer: Sealer | None = None
    poll: float = 0.1
    linger: float = 0.0
    refuses: Callable[[datetime], str | None] | None = None
    """Why a shared fact of that time is not sealed with the signer's key; None where nobody asks."""
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _turns: Turns = field(default_factory=Turns)
    _interruptions: Interruptions = field(default_factory=partial(interruptions, "relay.interrupted"))
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Of the session that holds the relay's lock: its heartbeat uses it too."""

    def __post_init__(self) -> None:
        self.store.on_append(self._wake.set)
        place, service = self.store.source.split("/")[1:]
        self._events, self._shared = events_topic(place, service), shared_topic(place)

    async def run(self, stop: asyncio.Event, turns: Turns | None = None) -> None:
        """Until `stop`; survives a broker that is away (waits) and a lost database session (starts over)."""
        self._turns = turns or self._turns
        while not stop.is_set():
            try:
                await self._lead(stop)
            except NewerFactError as error:
                # The lock is free meanwhile: the updated process that stands by takes over.
                self._turns.failed(error)
                log.warning("relay.too_old", fact=str(error), do="update this process: it is older than its store")
                await pause(stop, _LEAVE)
            except TooLargeForTopicError as error:
                # Nothing behind it may be sent before it, so it waits for an operator.
                self._turns.failed(error)
                metrics.relay_held.set(error.item.position)
                log.error("relay.held", fact=str(error), do="raise max.message.bytes of the topic, see docs/operations.md")
                await pause(stop, _HELD)
            except (KafkaError, *FAILURES) as error:
                await self._interruptions.rest(stop, self._turns, error)

    async def _lead(self, stop: asyncio.Event) -> None:
        async with self.store.pool.acquire() as session:
            # Held by the session, so it falls to the standby when this process dies.
            while not await session.fetchval("select pg_try_advisory_lock($1)", RELAY_LOCK):
                metrics.relay_active.set(0)
                metrics.relay_held.set(0)
                if await self._turns.pause(stop, 1.0):
                    return
            metrics.relay_active.set(1)
            # A checkpoint lost in a crash of the database only repeats what was sent; nobody waits for the disk over it.
            await session.execute("set synchronous_commit = off")
            producer = self.access.producer(f"relay{self.store.source.replace('/', '-')}")
            try:
                await reach(producer)
                # A relay that stands still, its host dead or its process stopped, loses the lock to the one that stands by.
                async with held_open(session) as self._turn:
                    try:
                        await self._pump(session, producer, stop)
                    except PartitionsChangedError as changed:
                        # What a stream has said may lie unread on the partition that was its own. All is sent again, so that
                        # what it says next stands behind that on the one that is.
                        log.warning("relay.begins_anew", why=str(changed))
                        async with self._turn:
                            await session.execute("update relay_checkpoint set position = 0")
            finally:
                metrics.relay_active.set(0)
                await ended(producer)
                if not session.is_closed():
                    await session.execute("reset synchronous_commit")
                    await session.execute("select pg_advisory_unlock($1)", RELAY_LOCK)

    async def _pump(self, session: Any, producer: AIOKafkaProducer, stop: asyncio.Event) -> None:
        async with self._turn:
            position, lasts = await _checkpoint(session)
        high = position
        ahead: asyncio.Task[_Prepared] | None = None
        saving: asyncio.Task[Any] | None = None
        try:
            while not stop.is_set():
                if session.is_closed():
                    # The lock went with the session: another relay may be sending, or an operator had it end (refill.py).
                    raise asyncpg.InterfaceError("the session that held the relay's lock is gone")
                if self.linger and self._wake.is_set():
                    await asyncio.sleep(self.linger)
                self._wake.clear()
                if high <= position:
                    facts, high = await self.store.read_settled(position, _BATCH)
                    batch = await self._prepared(producer, facts, lasts)
                else:
                    batch = await (ahead or self._prepare(producer, position, high, lasts))
                ahead = None
                if saving is not None:
                    await saving
                if not batch.facts:
                    self._turns.done(again=self.poll)
                    await self._wait(stop)
                    continue
                position, lasts = batch.facts[-1].position, batch.lasts
                # Read and written out while the broker has this one; not sent before all of this one is acknowledged.
                if position < high:
                    ahead = asyncio.create_task(self._prepare(producer, position, high, lasts))
                await self._send(session, batch, stop)
                # Saved while the next ones are read.
                saving = asyncio.create_task(self._save(session, position, lasts))
                metrics.relayed.inc(len(batch.facts))
                self._turns.done()
        finally:
            if ahead is not None:
                ahead.cancel()
                await asyncio.gather(ahead, return_exceptions=True)
            if saving is not None:
                await asyncio.gather(saving, return_exceptions=True)

    async def _save(self, session: Any, position: int, lasts: Lasts) -> None:
        async with self._turn:
            query = "update relay_checkpoint set position = $1, lasts = $2, lasts_at = $1"
            await session.execute(query, position, lasts)

    async def _prepare(self, producer: AIOKafkaProducer, after: int, high: int, lasts: Lasts | None) -> _Prepared:
        return await self._prepared(producer, await self.store.read_raw(after, high, _BATCH), lasts)

    async def _prepared(self, producer: AIOKafkaProducer, facts: Sequence[Recorded[Raw]], lasts: Lasts | None) -> _Prepared:
        understood, packed, shared = together(known(facts)), Packed(producer), []
        sent: list[Message] = []
        positions: list[int] = []
        for at in range(0, len(understood), AT_ONCE):
            for item in understood[at : at + AT_ONCE]:
                seen = visibility_of(item)
                if (message := _outgoing(item, seen, self.confidant)) is not None:
                    sent.append(message)
                    positions.append(item.position)
                if seen is Visibility.SHARED:
                    shared.append(item)
            await asyncio.sleep(0)
        lasts = await packed.add_all(self._events, sent, positions, lasts, self.sealer)
        return _Prepared(understood, shared, packed, lasts)

    async def _wait(self, stop: asyncio.Event) -> None:
        try:
            await asyncio.wait_for(self._wake.wait(), self.poll)
        except TimeoutError:
            return
        finally:
            if stop.is_set():
                self._wake.set()

    async def _send(self, session: Any, batch: _Prepared, stop: asyncio.Event) -> None:
        async with self._turn:
            sealed = await self._seal(session, batch.shared)
        with span(f"publish {self._events}", linked=batch.facts[0].meta.traceparent, count=len(batch.facts)):
            for item in batch.shared:
                linked = ledger.message(item, sealed[item.position])
                batch.packed.add(self._shared, await batch.packed.partition(self._shared, linked[0]), linked)
            try:
                await self._sent(batch.packed, stop)
            except MessageSizeTooLargeError as error:
                raise TooLargeForTopicError(max(batch.facts, key=lambda item: len(item.fact.json))) from error
        metrics.relay_held.set(0)

    async def _sent(self, packed: Packed, stop: asyncio.Event) -> None:
        """Waits for the broker as long as it takes, and says so meanwhile. Raises KafkaError when the process ends first."""
        sending = asyncio.create_task(packed.send())
        stopping = asyncio.create_task(stop.wait())
        try:
            while not sending.done():
                await asyncio.wait((sending, stopping), timeout=_PATIENCE, return_when=asyncio.FIRST_COMPLETED)
                if not sending.done():
                    self._turns.failed("the broker does not acknowledge what was sent")
                    if stopping.done():
                        # What is on its way has a moment left; after the next start it is sent again, in order.
                        await asyncio.wait((sending,), timeout=_LAST)
                        break
            if not sending.done():
                raise KafkaTimeoutError
            await sending
        finally:
            for task in (sending, stopping):
                task.cancel()
            await asyncio.gather(sending, stopping, return_exceptions=True)

    async def _seal(self, session: Any, shared: Sequence[Recorded[Raw]]) -> dict[int, Sealed]:
        """Links for a batch; what an earlier attempt has sealed is taken as it was."""
        if not shared:
            return {}
        if self.signer is None:
            raise RuntimeError("a shared fact needs a signing key: set CHECKONCE_SIGNING_KEY")
        rows = await session.fetch(
            "select chain_index, position, previous, hash, signature, seal from ledger where position >= $1 order by 1",
            shared[0].position,
        )
        sealed = {row["position"]: Sealed(row[0], row["previous"], row["hash"], row["signature"], row["seal"]) for row in rows}
        end_row = await session.fetchrow("select chain_index, hash from ledger order by chain_index desc limit 1")
        end = Link(end_row["chain_index"], end_row["hash"]) if end_row else Link()
        new = []
        for item in shared:
            if item.position not in sealed:
                if self.refuses is not None and (why := self.refuses(item.time)):
                    # Sealed once, a link stays in the chain: a neighbour that refuses it could take none of those behind it.
                    raise RuntimeError(why)
                link = self.signer.seal(end, to_cloudevent(item), orjson.loads(item.fact.json))
                sealed[item.position], end = link, link.link
                new.append((link.index, item.position, link.previous, link.hash, link.signature, link.version))
        if new:
            async with session.transaction():
                # Unlike the checkpoint: a link that was sent and then forgotten would be made anew, and differ.
                await session.execute("set local synchronous_commit = on")
                await session.executemany("insert into ledger values ($1, $2, $3, $4, $5, $6)", new)
        return sealed
