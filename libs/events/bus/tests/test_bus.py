"""Store to Kafka to views and reactions, on the real broker and database."""

import json
from datetime import UTC, datetime

import pytest
from aiokafka.partitioner import murmur2
from hypothesis import given
from hypothesis import strategies as st
from uuid_utils.compat import uuid7

from libs.events.bus.kafka import events_topic, shared_topic, whole_topic
from libs.events.bus.packing import murmur2_of
from libs.events.bus.relay import known
from libs.events.envelope import Meta, Recorded
from libs.events.fact import NewerFactError, Raw
from libs.events.store.runner import Origin
from libs.events.store.store import NewFacts
from libs.events.testing.bell import Answer, Labelled, Opened, Ring, Whisper, door_service, service
from libs.events.testing.waiting import eventually

VISITOR = Origin("visitor")
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


async def doors_opened(running) -> list[str]:
    settled = await running.store.read_all(0, 10_000)
    return sorted(r.fact.door for r in settled.events if isinstance(r.fact, Opened))


async def test_a_fact_makes_the_whole_trip_and_has_its_effect_once(village):
    bell, door = await village.start(service), await village.start(door_service)
    for n in range(50):
        await bell.runner.execute(Ring(door=f"d{n}"), VISITOR)
    await eventually(lambda: _count(door, "seen", 50), what="50 facts seen")
    assert await doors_opened(door) == sorted(f"d{n}" for n in range(50))
    opened = (await door.store.read("door-d7"))[0]
    rung = (await bell.store.read("bell-d7"))[0]
    assert (opened.meta.causation, opened.meta.correlation) == (str(rung.id), rung.meta.correlation)


async def test_a_private_fact_never_leaves_and_only_shared_ones_reach_the_shared_topic(village):
    bell = await village.start(service)
    await bell.runner.execute(Whisper(door="secret"), VISITOR)
    await bell.runner.execute(Ring(door="front"), VISITOR)
    await bell.runner.execute(Answer(door="front"), VISITOR)
    seen = await read_topic(village, events_topic(village.place, "bell"), 2)
    shared = await read_topic(village, shared_topic(village.place), 1)
    assert [dict(m.headers)["ce_type"] for m in seen] == [b"checkonce.bell.rung.v1", b"checkonce.bell.answered.v1"]
    assert [dict(m.headers)["ce_type"] for m in shared] == [b"checkonce.bell.answered.v1"]
    assert "ce_signature" in dict(shared[0].headers)


async def test_facts_that_fill_many_of_the_brokers_batches_arrive_whole_and_in_order(village):
    """One batch of the client is 256 KiB: here are 2 MB of three streams in one turn, and one fact that alone is too large."""
    bell = await village.start(service)
    sizes = [400_000, *[20_000] * 79]
    facts = [NewFacts(f"label-{n % 3}", n // 3, [Labelled(door=str(n), label="x" * size)]) for n, size in enumerate(sizes)]
    await bell.store.append(facts, Meta("bench", "c"), at=NOON)
    sent = await read_topic(village, events_topic(village.place, "bell"), 80)
    assert sorted(int(json.loads(m.value)["door"]) for m in sent) == list(range(80))
    for stream in range(3):
        mine = [m for m in sent if m.key == b"label-%d" % stream]
        assert len({m.partition for m in mine}) == 1
        in_order = sorted(mine, key=lambda m: m.offset)
        assert [int(dict(m.headers)["ce_streamversion"]) for m in in_order] == list(range(1, len(mine) + 1))


async def test_facts_sent_again_change_nothing(village):
    bell, door = await village.start(service), await village.start(door_service)
    for n in range(10):
        await bell.runner.execute(Ring(door=f"d{n}"), VISITOR)
    await eventually(lambda: _count(door, "seen", 10))
    # As after a crash between acknowledgement and checkpoint: a second relay sends everything once more.
    await bell.pool.execute("update relay_checkpoint set position = 0")
    second = await village.start(service, database=bell.settings.database_url.get_secret_value())
    await eventually(lambda: relay_is_standby(second), what="the second relay stands by")
    producer = await village.producer("again")
    for message in await read_topic(village, events_topic(village.place, "bell"), 10):
        await producer.send_and_wait(message.topic, message.value, key=message.key, headers=list(message.headers))
    await bell.runner.execute(Ring(door="last"), VISITOR)
    await eventually(lambda: _count(door, "seen", 11))
    assert len(await doors_opened(door)) == 11


async def relay_is_standby(running) -> bool:
    return all(worker.state == "running" for worker in (await running.ready()).workers.values())


async def test_a_failing_fact_parks_its_stream_and_the_rest_goes_on(village):
    bell, door = await village.start(service), await village.start(door_service)
    await bell.runner.execute(Ring(door="cursed"), VISITOR)
    await bell.runner.execute(Answer(door="cursed"), VISITOR)
    await bell.runner.execute(Ring(door="cursed"), VISITOR)
    for n in range(5):
        await bell.runner.execute(Ring(door=f"d{n}"), VISITOR)
    others = [f"d{n}" for n in range(5)]
    await eventually(lambda: _opened(door, others), what="other doors opened")
    await eventually(lambda: _parked(door, 3), what="three facts of the cursed door parked")
    (parked,) = await door.inbox.parked()
    assert (parked.stream, parked.waiting) == ("bell-cursed", 3)
    assert parked.error.startswith("AlreadyRinging already-ringing in libs.events.testing.bell.decide_door, line ")
    assert await door.inbox.retry(parked.source, parked.stream) == 0
    assert await door.inbox.skip(parked.source, parked.stream, actor="op", reason="cursed") == 1
    assert await door.inbox.skip(parked.source, parked.stream, actor="op", reason="cursed") == 0
    assert await door.inbox.parked() == []
    assert await doors_opened(door) == others
    assert len(await door.pool.fetch("select * from skipped")) == 2


async def test_what_is_no_event_is_kept_aside_and_what_is_unknown_is_kept(village):
    door = await village.start(door_service, service_keys=None)
    topic = events_topic(village.place, "bell")
    known = {
        "specversion": "1.0", "id": "018f3a6e-0000-7000-8000-000000000001", "source": f"/{village.place}/bell",
        "subject": "bell-x", "time": "2026-03-02T04:00:00+00:00", "sequence": "1", "streamversion": "1",
    }  # fmt: skip
    producer = await village.producer("odd")
    await producer.send_and_wait(topic, b"not json", key=b"bell-x", headers=[("ce_id", b"1")])
    event = {**known, "type": "checkonce.bell.painted.v1", "data": {"colour": "red"}}
    await producer.send_and_wait(
        topic, json.dumps(event).encode(), key=b"bell-x", headers=[("content-type", b"application/cloudevents+json")]
    )
    newer = {**known, "type": "checkonce.bell.rung.v9", "sequence": "2", "streamversion": "2", "data": {"gate": 1}}
    newer["id"] = "018f3a6e-0000-7000-8000-000000000002"
    await producer.send_and_wait(
        topic, json.dumps(newer).encode(), key=b"bell-x", headers=[("content-type", b"application/cloudevents+json")]
    )
    # What the database cannot hold once stopped the partition for good.
    for odd in ({"sequence": str(2**63)}, {"data": {"colour": "re\x00d"}}, {"subject": "bell\x00x"}):
        await producer.send_and_wait(
            topic,
            json.dumps({**event, **odd}).encode(),
            key=b"bell-x",
            headers=[("content-type", b"application/cloudevents+json")],
        )
    last = {**event, "id": "018f3a6e-0000-7000-8000-000000000003", "sequence": "3", "streamversion": "3"}
    await producer.send_and_wait(
        topic, json.dumps(last).encode(), key=b"bell-x", headers=[("content-type", b"application/cloudevents+json")]
    )
    await eventually(lambda: _count(door, "inbox", 3), what="unknown facts kept")
    rejected = await door.pool.fetch("select error from rejected_messages order by kafka_offset")
    assert ["JSON" in rejected[0]["error"], "sequence" in rejected[1]["error"]] == [True, True]
    assert ["NUL" in row["error"] for row in rejected] == [False, False, True, True]


async def test_a_neighbours_facts_count_only_with_a_trusted_key_and_an_unbroken_chain(new_village):
    here, there = await new_village(), await new_village()
    neighbour = await here.befriend(there)
    bell = await there.start(service)
    door = await here.start(door_service, neighbours=[neighbour])
    await bell.runner.execute(Ring(door="far"), VISITOR)
    await bell.runner.execute(Answer(door="far"), VISITOR)
    await eventually(lambda: held(door), what="held without a key")
    assert "no trusted key" in next(iter((await held(door)).values()))
    jwk = there.key("bell").as_dict(private=True)
    jwk.pop("d")
    await door.pool.execute("insert into public.keys values ($1, $2)", there.place, json.dumps(jwk))
    await eventually(lambda: _count(door, "seen", 1), what="accepted once there is a key")
    await eventually(lambda: released(door), what="released")
    forged = await read_topic(there, shared_topic(there.place), 1)
    producer = await there.producer("forger")
    headers = [(k, b"2" if k == "ce_chainindex" else b"99" if k == "ce_sequence" else v) for k, v in forged[0].headers]
    await producer.send_and_wait(forged[0].topic, forged[0].value, key=forged[0].key, headers=headers)
    await eventually(lambda: held(door), what="held for a forged link")
    assert await door.pool.fetchval("select count(*) from seen") == 1


async def test_commands_succeed_while_the_broker_is_away_and_everything_arrives_afterwards(village):
    bell, door = await village.start(service), await village.start(door_service)
    await bell.runner.execute(Ring(door="before"), VISITOR)
    await eventually(lambda: _count(door, "seen", 1))
    await village.kafka.stop()
    for n in range(20):
        await bell.runner.execute(Ring(door=f"dark{n}"), VISITOR)
    await village.kafka.start()
    await eventually(lambda: _count(door, "seen", 21), what="everything after the broker came back")
    assert len(await doors_opened(door)) == 21


async def _count(running, table, want) -> bool:
    got = await running.pool.fetchval(f"select count(*) from {table}")
    assert got <= want, f"{got} rows in {table}, at most {want} expected"
    return got == want


async def _opened(running, want) -> bool:
    return await doors_opened(running) == want


async def _parked(running, want) -> bool:
    return await running.pool.fetchval("select count(*) from parked") == want


async def read_topic(village, topic, want):
    """Reads a topic until `want` messages are there, in order of their positions."""

    async def enough():
        found = [message async for message in whole_topic(village.access, topic)]
        return found if len(found) >= want else None

    found = await eventually(enough, what=f"{want} messages on {topic}")
    return sorted(found, key=lambda m: int(dict(m.headers)["ce_sequence"]))


def fact_at(position, fact_type, version=1):
    return Recorded(Raw(fact_type, version, b"{}"), "/p/bell", "bell-1", position, position, uuid7(), NOON, Meta("a", "c"))


def test_a_relay_sends_what_is_before_a_fact_newer_than_its_code_and_then_stops():
    """Passed over as private, a new type of fact was never sent once the checkpoint had gone on."""
    batch = [fact_at(1, "bell.rung"), fact_at(2, "bell.whispered"), fact_at(3, "bell.invented"), fact_at(4, "bell.rung")]
    assert [item.position for item in known(batch)] == [1, 2]
    with pytest.raises(NewerFactError, match=r"bell\.invented v1 at position 3"):
        known(batch[2:])
    with pytest.raises(NewerFactError, match="v2"):
        known([fact_at(1, "bell.rung", version=2)])


async def held(running) -> dict[str, str]:
    return (await running.ready()).held


async def released(running) -> bool:
    return not await held(running)


@given(st.lists(st.binary(max_size=40), max_size=70))
def test_many_keys_are_hashed_as_every_kafka_client_hashes_one(keys):
    assert list(murmur2_of(keys)) == [murmur2(key) for key in keys]
