"""A topic that was lost is filled again from the store: the store is the truth, a topic only a way to tell it.

First `read_again` in the database of every service of the place that reads the topic, then `refill` in the database of the one
that writes it; `checkonce replay PLACE.SERVICE --to-topic` does both. They work while the services run, and may be repeated. A
reader finds by itself that a topic was made again (reading/assignment.py) or that something is missing (reading/succession.py,
and for neighbours shared_facts.py); the word only spares it the way there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import asyncpg
from aiokafka.errors import KafkaError

from ..refusal import NotFound, NotNow
from ..store.roles import BUILT_IN_ONLY
from ..telemetry import log
from .kafka import Access, ended, events_topic, reach, shared_topic
from .relay import RELAY_LOCK

__all__ = [
    "BrokerAway", "NoSuchTopic", "NotBeyondError", "RelayBusy", "TopicState", "Topics", "begin_beyond", "read_again", "refill",
]  # fmt: skip

_PAUSE = 0.02
_MOST_LOST = 100_000_000
"""Positions that a service cannot have given between its last backup and its loss."""


class NoSuchTopic(NotFound):
    slug = "no-such-topic"
    title_zh = "没有这个主题"
    title_en = "No such topic"


class BrokerAway(NotNow):
    slug = "broker-away"
    status = 503
    title_zh = "消息系统暂不可用"
    title_en = "The broker does not answer"


class RelayBusy(NotNow):
    slug = "relay-busy"
    title_zh = "发送进程未让出"
    title_en = "The relay did not yield"


class NotBeyondError(ValueError):
    """A position that the lost facts cannot have reached."""

    def __init__(self, position: int, drawn: int) -> None:
        super().__init__(f"{position} is more than {_MOST_LOST} beyond {drawn}")
        self.position, self.drawn = position, drawn


async def _exists(access: Access, topic: str) -> bool:
    """Whether the broker has a topic that this user may see. Raises BrokerAway."""
    producer = access.producer("topics")
    try:
        await reach(producer)
        return topic in (await producer.client.fetch_all_metadata()).topics()
    except (KafkaError, OSError) as error:
        raise BrokerAway(
            repr(error), field="topic", value=topic, do_en="Try again once the broker runs.", do_zh="请在消息系统恢复后重试。"
        ) from error
    finally:
        await ended(producer)


async def refill(pool: asyncpg.Pool, *, within: float = 30.0) -> int:
    """Lets the service's relay send every fact once more, in order; returns how many facts the store holds.

    The active relay is made to begin anew, so its own checkpoint cannot undo this. Sealed facts are sent with their old
    seals. Raises RelayBusy when the relay's lock cannot be had within so many seconds.
    """
    deadline = asyncio.get_running_loop().time() + within
    async with pool.acquire() as session:
        while not await session.fetchval("select pg_try_advisory_lock($1)", RELAY_LOCK):
            if asyncio.get_running_loop().time() > deadline:
                raise RelayBusy(
                    f"the relay kept its lock for {within} s", f"发送进程 {within} 秒内未让出锁",
                    do_en="Stop the service's workers and try again.", do_zh="请停止该服务的 worker 后重试。",
                )  # fmt: skip
            # The relay holds its checkpoint in memory and would write it over ours.
            await session.execute(
                "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted and classid = 0"
                " and objid = $1 and database = (select oid from pg_database where datname = current_database())",
                RELAY_LOCK,
            )
            await asyncio.sleep(_PAUSE)
        try:
            await session.execute("update relay_checkpoint set position = 0")
            return int(await session.fetchval("select count(*) from events"))
        finally:
            await session.execute("select pg_advisory_unlock($1)", RELAY_LOCK)


async def begin_beyond(connection: Any, position: int) -> int:
    """Lets a service whose database was restored to an older state give its facts positions beyond this one, which are new to
    all readers, and send all of them again: a reader that has what was lost believes it then. Returns how many facts it has.
    The session is the owner's, and the service's processes are stopped.

    Raises NotBeyondError for a position so far ahead that it must be a slip.
    """
    async with connection.transaction():
        await connection.execute(BUILT_IN_ONLY)
        drawn = await connection.fetchval("select coalesce(pg_sequence_last_value('public.position_seq'), 0)")
        if position - drawn > _MOST_LOST:
            raise NotBeyondError(position, drawn)
        await connection.execute("select setval('public.position_seq', $1)", max(position, drawn))
        await connection.execute("update public.relay_checkpoint set position = 0")
        facts: int = await connection.fetchval("select count(*) from public.events")
    log.warning("store.begins_beyond", position=position, drawn=drawn, facts=facts)
    return facts


async def read_again(pool: asyncpg.Pool, topic: str) -> int:
    """Lets a consuming service read the topic from its beginning; what it has it skips. Returns how many partitions."""
    async with pool.acquire() as tx, tx.transaction():
        # The row lock comes first: a batch under way ends before. What came last stays noted: it tells what is missing.
        noted: str = await tx.execute("update consumer_offsets set next_offset = -1 where topic = $1", topic)
        return int(noted.rpartition(" ")[2])


@dataclass(frozen=True, slots=True)
class TopicState:
    """What a service has to do with a topic. `exists`: asked only where it writes; `facts`: what a refill sends there."""

    topic: str
    reads: bool
    writes: bool
    exists: bool
    facts: int


@dataclass(frozen=True, slots=True)
class Topics:
    """The topics of one service, for its operator. `source` = `/{place}/{service}`; `read` are those it consumes."""

    pool: asyncpg.Pool
    access: Access
    source: str
    read: Sequence[str]

    async def state(self, topic: str) -> TopicState:
        """Asks the broker for what the service writes. Raises BrokerAway."""
        place, service = self.source.split("/")[1:]
        table = {events_topic(place, service): "events", shared_topic(place): "ledger"}.get(topic)
        if table is None:
            return TopicState(topic, topic in self.read, writes=False, exists=False, facts=0)
        facts = await self.pool.fetchval(f"select count(*) from {table}")  # noqa: S608 - one of two
        return TopicState(topic, topic in self.read, writes=True, exists=await _exists(self.access, topic), facts=facts)

    async def read_again(self, topic: str) -> tuple[bool, int]:
        """Whether the service reads the topic, and how many partitions it now reads from their beginning."""
        return topic in self.read, await read_again(self.pool, topic)

    async def refill(self, topic: str) -> tuple[int, int]:
        """Sends the whole store once more; returns how many facts, and the newest one's position.

        Raises NoSuchTopic where the service does not write the topic or the broker has none, BrokerAway, RelayBusy.
        """
        state = await self.state(topic)
        if not state.writes or not state.exists:
            raise NoSuchTopic(
                f"{self.source} does not write {topic}" if not state.writes else f"the broker has no topic {topic}",
                f"{self.source} 不写主题 {topic}" if not state.writes else f"消息系统中没有主题 {topic}",
                field="topic", value=topic,
                do_en="Create the topic first; a service writes PLACE.SERVICE.events and PLACE.shared.",
                do_zh="请先建立主题;每个服务只写 地区.服务.events 与 地区.shared。",
            )  # fmt: skip
        facts = await refill(self.pool)
        return facts, await self.pool.fetchval("select coalesce(max(position), 0) from events")
