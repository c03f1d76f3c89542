"""Messages that do not count: set aside with their bytes, or held until an operator decides, in tables of the service.

What the kinds of a neighbour mean is in shared_facts.py, what a conflict is in reading/repeats.py.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import asyncpg
import orjson
from aiokafka import ConsumerRecord

from ..envelope import MalformedEventError, from_kafka
from ..refusal import NotFound, NotNow
from ..store.store import Transaction
from ..telemetry import log, metrics
from .kafka import sending_again
from .ledger import ChainBrokenError
from .local_seal import Unproven
from .reading.messages import Reading, Received, SealedAmissError, Shut, Unopened, Unread, Withheld
from .reading.receiving import known
from .rejected import digest, headers_json, plain, reject

__all__ = [
    "Bad",
    "HeldMessage",
    "Kind",
    "NotPassable",
    "UnopenedError",
    "UnprovenError",
    "by_partition",
    "gaps",
    "held",
    "pass_over",
    "passed",
    "readable",
    "settle",
    "unpassed",
]

_SHOWN = 200


class Kind(StrEnum):
    UNTRUSTED = "untrusted"
    NO_LINK = "no-link"
    GAP = "gap"
    CONFLICT = "conflict"
    UNPROVEN = "unproven"
    UNPACKABLE = "unpackable"
    FAILING = "failing"
    REFUSED = "refused"
    EXPIRED = "expired"


class UnprovenError(Exception):
    """A message of a service of the place that is `Unproven` (local_seal.py) or `Shut` (reading/messages.py)."""


class UnopenedError(Exception):
    """A batch that is `Unopened` (reading/prefetch.py)."""


class NotPassable(NotNow):
    slug = "message-not-passable"
    title_zh = "该消息不能放行略过"
    title_en = "This message cannot be passed over"


@dataclass(frozen=True, slots=True)
class HeldMessage:
    """A message that does not count; `passable` says whether an operator may pass over it."""

    topic: str
    partition: int
    offset: int
    kind: Kind
    source: str
    error: str
    since: datetime

    @property
    def passable(self) -> bool:
        return self.kind in {Kind.NO_LINK, Kind.CONFLICT, Kind.UNPROVEN, Kind.UNPACKABLE, Kind.REFUSED, Kind.EXPIRED}


@dataclass(frozen=True, slots=True)
class Bad:
    """The message at which a batch ends, and why. With `start_over` the partition is read again from its beginning first."""

    message: ConsumerRecord
    kind: Kind
    source: str
    error: Exception
    start_over: bool = False
    missing: int | None = None
    """At a gap on a topic of the own place: the position that has not come."""

    @property
    def offset(self) -> int:
        return int(self.message.offset)

    @property
    def reason(self) -> str:
        """One word for metrics: which step refused what is no link (docs/shared.md, section 5), or the kind."""
        return self.error.reason if isinstance(self.error, ChainBrokenError) and self.kind is Kind.NO_LINK else self.kind.value


async def readable(  # noqa: PLR0917 - one call
    tx: Transaction,
    topic: str,
    partition: int,
    messages: Sequence[ConsumerRecord],
    read: Callable[[ConsumerRecord], Reading],
    unchecked: Callable[[ConsumerRecord], Reading],
    *,
    links: bool,
) -> tuple[list[Received | Withheld | Unread], Bad | None]:
    """The messages that may count, or have a place among those that do, up to the first that is unproven or cannot be unpacked,
    and that; others are set aside.

    What says a fact that is known already says nothing new, whoever has signed it: once a key has left the file, a reader does
    not stop at each message that it signed before. `unchecked` reads a message as if it were proven. `links`: a
    neighbour's message may be a link, whether or not it can be read.
    """
    found: list[Received | Withheld | Unread] = []
    for message in messages:
        reading = read(message)
        if isinstance(reading, MalformedEventError):
            await reject(tx, topic, partition, message, reading)
            found += _placed(message, reading, links=links)
        elif isinstance(reading, Unproven | Shut):
            said = unchecked(message)
            if isinstance(said, Received) and (await known(tx, [said]))[message.offset] == "same":
                metrics.duplicates.inc()
            elif await unpassed(tx, topic, partition, [message]):
                return found, Bad(message, Kind.UNPROVEN, reading.source, UnprovenError(reading.why))
            elif isinstance(reading, Shut):
                found.append(Withheld(message, reading.place))
        elif isinstance(reading, Unopened):
            if await unpassed(tx, topic, partition, [message]):
                return found, Bad(message, Kind.UNPACKABLE, "", UnopenedError(reading.why))
        else:
            found.append(reading)
    return found, None


def _placed(message: ConsumerRecord, error: MalformedEventError, *, links: bool) -> list[Withheld | Unread]:
    if links:
        return [Unread(message, error)]
    return [Withheld(message, error.place)] if isinstance(error, SealedAmissError) else []


async def gaps(tx: Transaction, topic: str, partition: int) -> dict[str, int | None]:
    """The sources that wait for what is missing, the partition having been read again in vain, and the position that is; None
    for a link.
    """
    rows = await tx.fetch(
        "select source, missing from held_messages where topic = $1 and partition = $2 and kind = 'gap'", topic, partition
    )
    return {row["source"]: row["missing"] for row in rows}


async def unpassed(tx: Transaction, topic: str, partition: int, messages: Sequence[ConsumerRecord]) -> list[ConsumerRecord]:
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


async def settle(
    tx: Transaction,
    topic: str,
    partition: int,
    bad: Bad | None,
    *,
    healed: Collection[str] = (),
    unbroken: Collection[str] = (),
) -> None:
    """Notes the message where the partition stands, if it does, and forgets what no longer holds it. `healed`: sources of which
    nothing is missing any more; `unbroken`: sources that miss nothing of records that have expired.
    """
    if bad is not None:
        await _hold(tx, topic, partition, bad)
    if unbroken:
        await tx.execute(
            "update held_messages set source = array_to_string(array("
            " select each from unnest(string_to_array(source, ', ')) as of (each) where each <> all($3)), ', ')"
            " where topic = $1 and partition = $2 and kind = 'expired'",
            topic,
            partition,
            list(unbroken),
        )
    # All but the message where the partition stands, gaps of which the missing one has not come, and what has expired.
    await tx.execute(
        "delete from held_messages where topic = $1 and partition = $2"
        " and case kind when 'expired' then $5 and source = ''"
        " when 'gap' then source = any($4) and kafka_offset is distinct from $3 else kafka_offset is distinct from $3 end",
        topic,
        partition,
        bad and bad.offset,
        list(healed),
        bool(unbroken),
    )


async def _hold(tx: Transaction, topic: str, partition: int, bad: Bad) -> None:
    message = bad.message
    noted = await tx.fetchrow(
        "insert into held_messages (topic, partition, kafka_offset, kind, source, error, key, value, headers, digest, missing)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9::jsonb, $10, $11) on conflict (topic, partition, kafka_offset) do update"
        " set kind = excluded.kind, source = excluded.source, error = excluded.error, key = excluded.key,"
        " value = excluded.value, headers = excluded.headers, digest = excluded.digest, missing = excluded.missing"
        # Looked at twice a second, and as large as a batch: what stands there is not written anew.
        " where (held_messages.kind, held_messages.source, held_messages.error, held_messages.digest)"
        " is distinct from (excluded.kind, excluded.source, excluded.error, excluded.digest)"
        # As the row was before this statement: what is held is looked at again and again, and counted once.
        " returning (select h.kind from held_messages h where (h.topic, h.partition, h.kafka_offset) = ($1, $2, $3))",
        topic,
        partition,
        message.offset,
        bad.kind.value,
        bad.source,
        plain(str(bad.error)),
        message.key,
        message.value,
        headers_json(message.headers),
        digest(message),
        bad.missing,
    )
    if noted is not None and noted[0] != bad.kind:
        metrics.refused_messages.labels(topic, bad.reason).inc()


async def held(pool: asyncpg.Pool) -> list[HeldMessage]:
    """Every message that does not count yet, of all partitions this service reads."""
    rows = await pool.fetch(
        "select topic, partition, kafka_offset, kind, source, error, held_at from held_messages order by 1, 2, 3 limit $1",
        _SHOWN,
    )
    return [HeldMessage(r[0], r[1], r[2], Kind(r[3]), r[4], r[5], r[6]) for r in rows]


def by_partition(waiting: Sequence[HeldMessage]) -> dict[str, str]:
    """`topic/partition` -> offset, kind and reason of what does not count there."""
    shown: dict[str, str] = {}
    for message in waiting:
        name = f"{message.topic}/{message.partition}"
        said = f"offset {message.offset}: {message.kind.value}: {message.error}"
        shown[name] = f"{shown[name]}; {said}" if name in shown else said
    return shown


async def passed(pool: asyncpg.Pool) -> list[dict[str, Any]]:
    """What was passed over, newest first, at most 200."""
    rows = await pool.fetch(
        'select topic, partition, kafka_offset as "offset", source, error, held_at as since, actor, reason, passed_at'
        " from passed_messages order by passed_at desc limit $1",
        _SHOWN,
    )
    return [dict(row) for row in rows]


async def pass_over(pool: asyncpg.Pool, topic: str, partition: int, offset: int, *, actor: str, reason: str) -> HeldMessage:
    """Passes over exactly this held message, on the record, for ever; returns it.

    The chain stays where it was, so a message that was no link of it leaves no trace, and nothing can be taken past a
    missing link. Raises NotFound when nothing is held there, NotPassable when the message is a link or may become one.
    """
    async with pool.acquire() as tx, tx.transaction():
        # The batch under way ends first: it would note the message as held once more.
        await tx.execute("select from consumer_offsets where topic = $1 and partition = $2 for update", topic, partition)
        row = await tx.fetchrow(
            "select kind, source, error, held_at, value, headers::text as headers from held_messages"
            " where topic = $1 and partition = $2 and kafka_offset = $3 for update",
            topic,
            partition,
            offset,
        )
        name = f"{topic}/{partition} {offset}"
        if row is None:
            raise NotFound(
                f"no message is held at {name}", f"{name} 没有被扣住的消息", field="offset", value=name,
                do_en="List the held messages.", do_zh="请先列出被扣住的消息。",
            )  # fmt: skip
        found = HeldMessage(topic, partition, offset, Kind(row["kind"]), row["source"], row["error"], row["held_at"])
        if not found.passable:
            raise _refused(found, name)
        await tx.execute(
            "with gone as (delete from held_messages where topic = $1 and partition = $2 and kafka_offset = $3 returning *)"
            " insert into passed_messages (topic, partition, kafka_offset, digest, source, error, key, value, headers, held_at,"
            " actor, reason, chain_hash) select topic, partition, kafka_offset, digest, source, error, key, value, headers,"
            " held_at, $4, $5, $6 from gone on conflict do nothing",
            topic,
            partition,
            offset,
            plain(actor),
            plain(reason),
            _chain_hash(row["value"], row["headers"]),
        )
    log.warning("consumer.passed", partition=f"{topic}/{partition}", offset=offset, actor=actor, reason=reason)
    return found


def _chain_hash(value: bytes | None, headers: str) -> str:
    """The hash that a held message claims as a link of its source's chain, cut off after 64 digits; empty for none."""
    shown = [(name, None if content is None else content.encode()) for name, content in orjson.loads(headers)]
    try:
        return from_kafka(value, shown).attributes.get("chainhash", "")[:64]
    except MalformedEventError:
        return ""


def _refused(message: HeldMessage, name: str) -> NotPassable:
    if message.kind is Kind.FAILING:
        return NotPassable(
            f"{name} is a good message that this service fails at: {message.error}",
            f"{name} 是有效的消息,本服务处理失败:{message.error}",
            field="offset", value=name,
            do_en="Mend the handler and deploy; reading goes on by itself. CHECKONCE_BRAKE_FACTS=0 parks the streams instead.",
            do_zh="请修正处理程序并部署,之后自动恢复;设 CHECKONCE_BRAKE_FACTS=0 则逐流搁置。",
        )  # fmt: skip
    if message.kind is Kind.GAP and message.topic.endswith(".events"):
        return NotPassable(
            f"{message.source} sent {name}, and what it sent before is missing: {message.error}",
            f"{message.source} 发出了 {name},其前一条缺失:{message.error}",
            field="offset", value=name,
            do_en=f"Send the topic again ({sending_again(message.topic)}); reading then goes on by itself.",
            do_zh=f"请重发该主题({sending_again(message.topic)}),补齐后自动恢复。",
        )  # fmt: skip
    if message.kind is Kind.GAP:
        return NotPassable(
            f"{message.source} sent a true link at {name}, and one before it is missing: {message.error}",
            f"{name} 是 {message.source} 链上真实的一环,其前一环缺失:{message.error}",
            field="offset", value=name,
            do_en="Ask the neighbour to send again (checkonce replay PLACE.shared --to-topic); reading then goes on by itself.",
            do_zh="请邻区重发(checkonce replay 地区.shared --to-topic),补齐后自动恢复。",
        )  # fmt: skip
    return NotPassable(
        f"no agreement in force gives a key for {message.source}: passing {name} would lose what it says",
        f"没有生效的互认协议给出 {message.source} 的密钥,放行 {name} 会丢失其内容",
        field="offset", value=name,
        do_en="Conclude or correct the agreement; reading goes on by itself.",
        do_zh="请签订或更正互认协议,之后自动继续读取。",
    )  # fmt: skip
