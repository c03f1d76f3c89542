"""Where nearly every fact of a type fails, the partition is held; where one fails, its stream is parked."""

import itertools
from dataclasses import replace
from uuid import uuid4

import pytest
from aiokafka import ConsumerRecord

from libs.events.bus.quarantine import Kind, NotPassable, held, pass_over
from libs.events.bus.unapplied.brake import Brake, FailingError
from libs.events.envelope import Meta, Recorded, to_kafka
from libs.events.store.runner import Origin
from libs.events.testing.bell import Labelled, Ring, Rung, door_service, service
from libs.events.testing.services import service_under_test
from libs.events.testing.waiting import eventually
from libs.events.views.table import POSITION, SOURCE, Table
from libs.events.views.views import Views

TOPIC = "421088.bell.events"


class Mistake:
    """A handler that fails at the doors of a set; at all that were rung where that is None."""

    def __init__(self, *odd):
        self.odd = odd or None

    def service(self):
        views = Views()

        @views.on(Rung)
        async def wrong(tx, facts):
            for item in facts:
                if self.odd is None or item.fact.door in self.odd:
                    raise LookupError("a mistake in the view")

        views.on(Rung, Labelled)(Table("seen", "source", "position").insert("door", source=SOURCE, position=POSITION))
        return replace(door_service, views=views)


class Partition:
    """One partition, read by one consumer."""

    def __init__(self, door, brake):
        self.door, self.consumer = door, door._consumer(None, "bell")
        self.consumer.brake = self.consumer.inbox.brake = brake
        self.positions = itertools.count(1)

    def message(self, fact):
        position = next(self.positions)
        item = Recorded(fact, "/421088/bell", f"bell-{fact.door}", 1, position, uuid4(), self.door.clock(), Meta("a", "c"))
        key, value, headers = to_kafka(item)
        return ConsumerRecord(TOPIC, 0, position - 1, 0, 0, key, value, None, 0, 0, tuple(headers))

    def rung(self, *doors):
        return [self.message(Rung(door=door, by=self.door.clock())) for door in doors]

    async def apply(self, messages):
        return await self.consumer.apply(TOPIC, 0, messages, isolate=True)

    async def seen(self):
        return [row["door"] for row in await self.door.rows("select door from seen order by position")]

    async def parked(self):
        return [stream.stream for stream in await self.door.running.inbox.parked()]


def item(position, fact=None):
    return Recorded(fact or Labelled(door="a", label="x"), "/421088/bell", "s", 1, position, uuid4(), None, Meta("a", "c"))


def test_facts_are_counted_and_not_attempts():
    brake = Brake(facts=4, share=0.75)
    for _ in range(20):
        brake.failed(item(1), "again")
    brake.well([item(2), item(3)])
    brake.failed(item(4), "two of four")
    brake.failed(item(5), "two of four: the first has left")
    with pytest.raises(FailingError, match=r"3 of the last 4 bell.labelled failed, the last one with three"):
        brake.failed(item(6), "three")
    brake.failed(item(7, Rung(door="a", by="2026-03-02T03:00:00Z")), "another type is judged by itself")
    brake.well([item(n) for n in range(8, 12)])
    brake.failed(item(12), "mended since")


async def test_where_nearly_all_of_a_type_are_of_another_shape_the_partition_waits_too(database, issuer):
    """Each of their streams was parked."""
    async with service_under_test(door_service, database, issuer) as door:
        p = Partition(door, Brake(facts=5, share=0.9))
        odd = [replace(message, value=b'{"door": 7}') for message in p.rung("a", "b", "c", "d", "e", "f")]
        with pytest.raises(FailingError, match=r"5 of the last 5 bell\.rung failed"):
            await p.consumer.apply(TOPIC, 0, odd)
        assert await p.parked() == []
        (waits,) = await held(door.running.pool)
        assert (waits.offset, waits.kind) == (0, Kind.FAILING)


def test_without_a_brake_all_is_parked():
    brake = Brake(facts=0)
    for n in range(100):
        brake.failed(item(n), "never")


async def test_nothing_is_parked_where_all_fail_and_what_comes_before_counts(database, issuer):
    mistake = Mistake()
    async with service_under_test(mistake.service(), database, issuer) as door:
        p = Partition(door, Brake(facts=5, share=0.9))
        good = [p.message(Labelled(door=name, label="x")) for name in "ab"]
        bad = p.rung(*(f"d{n}" for n in range(20)))
        with pytest.raises(FailingError, match=r"bell\.rung failed, the last one with LookupError"):
            await p.apply([*good, *bad])
        assert (await p.seen(), await p.parked()) == (["a", "b"], [])
        (waits,) = await held(door.running.pool)
        assert (waits.offset, waits.kind, waits.passable, waits.source) == (2, Kind.FAILING, False, "/421088/bell")
        assert waits.error.startswith("5 of the last 5 bell.rung failed, the last one with LookupError")
        assert "offset 2: failing: " in (await door.running.ready()).held[f"{TOPIC}/0"]
        with pytest.raises(NotPassable, match="good message that this service fails at"):
            await pass_over(door.running.pool, TOPIC, 0, 2, actor="op", reason="no")
        with pytest.raises(FailingError):
            await p.apply(bad[:1])
        mistake.odd = ("d3",)
        await p.apply(bad[:1])
        assert await held(door.running.pool) == []
        await p.apply(bad[1:])
        assert (len(await p.seen()), await p.parked()) == (21, ["bell-d3"]), "one that fails among many is parked"


async def test_a_few_bad_ones_are_parked_and_only_the_rest_is_held(database, issuer):
    """The brake does not see at once that all fail: what came one by one is parked until then."""
    async with service_under_test(Mistake().service(), database, issuer) as door:
        p = Partition(door, Brake(facts=5, share=0.8))
        bad = p.rung(*(f"d{n}" for n in range(9)))
        for message in bad[:4]:
            await p.apply([message])
        with pytest.raises(FailingError):
            await p.apply(bad[4:])
        assert len(await p.parked()) == 4


async def test_a_service_goes_on_by_itself_when_what_failed_is_well_again(village):
    mistake = Mistake()
    bell = await village.start(service)
    door = await village.start(mistake.service(), brake_facts=3)
    for n in range(8):
        await bell.runner.execute(Ring(door=f"d{n}"), Origin("visitor"))

    async def failing():
        return [message for message in await held(door.pool) if message.kind is Kind.FAILING]

    await eventually(failing, what="a partition is held")
    assert len(await door.inbox.parked()) <= 3
    mistake.odd = ("none",)
    await eventually(lambda: _well(door), what="all but what was parked is in the views, and nothing is held")
    parked = sum(stream.waiting for stream in await door.inbox.parked())
    assert await door.pool.fetchval("select count(*) from seen") + parked == 8


async def _well(door):
    return not await held(door.pool) and await door.pool.fetchval("select count(*) from inbox") == 8
