"""A plain batch in one statement does what the steps do; what is not plain goes step by step."""

import asyncio
import dataclasses
import itertools
from uuid import uuid4

import asyncpg
import pytest
from aiokafka import ConsumerRecord

from libs.events.bus import consumer as consumers
from libs.events.bus.reading.sessions import StartOverError
from libs.events.bus.refill import read_again
from libs.events.envelope import Meta, Recorded, to_kafka
from libs.events.fact import Fact, Raw
from libs.events.reactions import Reactions
from libs.events.testing.bell import Labelled, Rung, door_service
from libs.events.testing.services import service_under_test
from libs.events.testing.waiting import eventually
from libs.events.views.table import POSITION, SOURCE, Table
from libs.events.views.views import Views

AT = "2026-03-02T03:00:00Z"
TOPIC = "421088.all"
"""One that several sources may speak on."""


class Chimed(Fact, name="bell.chimed"):
    """`door` came later: older facts lack it."""

    tune: str
    door: str = "every"


seen = Table("seen", "source", "position")


def plain_views() -> Views:
    views = Views()
    views.on(Rung, Labelled, Chimed)(seen.insert("door", source=SOURCE, position=POSITION))
    return views


class Partition:
    """One partition of a topic, read by one consumer; `took` says of each batch that was tried at once whether it was."""

    def __init__(self, door, monkeypatch):
        self.door, self.took = door, []
        self.consumer = door._consumer(None, "bell")
        self._offsets, self._positions = itertools.count(), itertools.count(1)
        real = consumers.take

        async def take(*arguments):
            self.took.append(None)
            self.took[-1] = await real(*arguments)
            return self.took[-1]

        monkeypatch.setattr(consumers, "take", take)

    def message(self, fact, *, stream="s", source="/421088/bell", position=None, value=None):
        item = Recorded(fact, source, stream, 1, position or next(self._positions), uuid4(), self.door.clock(), Meta("a", "c"))
        key, data, headers = to_kafka(item)
        return ConsumerRecord(TOPIC, 0, next(self._offsets), 0, 0, key, value or data, None, 0, 0, headers)

    async def apply(self, *messages, **how):
        return await self.consumer.apply(TOPIC, 0, messages, **how)

    async def state(self):
        inbox = (
            "select source, position, topic, kafka_offset, stream, version, type, id, time, data::text, meta::text from inbox"
        )
        return [
            [tuple(row.values()) for row in await self.door.rows(query)]
            for query in (
                f"{inbox} order by seq",
                "select * from seen order by 1, 2",
                "select * from consumer_offsets",
                "select * from consumer_positions order by source",
            )
        ]


@pytest.fixture
async def partition(database, issuer, monkeypatch):
    service = dataclasses.replace(door_service, views=plain_views(), reactions=Reactions())
    async with service_under_test(service, database, issuer) as door:
        made = Partition(door, monkeypatch)
        made.first = made.message(Rung(door="first", by=AT))
        await made.apply(made.first)
        yield made


def rung(door):
    return Rung(door=door, by=AT)


async def test_one_statement_leaves_behind_what_the_steps_do(partition):
    p = partition
    batches = [
        [p.message(rung("a")), p.message(rung("b"), stream="t")],
        [p.message(Labelled(door="c", label="x")), p.message(rung("d")), p.message(Labelled(door="e", label="y"))],
        [p.message(rung("f"), source="/421088/gong"), p.message(rung("g"))],
    ]
    for batch in batches:
        assert await p.apply(*batch) == len(batch)
    assert p.took == [True, True, True]
    at_once = await p.state()
    assert [row[2] for row in at_once[1]] == ["first", "a", "b", "c", "d", "e", "g", "f"]
    await p.door.running.pool.execute("delete from seen where position > 1 or source <> '/421088/bell'")
    await p.door.running.pool.execute("delete from inbox where position > 1 or source <> '/421088/bell'")
    await p.door.running.pool.execute("delete from consumer_positions where source <> '/421088/bell'")
    await p.door.running.pool.execute("update consumer_positions set position = 1")
    for batch in batches:
        p.consumer._left.clear()
        assert await p.apply(*batch) == len(batch)
    assert p.took == [True, True, True]
    assert await p.state() == at_once


async def test_data_of_before_a_field_was_added_is_completed(partition):
    p = partition
    await p.apply(p.message(Chimed(tune="x"), value=b'{"tune": "x"}'))
    assert p.took == [True]
    assert [row["door"] for row in await p.door.rows("select door from seen order by position")] == ["first", "every"]
    assert await p.door.rows("select from inbox where data ? 'door' and type = 'bell.chimed'") == []


async def test_where_something_is_parked_or_somebody_else_has_moved_on_nothing_is_done_at_once(partition):
    p, pool = partition, partition.door.running.pool
    await pool.execute("insert into parked (source, stream, position, error) values ('/421088/bell', 's', 1, 'odd')")
    await p.apply(p.message(rung("a")), p.message(rung("b"), stream="free"))
    assert p.took == [False]
    assert [parked.waiting for parked in await p.door.running.inbox.parked()] == [2], "a waits behind the parked fact"
    await pool.execute("delete from parked")
    await pool.execute("update consumer_offsets set next_offset = next_offset + 7")
    await p.apply(p.message(rung("c"), stream="free"))
    assert p.took == [False, False]
    assert [row["door"] for row in await p.door.rows("select door from seen order by position")] == ["first", "b", "c"]


@pytest.mark.parametrize("at_once", [True, False])
async def test_what_waits_for_the_swap_of_a_rebuild_does_not_overtake_a_stream_that_is_parked_there(partition, at_once):
    p, pool = partition, partition.door.running.pool
    if not at_once:
        p.consumer._left.clear()
    async with pool.acquire() as rebuild, rebuild.transaction():
        await rebuild.execute("select pg_advisory_xact_lock(4208801)")
        applying = asyncio.create_task(p.apply(p.message(rung("a")), p.message(rung("b"), stream="free")))

        async def waits():
            return await rebuild.fetchval("select count(*) from pg_locks where locktype = 'advisory' and not granted")

        await eventually(waits, what="the batch waits at the gate")
        await rebuild.execute("insert into parked (source, stream, position, error) values ('/421088/bell', 's', 1, 'odd')")
    assert await applying == 2
    assert p.took == [False] * at_once, "step by step"
    assert [parked.waiting for parked in await p.door.running.inbox.parked()] == [2], "a waits behind the parked fact"
    assert [row["door"] for row in await p.door.rows("select door from seen order by position")] == ["first", "b"]


async def test_a_fact_that_has_come_by_another_way_counts_once(partition):
    p = partition
    again = p.message(rung("a"))
    await p.consumer.apply("mirror", 0, [again])
    assert await p.apply(again, p.message(rung("b"))) == 1
    assert p.took == [False]
    assert [row["door"] for row in await p.door.rows("select door from seen order by position")] == ["first", "a", "b"]


async def test_what_is_no_plain_fact_is_not_tried_at_once(partition):
    p = partition
    odd = [
        p.message(rung("a"), value=b"no json"),
        p.message(rung("a"), stream="unreadable", value=b'{"door": 1}'),
        p.message(Raw("bell.struck-by-lightning", 1, b"{}"), stream="unknown"),
        p.message(rung("own"), source=p.door.running.store.source),
        dataclasses.replace(p.first, offset=99),
    ]
    for message in odd:
        await p.apply(message)
        await p.door.running.pool.execute("delete from parked")
    assert p.took == []
    assert len(await p.door.rows("select from rejected_messages")) == 1
    assert len(await p.door.rows("select from not_understood")) == 1


async def test_a_full_disk_parks_no_fact(partition):
    """Each fact that met it was parked with its stream, wherever there was room for that again."""
    p = partition
    apply = p.consumer.inbox.apply

    async def full(tx, items, **more):
        await apply(tx, items, **more)
        raise asyncpg.DiskFullError("could not extend file")

    before = await p.state()
    p.consumer.inbox.apply = full
    batch = [p.message(rung("a"), stream="s"), p.message(rung("b"), stream="t")]
    with pytest.raises(asyncpg.DiskFullError):
        await p.apply(*batch, isolate=True)
    assert await p.state() == before, "nothing is done"
    assert await p.door.rows("select from parked") == []
    p.consumer.inbox.apply = apply
    assert await p.apply(*batch, isolate=True) == 2
    assert await p.door.rows("select from parked") == []


async def test_a_fact_that_a_view_refuses_is_found_step_by_step(partition):
    p = partition
    taken = p.message(rung("taken"), stream="refused")
    await p.door.running.pool.execute("insert into seen select '/421088/bell', 2, 'in the way'")
    batch = [taken, p.message(rung("b"), stream="t")]
    before = await p.state()
    with pytest.raises(Exception, match="duplicate key"):
        await p.apply(*batch)
    assert await p.state() == before, "nothing is done"
    assert await p.apply(*batch, isolate=True) == 2
    assert [(parked.stream, parked.waiting) for parked in await p.door.running.inbox.parked()] == [("refused", 1)]


async def test_a_wish_to_read_again_is_heard(partition):
    p = partition
    await p.apply(p.message(rung("a")))
    await read_again(p.door.running.pool, TOPIC)
    with pytest.raises(StartOverError):
        await p.apply(p.message(rung("b")))
    assert p.took == [True, False]
