"""A fact that no topic takes is its own matter's fault; one that is stored all the same holds the relay where all see it."""

import asyncio
import secrets

from confluent_kafka.admin import AdminClient, AlterConfigOpType, ConfigEntry, ConfigResource

from libs.events.bus import relay
from libs.events.bus.kafka import events_topic
from libs.events.bus.relay import together
from libs.events.store import fitting, runner
from libs.events.store.runner import Origin
from libs.events.telemetry import metrics
from libs.events.testing.bell import Label, Ring, door_service, service
from libs.events.testing.village import Grant
from libs.events.testing.waiting import eventually

VISITOR = Origin("visitor")


async def count(running, table, want) -> bool:
    return await running.pool.fetchval(f"select count(*) from {table}") == want


async def take_more(village, topic, most) -> None:
    """As an operator does it."""
    operations = ("ALTER_CONFIGS", "DESCRIBE_CONFIGS")
    await village.kafka.ensure_acls([Grant(user=village.user, resource="topic", name=topic, operations=operations)])
    admin = AdminClient(
        {
            "bootstrap.servers": village.kafka.bootstrap,
            "security.protocol": "SASL_PLAINTEXT",
            "sasl.mechanism": "SCRAM-SHA-512",
            "sasl.username": village.user,
            "sasl.password": village.password,
        }
    )
    entry = ConfigEntry("max.message.bytes", str(most), incremental_operation=AlterConfigOpType.SET)
    resource = ConfigResource(ConfigResource.Type.TOPIC, topic, incremental_configs=[entry])
    for done in admin.incremental_alter_configs([resource]).values():
        await asyncio.to_thread(done.result)


async def test_a_stored_fact_that_its_topic_does_not_take_holds_the_relay_visibly_until_it_does(village, monkeypatch):
    monkeypatch.setattr(relay, "_HELD", 0.2)
    bell, door = await village.start(service), await village.start(door_service)
    await bell.runner.execute(Ring(door="before"), VISITOR)
    with monkeypatch.context() as before_the_rule:
        before_the_rule.setattr(runner, "must_fit", lambda _: None)
        await bell.runner.execute(Label(door="front", label=secrets.token_hex(2_500_000)), VISITOR)
    await bell.runner.execute(Ring(door="behind"), VISITOR)
    held = await bell.pool.fetchval("select position from events where type = 'bell.labelled'")

    async def says_so() -> bool:
        error = (await bell.ready()).workers["relay"].error
        return f"bell.labelled at position {held} (label-front)" in (error or "")

    await eventually(says_so, what="readiness names the position")
    assert metrics.relay_held._value.get() == held
    await eventually(lambda: count(door, "seen", 1), what="what stands before it has arrived")
    assert await bell.pool.fetchval("select position from relay_checkpoint") < held
    await take_more(village, events_topic(village.place, "bell"), 8 * 2**20)
    await eventually(lambda: count(door, "seen", 2), what="what stands behind it has arrived")
    assert await door.pool.fetchval("select count(*) from inbox where type = 'bell.labelled'") == 1
    assert metrics.relay_held._value.get() == 0


async def test_a_reaction_whose_fact_would_not_fit_parks_its_stream_and_the_rest_goes_on(village, monkeypatch):
    """`bell.rung` of the long door fits, what the reaction makes of it says 14 characters more."""
    monkeypatch.setattr(fitting, "_PLAIN", 150)
    bell, door = await village.start(service), await village.start(door_service)
    for name in ("x" * 95, "d1"):
        await bell.runner.execute(Ring(door=name), VISITOR)
    await eventually(lambda: count(door, "parked", 1), what="the long door's stream parked")
    await eventually(lambda: count(door, "events", 1), what="the other door opened")
    (parked,) = await door.inbox.parked()
    assert "TooLargeForMessage" in parked.error
    monkeypatch.undo()
    assert await door.inbox.retry(parked.source, parked.stream) == 1


def test_a_large_fact_is_sent_alone():
    small, large = _Item(b"{}"), _Item(b"x" * (2**18 + 1))
    assert together([small, small]) == [small, small]
    assert together([small, large, small]) == [small]
    assert together([large, small]) == [large]
    assert together([]) == []


class _Item:
    def __init__(self, json: bytes) -> None:
        self.fact = self
        self.json = json
