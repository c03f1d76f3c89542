"""Sealed messages that nobody can open stop at most the partition where they stand, until an operator passes over them."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from libs.events.bus.confiding import Confidant
from libs.events.bus.kafka import events_topic, shared_topic
from libs.events.bus.quarantine import held, pass_over
from libs.events.envelope import Meta, Recorded, to_kafka
from libs.events.fact import Raw
from libs.events.reactions import Reactions
from libs.events.store.runner import Origin
from libs.events.testing.bell import Confessed, Ring, Rung, door_service, seen, service
from libs.events.testing.waiting import eventually
from libs.events.views.views import Views

VISITOR = Origin("visitor")
SECRET = Confidant(b"s" * 32)
views = Views()
views.on(Rung)(seen)
views.on_neighbour(*door_service.views.neighbour)(seen)


@views.on(Confessed)
async def confessed(tx, facts):
    await seen(tx, [r._replace(fact=Rung(door=r.fact.sin, by=r.time)) for r in facts])


priest = replace(door_service, views=views, reactions=Reactions(), subscribes=["bell", "door"])
"""Bells confide to it, and doors confide to nobody."""


def item(village, said, fact, position):
    source = f"/{village.place}/{said}"
    return Recorded(fact, source, f"{said}-x", position, 10**6 + position, uuid4(), datetime.now(UTC), Meta("a", "c"))


def garbage(village, said, position=1, data=b'{"sealed": "AAAA"}'):
    return to_kafka(item(village, said, Raw(f"{said}.confided", 2, data), position))


@pytest.fixture
async def running(village):
    (village.folder / "secret").write_bytes(b"s" * 32)
    bell = await village.start(service)
    return bell, await village.start(priest, confiding_secret=village.folder / "secret")


async def heard(door, *names):
    rows = await door.pool.fetch("select door from seen")
    return sorted(row["door"] for row in rows) == sorted(names)


async def test_who_confides_nothing_stops_nobody_with_a_sealed_message(village, running):
    bell, door = running
    await village.send("door", garbage(village, "door"))
    rejected = "select topic, kind, convert_from(value, 'UTF8') as value from rejected_messages"
    (row,) = await eventually(lambda: door.pool.fetch(rejected), what="set aside")
    assert tuple(row) == (events_topic(village.place, "door"), "unreadable", '{"sealed": "AAAA"}')
    for n in range(9):
        await bell.runner.execute(Ring(door=f"d{n}"), VISITOR)
    await eventually(lambda: heard(door, *(f"d{n}" for n in range(9))), what="all partitions go on")
    assert await held(door.pool) == []


@pytest.mark.parametrize("sealed_by", [None, Confidant(b"t" * 32)])
async def test_who_confides_to_it_holds_one_partition_with_what_does_not_open_until_it_is_passed_over(
    village, running, sealed_by
):
    bell, door = running
    said = item(village, "bell", Confessed(sin="lost").raw(), 1)
    await village.send("bell", garbage(village, "bell") if sealed_by is None else sealed_by.seal(said))
    (message,) = await eventually(lambda: held(door.pool), what="held")
    assert (message.kind, message.source, message.passable) == ("unproven", said.source, True)
    for n in range(9):
        await bell.runner.execute(Ring(door=f"d{n}"), VISITOR)
    others = "select count(distinct partition) from consumer_offsets where topic = $1 and next_offset > 0"
    await eventually(lambda: _is(door.pool, 2, others, message.topic), what="the other partitions go on")
    assert (await door.ready()).workers.keys() == {
        name for name, how in (await door.ready()).workers.items() if how.state == "running"
    }
    assert not await heard(door, *(f"d{n}" for n in range(9)))
    await pass_over(door.pool, message.topic, message.partition, message.offset, actor="op", reason="opens with no secret")
    await village.send("bell", SECRET.seal(item(village, "bell", Confessed(sin="greed").raw(), 2)))
    await eventually(lambda: heard(door, "greed", *(f"d{n}" for n in range(9))), what="the genuine ones behind it")
    assert await held(door.pool) == []


async def test_a_neighbours_sealed_message_is_held_for_its_signature_and_stops_nobody_else(new_village):
    here, there = await new_village(), await new_village()
    (here.folder / "secret").write_bytes(b"s" * 32)
    neighbour = await here.befriend(there)
    bell = await here.start(service)
    door = await here.start(priest, neighbours=[neighbour], confiding_secret=here.folder / "secret")
    producer = there.access.producer("odd")
    await producer.start()
    try:
        key, value, headers = garbage(there, "bell")
        await producer.send_and_wait(shared_topic(there.place), value, key=key, headers=headers)
    finally:
        await producer.stop()
    (message,) = await eventually(lambda: held(door.pool), what="held")
    assert (message.topic, message.kind, message.passable) == (shared_topic(there.place), "no-link", True)
    await bell.runner.execute(Ring(door="here"), VISITOR)
    await eventually(lambda: heard(door, "here"), what="who is at home is heard")
    assert all(how.state == "running" for how in (await door.ready()).workers.values())


async def _is(pool, want, query, *parameters):
    return await pool.fetchval(query, *parameters) == want
