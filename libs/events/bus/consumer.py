"""Kafka to views and reactions, exactly once in effect: one database transaction per partition batch holds the received
facts, the view rows, the commands' facts and the offset.

What was seen is skipped. A fact that keeps failing parks its stream, not the partition. A neighbour's facts count only when
their signature verifies and their chain continues; otherwise that partition waits, visibly, and nothing is lost (see
shared_facts.py).
"""

from __future__ import annotations

import asyncio
import time as clocks
from collections.abc import Awaitable, Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType
from typing import Any

import asyncpg
from aiokafka import ConsumerRecord
from aiokafka.errors import KafkaError
from opentelemetry.trace import SpanKind

from ..envelope import Recorded
from ..fact import Fact
from ..reactions import Environment, Pending, Reactions
from ..running.interruptions import Interruptions
from ..running.turns import Turns
from ..store.blame import passes
from ..store.runner import Runner
from ..store.store import IN_ONE_CALL, Transaction
from ..telemetry import log, metrics, outline, span
from ..views.views import Views, runs
from ..views.waves import waves
from .confiding import Confidant, Opening
from .inbox import Inbox
from .kafka import Access, interruptions
from .local_seal import Checker
from .purge import unpurged
from .quarantine import Bad, gaps, readable, settle, unpassed
from .reading import last_resort
from .reading.messages import Reading, Received, Unread, Withheld, read
from .reading.prefetch import Reader
from .reading.receiving import advance, receive, take
from .reading.repeats import LookCloserError, confirm, sift
from .reading.sessions import Session, StartOverError
from .reading.succession import Succession
from .rejected import digest
from .shared_facts import Border, Trust, caught_up
from .unapplied.brake import Brake, FailingError, hold

__all__ = ["Consumer", "Trust"]

_PROOF = 5.0
"""Seconds that a session has to last at least before its turns count, where the one before it ended soon."""
_SOON = 15.0
"""Seconds within which a session ends that has not got anywhere."""


@dataclass
class Consumer:
    """Consumes some topics of one broker for one service. `trust` is given for a neighbour's shared topic only."""

    pool: asyncpg.Pool
    access: Access
    topics: Sequence[str]
    group: str
    views: Views
    reactions: Reactions
    runner: Runner
    environment: Environment
    trust: Trust | None = None
    confidant: Confidant | None = None
    """Given where facts are confided to the service; without it they are passed over."""
    checker: Checker | None = None
    """Given where services of the place sign what they say; what they have not said does not count."""
    batch: int = 1000
    linger: float = 0.0
    brake: Brake = field(default_factory=Brake)
    before_reading: Callable[[asyncio.Event], Awaitable[Any]] | None = None
    """Runs whenever partitions were assigned, before any of their messages is applied (see late_facts.py)."""
    held: dict[str, str] = field(default_factory=dict)
    """Topic-partition -> why it waits, as far as this process has met it; what holds is in the table `held_messages`."""
    _interruptions: Interruptions = field(default_factory=partial(interruptions, "consumer.interrupted"))
    _stands_at: dict[str, int] = field(default_factory=dict)
    _left: dict[tuple[str, int], tuple[int, dict[str, int]]] = field(default_factory=dict)
    """Where this process has left a partition, and the last position of each source there: a guess that is checked."""
    _kinds: dict[tuple[type, str, int | None], bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.inbox = Inbox(self.pool, self.views, self.reactions, self.runner, self.environment, self.brake)
        self._border = Border(self.environment.place, self.trust, self.environment.clock) if self.trust is not None else None
        # A neighbour confides nothing: its facts are checked link by link, of whatever type they are.
        heard = (*self.views.home, *self.reactions.home)
        self._opening = Opening.to(heard, self.confidant) if self.trust is None else None

    async def run(self, stop: asyncio.Event, turns: Turns | None = None) -> None:
        turns = turns or Turns()
        while not stop.is_set():
            began = clocks.monotonic()
            try:
                await self._session(turns).run(stop)
            except Exception as error:
                lasted = clocks.monotonic() - began
                # One that fails soon after its first turn, again and again, gets nowhere.
                turns.doubt(max(_PROOF, 2 * lasted) if lasted < _SOON else 0.0)
                if not (isinstance(error, KafkaError) or passes(error)):
                    raise
                await self._interruptions.rest(stop, turns, error, topics=list(self.topics))

    def _session(self, turns: Turns) -> Session:
        kafka = self.access.consumer(self.group, self.group)
        reader = Reader(kafka, self.pool, self.topics, self.batch, self._read, checker=self.checker)
        waits = (self.held, self._stands_at)
        return Session(kafka, reader, self.apply, self._last_resort, turns, *waits, self.before_reading, self.linger)

    async def _last_resort(self, message: ConsumerRecord, error: Exception) -> None:
        """Raises RefusedError where the partition waits at a single message that the store refuses again and again, the error
        where the message is not to blame.
        """
        if not last_resort.of_the_message(error):
            raise error
        reading = self._read(message)
        place = reading.place if isinstance(reading, Received | Withheld) else None
        refused = await last_resort.hold(self.runner.store, message, place, error)
        if refused is not None:
            self._stands_at[f"{message.topic}/{message.partition}"] = message.offset
            raise refused from error

    async def apply(
        self,
        topic: str,
        partition: int,
        messages: Sequence[ConsumerRecord],
        *,
        isolate: bool = False,
        blamed: type[Exception] | None = None,
        decoded: Mapping[int, Reading] = MappingProxyType({}),
    ) -> int:
        """One transaction for the batch; returns how many facts were new. With `isolate`, failing facts are parked, also those
        that fail with the error `blamed`, which passes otherwise. `decoded` holds by offset what has been read already.

        Raises StartOverError when the partition is to be read from its beginning: an operator's wish (refill.py), something
        missing, or its having come (reading/succession.py, shared_facts.py); UntrustedError or ChainBrokenError when a
        neighbour's message does not count, UnprovenError when nobody knows the key that signed or the secret that sealed one of
        this place (local_seal.py), UnopenedError for a batch that cannot be unpacked, ConflictingFactError when a message
        contradicts what is known (reading/repeats.py), FailingError when nearly all facts of a type fail (unapplied/brake.py):
        what is before it has been taken, and the next batch begins with it.
        """
        left = self._left.pop((topic, partition), None)
        if left is not None and not isolate and await self._at_once(topic, partition, messages, decoded, left):
            return len(messages)
        closely, taken = False, 0
        failing: tuple[FailingError, ConsumerRecord] | None = None
        while messages:
            try:
                taken = await self._in_steps(
                    topic, partition, messages, decoded, isolate=isolate, blamed=blamed, closely=closely
                )
                break
            except LookCloserError:
                closely = True
            except FailingError as error:
                # Nothing is parked of what was undone: it counts up to the failing fact, and waits there.
                failing = error, self._message_of(error.item, messages, decoded)
                messages = [message for message in messages if message.offset < failing[1].offset]
        if failing is not None:
            failed, stands = failing
            await hold(self.runner.store, stands, failed)
            self._stands_at[f"{topic}/{partition}"] = stands.offset
            raise failed
        return taken

    def _message_of(
        self, item: Recorded[Any], messages: Sequence[ConsumerRecord], decoded: Mapping[int, Reading]
    ) -> ConsumerRecord:
        place = (item.source, item.position)
        return next(
            message
            for message in messages
            if isinstance(found := self._reading(decoded, message), Received)
            and (found.recorded.source, found.recorded.position) == place
        )

    async def _in_steps(
        self,
        topic: str,
        partition: int,
        messages: Sequence[ConsumerRecord],
        decoded: Mapping[int, Reading],
        *,
        isolate: bool,
        blamed: type[Exception] | None,
        closely: bool,
    ) -> int:
        whole, advanced = messages, False
        went: Sequence[Recorded[Any]] = ()
        async with self.runner.store.transaction() as tx:
            seen, any_held, start_over = await self._claim(tx, topic, partition)
            if self._border is not None:
                messages = await unpassed(tx, topic, partition, messages)
            reading = partial(self._reading, decoded), partial(read, opening=self._opening)
            # What is read from its beginning is not looked at here.
            offered = () if start_over else messages
            found, unproven = await readable(tx, topic, partition, offered, *reading, links=self._border is not None)
            found, waiting = await self._less(tx, topic, partition, found) if any_held else (found, {})
            healed: AbstractSet[str]
            order: Succession | None = None
            if self._border is not None:
                links = [each for each in found if not isinstance(each, Withheld)]
                fresh, bad, healed = await self._border.check(tx, links, seen, waiting.keys(), closely=closely)
                unbroken = caught_up(links, seen, bad)
            else:
                order = Succession(tx, topic, partition, seen, waiting)
                placed = [each for each in found if not isinstance(each, Unread)]
                fresh, bad = await sift(tx, topic, partition, placed, order, closely=closely)
                healed, unbroken = order.healed, order.unbroken
                # What was left behind a gap counts now that nothing is missing before it.
                start_over = start_over or bool(healed)
            bad = bad or unproven
            if any_held or bad is not None:
                await settle(tx, topic, partition, bad, healed=healed, unbroken=unbroken)
            start_over = start_over or (bad is not None and bad.start_over)
            after, anchor = (0, None) if start_over else _stands(whole, bad)
            if fresh:
                advanced = True
                fresh, again, any_parked = await receive(tx, topic, partition, fresh, after, seen, anchor)
                await confirm(tx, again)
                await self.inbox.note_unknown(tx, [received.recorded for received in fresh if received.error is None])
                went = await self._effect(tx, fresh, isolate=isolate, blamed=blamed, any_parked=any_parked)
            if not advanced:
                await advance(tx, topic, partition, after, seen, anchor)
            if order is not None:
                await order.keep()
        if start_over:
            raise StartOverError(topic, partition)
        if bad is not None:
            self._stands_at[f"{topic}/{partition}"] = bad.offset
            raise bad.error
        self.brake.well(went)
        # What is held goes step by step until it is settled.
        if self._border is None and not any_held:
            self._left[topic, partition] = (after, seen)
        return len(fresh)

    async def _at_once(
        self,
        topic: str,
        partition: int,
        messages: Sequence[ConsumerRecord],
        decoded: Mapping[int, Reading],
        left: tuple[int, dict[str, int]],
    ) -> bool:
        """The batch in one statement, where that is all there is to do; False, and nothing is done, for all others."""
        stands, seen = left[0], dict(left[1])
        fresh = self._all_plain(messages, decoded, seen)
        if fresh is None:
            return False
        items = [received.recorded for received in fresh]
        changes = self.views.changes(items)
        if changes is None or (len(changes.steps) > 1 and len(items) > IN_ONE_CALL):
            return False
        after = messages[-1].offset + 1
        with ExitStack() as spans:
            for _, group in runs(items):
                if self.inbox.concerns(group[0]):
                    spans.enter_context(self._processing(group))
            try:
                if not await take(self.pool, topic, partition, fresh, stands, after, seen, digest(messages[-1]), changes):
                    return False
            except asyncpg.PostgresError as error:
                if passes(error):
                    raise
                # Step by step it is found whose fact that is.
                log.info("consumer.step_by_step", partition=f"{topic}/{partition}", error=outline(error))
                return False
        for _, group in runs(items):
            metrics.consumed.labels(group[0].source).inc(len(group))
        self.brake.well(items)
        self._left[topic, partition] = (after, seen)
        return True

    def _read(self, message: ConsumerRecord) -> Reading:
        return read(message, self._opening, self.checker)

    def _reading(self, decoded: Mapping[int, Reading], message: ConsumerRecord) -> Reading:
        return decoded.get(message.offset) or self._read(message)

    def _all_plain(
        self,
        messages: Sequence[ConsumerRecord],
        decoded: Mapping[int, Reading],
        seen: dict[str, int],
    ) -> list[Received] | None:
        """The messages as new and plain facts, None where one of them is not; `seen` grows."""
        fresh: list[Received] = []
        for message in messages:
            received = self._reading(decoded, message)
            if not isinstance(received, Received) or received.error is not None:
                return None
            item = received.recorded
            last = seen.get(item.source, 0)
            if item.position <= last or received.before not in {None, last} or not self._plain(item):
                return None
            if received.signed:
                seen[item.source] = item.position
            fresh.append(received)
        return fresh

    def _plain(self, item: Recorded[Any]) -> bool:
        """Whether views are all that such a fact changes, and the database can read it as it is stored."""
        raw, cls = item.raw, type(item.fact)
        kind = (cls, item.source, raw and raw.fact_version)
        if kind not in self._kinds:
            self._kinds[kind] = (
                issubclass(cls, Fact)
                and raw is not None
                and raw.fact_version == cls.fact_version
                and item.place == self.environment.place
                and item.source != self.runner.store.source
                and not self.reactions.handles_any(cls)
            )
        return self._kinds[kind]

    @staticmethod
    async def _less(
        tx: Transaction, topic: str, partition: int, found: Sequence[Received | Withheld | Unread]
    ) -> tuple[list[Received | Withheld | Unread], dict[str, int | None]]:
        """What was read without what was purged, and the sources that wait for what is missing."""
        return await unpurged(tx, topic, partition, found), await gaps(tx, topic, partition)

    @staticmethod
    def _processing(group: Sequence[Recorded[Any]]) -> AbstractContextManager[Any]:
        first = group[0]
        alone = first.meta.traceparent if len(group) == 1 else None
        name = f"process {first.fact.fact_type}"
        return span(name, SpanKind.CONSUMER, parent=alone, linked=first.meta.traceparent, count=len(group))

    @staticmethod
    async def _claim(tx: Transaction, topic: str, partition: int) -> tuple[dict[str, int], bool, bool]:
        """Last position per source, whether the partition is held or stands before what was purged, whether to start over.

        The row lock keeps off who lost the partition.
        """
        rows = await tx.fetch("select * from claim_partition($1, $2)", topic, partition)
        seen = {row["claimed_source"]: row["claimed_position"] for row in rows if row["claimed_source"] is not None}
        return seen, rows[0]["any_held"], rows[0]["start_over"]

    async def _effect(
        self, tx: Transaction, fresh: list[Received], *, isolate: bool, blamed: type[Exception] | None, any_parked: bool
    ) -> Sequence[Recorded[Any]]:
        """Returns the facts that all went well together; of those that are taken one by one each has been judged."""
        items = [received.recorded for received in fresh]
        parked = await self.inbox.parked_among(tx, items) if any_parked else set()
        ready: list[Recorded[Any]] = []
        for received in fresh:
            item = received.recorded
            if received.error is not None:
                parked.add((item.source, item.stream))
                await self.inbox.park(tx, item, received.error)
                self.brake.failed(item, received.error)
            elif (item.source, item.stream) in parked:
                await self.inbox.park(tx, item, "queued behind a parked fact")
            else:
                ready.append(item)
        # Not `parked`: what is ready comes before the unreadable fact of its stream.
        failed: set[tuple[str, str]] = set()
        pending = Pending(tx, self.runner)
        for _, group in runs(ready if isolate else waves(ready, self.inbox.touches)):
            first = group[0]
            metrics.consumed.labels(first.source).inc(len(group))
            # With something failed, what nobody wants still queues behind the failing fact of its stream.
            if not failed and not self.inbox.concerns(first):
                continue
            with self._processing(group):
                if isolate:
                    await self.inbox.apply_isolated(tx, group, failed, blamed)
                else:
                    await self.inbox.apply(tx, group, pending)
        await pending.flush()
        return () if isolate else ready


def _stands(messages: Sequence[ConsumerRecord], bad: Bad | None) -> tuple[int, bytes | None]:
    """At which offset the partition stands after these messages, and the hash of the one before it; None for none of them.

    A batch that cannot be unpacked has the offset of the last message in it: the partition stands right behind what was done.
    """
    done = messages if bad is None else [message for message in messages if message.offset < bad.offset]
    return (done[-1].offset + 1, digest(done[-1])) if done else (messages[0].offset, None)
