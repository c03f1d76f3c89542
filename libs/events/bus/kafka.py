"""How a process reaches Kafka, and what the topics are called."""

from __future__ import annotations

import asyncio
import logging
import math
import ssl
import time
from collections.abc import AsyncIterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaConnectionError, KafkaError

from ..running.interruptions import Interruptions
from ..store.fitting import MESSAGE_MOST
from ..telemetry import log, metrics
from .reading import unpacking

__all__ = [
    "Access", "NoAnswerError", "NotReachedError", "behind", "ended", "events_topic", "interruptions", "may_speak", "reach",
    "sending_again", "shared_topic", "tell_offsets", "whole_topic",
]  # fmt: skip


def events_topic(place: str, service: str) -> str:
    """A service's facts for its own jurisdiction."""
    return f"{place}.{service}.events"


def shared_topic(place: str) -> str:
    """A jurisdiction's signed facts for its neighbours."""
    return f"{place}.shared"


def sending_again(topic: str) -> str:
    """The command by which what stands on a topic is sent again."""
    return f"checkonce replay {topic.removesuffix('.events')} --to-topic"


@lru_cache(maxsize=4096)
def may_speak(source: str, topic: str) -> bool:
    """Whether a source (`/place/service`) may speak on a topic: on its own service's, and on what its place shares.

    Who may write to a topic is for the broker to say; whose facts may stand there is for the topic alone. So the password of
    one service speaks for no other.
    """
    _, place, service = source.split("/")
    if topic.endswith(".events"):
        return topic == events_topic(place, service)
    return not topic.endswith(".shared") or topic == shared_topic(place)


@dataclass(frozen=True, slots=True)
class Access:
    """Bootstrap servers and credentials. `security` is PLAINTEXT, SASL_PLAINTEXT, SSL or SASL_SSL."""

    bootstrap: str
    username: str = ""
    password: str = ""
    security: str = "PLAINTEXT"
    ca_file: str = ""

    def _options(self) -> dict[str, Any]:
        options: dict[str, Any] = {"bootstrap_servers": self.bootstrap, "security_protocol": self.security}
        if self.security.startswith("SASL"):
            options |= {
                "sasl_mechanism": "SCRAM-SHA-512",
                "sasl_plain_username": self.username,
                "sasl_plain_password": self.password,
            }
        if self.security.endswith("SSL"):
            options["ssl_context"] = ssl.create_default_context(cafile=self.ca_file or None)
        return options

    def producer(self, client_id: str) -> AIOKafkaProducer:
        """Safe settings, which are not the client's defaults: idempotent, acknowledged by all in-sync replicas."""
        producer = AIOKafkaProducer(
            **self._options(),
            client_id=client_id,
            acks="all",
            enable_idempotence=True,
            linger_ms=0,
            # A relay's thousand signed messages in one request for each partition: in two they take two round trips.
            max_batch_size=512 * 1024,
            max_request_size=MESSAGE_MOST,
        )
        # With no leader in sight for 40 seconds the client gave up a partition's oldest messages and still sent the younger:
        # a reader who has seen those takes the older, sent again, for repetitions. Now they wait as for any other trouble.
        producer._message_accumulator._batch_ttl = math.inf  # noqa: SLF001 - the client has no option for it
        return producer

    def consumer(self, group: str | None, client_id: str) -> AIOKafkaConsumer:
        """Offsets live in PostgreSQL; commits to Kafka are made by hand and only show lag. Without a group it has them all.

        Where it stands at an assignment is said by the database (reading/assignment.py). Out of range in between, it begins
        anew: what is known counts once, and what is missing shows by the names of predecessors. `none` would end each session
        instead: until the database has answered, the client fetches where its group has committed, and that may be gone.
        """
        unpacking.install()
        return AIOKafkaConsumer(
            **self._options(),
            group_id=group,
            client_id=client_id,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            max_partition_fetch_bytes=MESSAGE_MOST,
            # A fetch returns as soon as there is a byte; this only says how often an idle consumer asks again.
            fetch_max_wait_ms=500,
            metadata_max_age_ms=10_000,
            # How long the partitions of a process that died stand still: the least a broker allows by default.
            session_timeout_ms=6000,
            heartbeat_interval_ms=2000,
        )


_END = 3.0
"""Seconds that a client has to end in order."""
_SELDOM = 30.0
_said: dict[str, float] = {}
"""What the client says of topics -> when that was let through last."""
_SILENT = 10.0
"""Seconds without an answer after which a consumer counts as cut off: an idle one is answered twice a second, and a group that
loses a member gives its partitions to others in six.
"""


class NotReachedError(KafkaConnectionError):  # type: ignore[misc]  # aiokafka has no types
    """No broker was reached, or none lets this client in."""

    plain = True


def interruptions(said: str) -> Interruptions:
    """What whoever works with the broker does when that breaks off."""
    do = "check the broker's address, user and password, and whether it runs; this process goes on by itself"
    return Interruptions(said, NotReachedError, do)


_met: ContextVar[list[str] | None] = ContextVar("met", default=None)
"""What the start under way has met at each broker."""


def _not_met(record: logging.LogRecord) -> bool:
    """The client tells the log what each broker said, and raises an error that does not say it."""
    if (met := _met.get()) is None or not isinstance(record.args, tuple) or len(record.args) != 3:
        return True
    host, port, error = record.args
    met.append(f"{host}:{port}: {error!r}")
    return False


def _seldom(record: logging.LogRecord) -> bool:
    """The client says ten times a second that a topic is missing."""
    said, now = record.getMessage(), time.monotonic()
    if now - _said.get(said, -math.inf) < _SELDOM:
        return False
    _said[said] = now
    return True


async def reach(client: AIOKafkaProducer | AIOKafkaConsumer) -> None:
    """Starts a client. Raises NotReachedError with what each broker said, and other errors of the client; then it has ended."""
    logging.getLogger("aiokafka").addFilter(_not_met)
    logging.getLogger("aiokafka.cluster").addFilter(_seldom)
    token = _met.set([])
    try:
        await client.start()
    except BaseException as error:
        await ended(client)
        if isinstance(error, KafkaConnectionError) and (met := _met.get()):
            raise NotReachedError("; ".join(met)) from error
        raise
    finally:
        _met.reset(token)


async def ended(client: AIOKafkaProducer | AIOKafkaConsumer) -> None:
    """Ends a client, in order where the broker lets it: a producer flushes, a consumer leaves its group.

    Both would wait for a broker that is away without end. After a while they are given up, and their connections closed.
    """
    stopping = asyncio.create_task(client.stop())
    await asyncio.wait((stopping,), timeout=_END)
    if stopping.done():
        await stopping
        return
    log.warning("kafka.given_up", client=type(client).__name__, seconds=_END)
    stopping.cancel()
    closing = [stopping, asyncio.create_task(_closed(client))]
    await asyncio.wait(closing, timeout=_END)
    for task in closing:
        task.cancel()


async def _closed(client: Any) -> None:
    """What `stop` would do after its waiting; the library offers no end without it."""
    if isinstance(client, AIOKafkaProducer):
        await client._sender.close()  # noqa: SLF001
        await client.client.close()
        return
    coordinator = client._coordinator  # noqa: SLF001
    for name in ("_coordination_task", "_heartbeat_task", "_commit_refresh_task"):
        if (task := getattr(coordinator, name, None)) is not None:
            task.cancel()
    await client._fetcher.close()  # noqa: SLF001
    await client._client.close()  # noqa: SLF001


def behind(consumer: AIOKafkaConsumer, since: float, *, assigned: bool) -> int:
    """How many messages the broker has of what is assigned and the client has not handed out. `since`: when one was handed out
    last, or partitions were taken or given, in seconds as of `time.time()`.

    Raises NoAnswerError where since then the group has not said for long what is read (not `assigned`), or a partition has been
    silent. Of several brokers some may answer: what is on the others is not read meanwhile.
    """
    now = time.time()
    if not assigned and now - since > _SILENT:
        raise NoAnswerError(f"the broker has given nothing to read for {now - since:.0f} s")
    left, silent = 0, dict[str, float]()
    for partition in consumer.assignment():
        state = consumer._subscription.subscription.assignment.state_value(partition)  # noqa: SLF001 - `position` waits
        if state is None:
            continue
        if (seconds := now - max(since, (state.timestamp or 0) / 1000)) > _SILENT:
            silent[f"{partition.topic}/{partition.partition}"] = seconds
        if state.has_valid_position:
            left += max(0, (state.highwater or 0) - state.position)
    if silent:
        raise NoAnswerError(f"the broker has not answered for {max(silent.values()):.0f} s: {', '.join(sorted(silent))}")
    return left


class NoAnswerError(Exception):
    """A broker that was there does not answer."""

    plain = True


async def tell_offsets(consumer: AIOKafkaConsumer, done: Mapping[TopicPartition, int]) -> None:
    """Tells Kafka how far a consumer is, for lag alone: the offsets that count are in PostgreSQL."""
    mine = {partition: offset for partition, offset in done.items() if partition in consumer.assignment()}
    try:
        await consumer.commit(mine)
    except KafkaError as error:
        log.info("consumer.commit_failed", error=repr(error))
    for partition, offset in mine.items():
        end = consumer.highwater(partition)
        if end is not None:
            metrics.consumer_lag.labels(partition.topic, str(partition.partition)).set(max(0, end - offset))


async def whole_topic(access: Access, topic: str) -> AsyncIterator[ConsumerRecord]:
    """Every message that stands on a topic when it is asked, each partition from its beginning, in order within it.

    It joins no group. Whoever leaves it before its end closes it (`contextlib.aclosing`). Raises KafkaError.
    """
    consumer = access.consumer(None, "whole-topic")
    consumer.subscribe([topic])
    await reach(consumer)
    try:
        partitions = consumer.assignment()
        await consumer.seek_to_beginning(*partitions)
        ends = await consumer.end_offsets(partitions)
        while any([await consumer.position(partition) < ends[partition] for partition in partitions]):
            for partition, messages in (await consumer.getmany(timeout_ms=200)).items():
                for message in messages:
                    if message.offset < ends[partition]:
                        yield message
    finally:
        await ended(consumer)
