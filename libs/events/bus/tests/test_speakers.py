"""The topic decides who may speak: who holds one service's password cannot speak for another."""

import itertools
from uuid import uuid4

import pytest
from aiokafka import ConsumerRecord

from libs.events.bus.kafka import events_topic, may_speak
from libs.events.envelope import Meta, Recorded, to_kafka
from libs.events.store.runner import Origin
from libs.events.telemetry import metrics
from libs.events.testing.bell import Ring, Rung, door_service, service
from libs.events.testing.services import service_under_test
from libs.events.testing.waiting import eventually

AT = "2026-03-02T03:00:00Z"
HOME, OTHER = "421088.bell.events", "421088.whistle.events"


@pytest.mark.parametrize(
    ("source", "topic", "may"),
    [
        ("/421088/bell", "421088.bell.events", True),
        ("/421088/bell", "421088.shared", True),
        ("/421088/whistle", "421088.bell.events", False),
        ("/430623/bell", "421088.bell.events", False),
        ("/430623/bell", "421088.shared", False),
        ("/421088/bell", "421088.bell.events.events", False),
    ],
)
def test_a_source_speaks_on_its_own_topic_and_on_what_its_place_shares(source, topic, may):
    assert may_speak(source, topic) is may


class Topic:
    def __init__(self, door, name):
        self.consumer, self.name, self._door = door._consumer(None, "bell"), name, door
        self._offsets = itertools.count()

    async def say(self, *items):
        """Positions of the bell, as a batch of one partition."""
        batch = []
        for source, position in items:
            fact = Rung(door=f"d{position}", by=AT)
            item = Recorded(fact, source, f"bell-{position}", 1, position, uuid4(), self._door.clock(), Meta("a", "c"))
            key, value, headers = to_kafka(item)
            batch.append(ConsumerRecord(self.name, 0, next(self._offsets), 0, 0, key, value, None, 0, 0, headers))
        return await self.consumer.apply(self.name, 0, batch)


@pytest.fixture
async def door(database, issuer):
    async with service_under_test(door_service, database, issuer) as started:
        yield started


async def known(door):
    return [row["position"] for row in await door.rows("select position from inbox order by 1")]


async def test_three_hundred_positions_to_come_in_anothers_name_hide_nothing(door):
    """They once counted as seen: the genuine facts that came to those positions were dropped as repeats."""
    whistle, bell = Topic(door, OTHER), Topic(door, HOME)
    assert await bell.say(("/421088/bell", 1)) == 1
    assert await whistle.say(*(("/421088/bell", 301 + n) for n in range(300))) == 0
    assert await bell.say(*(("/421088/bell", 2 + n) for n in range(600))) == 600
    assert await known(door) == list(range(1, 602))
    operator = door.bearer("op-1", roles=["operator"])
    rejected = (await door.client.get("/v1/ops/rejected", headers=operator)).json()["items"]
    assert {row["kind"] for row in rejected} == {"stranger"}
    assert rejected[0]["error"] == f"/421088/bell may not speak on {OTHER}"
    assert (await door.client.get("/v1/ops/progress", headers=operator)).json()["rejected"] == 300


async def test_a_stranger_on_the_topic_itself_stops_nothing_and_is_an_alarm(door):
    """Between genuine facts, behind a batch that was taken in one statement."""
    bell, strangers = Topic(door, HOME), metrics.refused_messages.labels(HOME, "stranger")
    before = strangers._value.get()
    await bell.say(("/421088/bell", 1))
    await bell.say(("/421088/bell", 2))
    assert await bell.say(("/421088/bell", 3), ("/421088/whistle", 4), ("/430623/bell", 5), ("/421088/bell", 6)) == 2
    assert await bell.say(("/421088/bell", 7), ("/421088/whistle", 8)) == 1
    assert await known(door) == [1, 2, 3, 6, 7]
    assert strangers._value.get() - before == 3
    assert (await door.client.get("/health/ready")).json()["held"] == {}


async def test_a_neighbours_service_is_not_believed_on_its_own_topic(village):
    """On the broker: a fact of the bell stands on the topic of the door, where the bell's password does not reach."""
    bell, door = await village.start(service), await village.start(door_service)
    fact = Rung(door="forged", by=AT)
    item = Recorded(fact, f"/{village.place}/door", "bell-x", 1, 10**9, uuid4(), bell.clock(), Meta("a", "c"))
    key, value, headers = to_kafka(item)
    producer = await village.producer("forger")
    await producer.send_and_wait(events_topic(village.place, "bell"), value, key=key, headers=headers)
    await bell.runner.execute(Ring(door="true"), Origin("visitor"))
    await eventually(lambda: _seen(door, ["true"]), what="the true one alone")
    await eventually(lambda: _rejected(door), what="set aside")


async def _seen(door, want):
    return [row["door"] for row in await door.pool.fetch("select door from seen")] == want


async def _rejected(door):
    return [row["kind"] for row in await door.pool.fetch("select kind from rejected_messages")] == ["stranger"]
