"""Who has the broker, with its administrator's password, puts no word into a service's mouth and stops nobody for good."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from aiokafka import TopicPartition
from joserfc.jwk import OKPKey

from libs.events.bus.kafka import Access, events_topic
from libs.events.bus.keyring import KeyFile, read_key_file, with_end, with_key, with_unsigned, write_key_file
from libs.events.bus.local_seal import HEADER, Sealer, hash_of
from libs.events.bus.quarantine import held, pass_over
from libs.events.bus.refill import read_again
from libs.events.envelope import Meta, Recorded, to_kafka
from libs.events.signatures import new_key
from libs.events.store.runner import Origin
from libs.events.telemetry import metrics
from libs.events.testing.bell import Answer, Ring, Rung, door_service, service
from libs.events.testing.waiting import eventually

AT = "2026-03-02T03:00:00Z"
VISITOR = Origin("visitor")


class Forger:
    """The broker's administrator: reads and writes every topic, and has no key of the place."""

    def __init__(self, village):
        self.village, self.topic = village, events_topic(village.place, "bell")
        self.access = Access(village.kafka.bootstrap, "admin", village.kafka.password, "SASL_PLAINTEXT")
        self.key = OKPKey.generate_key("Ed25519")

    def fact(self, door, position=10**6):
        fact, source = Rung(door=door, by=AT), f"/{self.village.place}/bell"
        return to_kafka(Recorded(fact, source, f"bell-{door}", 1, position, uuid4(), datetime.now(UTC), Meta("a", "c")))

    async def send(self, message, partition):
        producer = self.access.producer("forger")
        await producer.start()
        try:
            key, value, headers = message
            return await producer.send_and_wait(self.topic, value, key=key, headers=headers, partition=partition)
        finally:
            await producer.stop()

    async def everything(self):
        """What stands on the topic, as (partition, message)."""
        consumer = self.access.consumer(f"forger.{uuid4().hex}", "forger")
        await consumer.start()
        try:
            partitions = [TopicPartition(self.topic, number) for number in range(3)]
            consumer.assign(partitions)
            await consumer.seek_to_beginning(*partitions)
            ends = await consumer.end_offsets(partitions)
            found = []
            while len(found) < sum(ends.values()):
                for batch in (await consumer.getmany(timeout_ms=200)).values():
                    found += [(m.partition, (m.key, m.value, list(m.headers))) for m in batch]
            return found
        finally:
            await consumer.stop()


def signed(message, key, partition, topic):
    (seal,) = Sealer(key).seals([hash_of(topic, partition, message)])
    return (*message[:2], [*message[2], (HEADER, seal)])


@pytest.fixture
async def running(village):
    return await village.start(service), await village.start(door_service), Forger(village)


async def seen(door, *want):
    rows = await door.pool.fetch("select door from seen")
    assert not [row["door"] for row in rows if row["door"].startswith("forged")]
    return sorted(row["door"] for row in rows) == sorted(want)


async def set_aside(door, count):
    rows = await door.pool.fetch("select kind from rejected_messages")
    assert {row["kind"] for row in rows} <= {"forged"}
    return len(rows) == count


async def test_nothing_that_the_brokers_administrator_forges_counts_and_all_genuine_facts_behind_it_do(running):
    bell, door, forger = running
    await bell.runner.execute(Ring(door="one"), VISITOR)
    await eventually(lambda: seen(door, "one"), what="the first")
    forgeries = metrics.refused_messages.labels(forger.topic, "forged")
    before = forgeries._value.get()
    ((home, genuine),) = await forger.everything()
    key, value, headers = genuine
    seal, names = headers[-1], dict(headers)
    assert seal[0] == HEADER
    ahead = [(n, b"1000" if n == "ce_sequence" else c) for n, c in headers]
    other = forger.fact("forged-moved")
    forged = [
        forger.fact("forged-unsigned"),
        (*other[:2], [*other[2], seal]),
        (key, value.replace(b"one", b"two"), headers),
        (key, value, ahead),
        (key, value, headers[:-1]),
    ]
    assert names["ce_sequence"] != b"1000"
    for message in forged:
        await forger.send(message, home)
    # The same message in another partition: a later fact of its stream might overtake an earlier one there.
    await forger.send(genuine, (home + 1) % 3)
    await eventually(lambda: set_aside(door, len(forged) + 1), what="all set aside")
    for name in ("two", "three", "four"):
        await bell.runner.execute(Ring(door=name), VISITOR)
    await eventually(lambda: seen(door, "one", "two", "three", "four"), what="the genuine ones behind them")
    assert forgeries._value.get() - before == len(forged) + 1
    assert await held(door.pool) == []


async def test_a_genuine_message_sent_again_is_a_repeat(running):
    bell, door, forger = running
    await bell.runner.execute(Ring(door="one"), VISITOR)
    await eventually(lambda: seen(door, "one"), what="the first")
    ((home, genuine),) = await forger.everything()
    await forger.send(genuine, home)
    await bell.runner.execute(Ring(door="two"), VISITOR)
    await eventually(lambda: seen(door, "one", "two"), what="the second")
    assert await door.pool.fetchval("select count(*) from inbox") == 2
    assert await set_aside(door, 0)


@pytest.mark.parametrize("whose", ["nobody's", "door's"])
async def test_a_key_of_the_forgers_own_holds_the_partition_until_an_operator_passes_over_it(running, whose):
    """It may be a new key that the file does not name yet, or names for another service by mistake.

    So nothing is lost, and only a person may say that it is none.
    """
    bell, door, forger = running
    key = forger.key if whose == "nobody's" else forger.village.key("door")
    await bell.runner.execute(Ring(door="one"), VISITOR)
    ((home, _),) = await eventually(forger.everything, what="the first is on the topic")
    sent = await forger.send(signed(forger.fact("forged"), key, home, forger.topic), home)
    (message,) = await eventually(lambda: held(door.pool), what="held")
    assert (message.partition, message.offset, message.kind, message.passable) == (home, sent.offset, "unproven", True)
    assert key.thumbprint() in message.error
    await pass_over(door.pool, message.topic, message.partition, message.offset, actor="op", reason="nobody's key")
    await bell.runner.execute(Ring(door="two"), VISITOR)
    await eventually(lambda: seen(door, "one", "two"), what="the genuine one behind it")
    assert await held(door.pool) == []


async def test_a_key_is_rotated_under_load_and_no_fact_is_lost_or_set_aside(village):
    """The relay changes over before the reader's file names the new key: what it signs waits, and counts once the file does."""
    door, database = await village.start(door_service), await village.make_database()
    path, old, new = village.public_keys(), village.key("bell"), new_key(village.keys / "next.jwk")
    every = [f"a{n}" for n in range(300)]
    async with service.running(await village.settings(database=database)) as before:
        for name in every[:200]:
            await before.runner.execute(Ring(door=name), VISITOR)
    told = with_key(read_key_file(path), "bell", new, datetime.now(UTC) - timedelta(minutes=1))
    elsewhere = village.folder / "told-first.json"
    write_key_file(elsewhere, told)
    after = await village.start(service, database=database, signing_key=village.keys / "next.jwk", service_keys=elsewhere)
    for name in every[200:]:
        await after.runner.execute(Ring(door=name), VISITOR)
    (kind,) = {message.kind for message in await eventually(lambda: held(door.pool), what="the new key is not known yet")}
    assert kind == "unproven"
    assert (await door.ready()).held
    write_key_file(path, told)
    await eventually(lambda: seen(door, *every), what="every fact")
    write_key_file(path, with_end(told, old.thumbprint(), datetime.now(UTC)))
    await after.runner.execute(Ring(door="last"), VISITOR)
    await eventually(lambda: seen(door, *every, "last"), what="and once the old key has an end")
    assert await set_aside(door, 0)
    assert await held(door.pool) == []


async def test_facts_of_before_the_upgrade_count_up_to_their_limit(village):
    """They stand on the topic unsigned, and what comes behind them signed."""
    forger, database = Forger(village), await village.make_database()
    unsigned = await village.settings(database=database, signing_key=None, service_keys=None)
    async with service.running(unsigned) as old:
        for n in range(5):
            await old.runner.execute(Ring(door=f"a{n}"), VISITOR)
        await eventually(lambda: _all_sent(old), what="all sent")
        last = (await old.progress()).newest
    path = village.public_keys()
    write_key_file(path, with_unsigned(read_key_file(path), "bell", last))
    new, door = await village.start(service, database=database), await village.start(door_service)
    await new.runner.execute(Ring(door="b"), VISITOR)
    await forger.send(forger.fact("forged", last + 1000), 0)
    await eventually(lambda: seen(door, *(f"a{n}" for n in range(5)), "b"), what="old and new ones")
    await eventually(lambda: set_aside(door, 1), what="the unsigned one beyond the limit alone")


async def _all_sent(running):
    return (await running.progress()).unsent == 0


async def test_a_broken_file_of_keys_is_a_word_in_readiness_and_the_keys_of_before_hold(running):
    bell, door, forger = running
    path = forger.village.public_keys()
    kept = path.read_bytes()
    path.write_bytes(b"{")
    said = await eventually(lambda: _fault(door), what="readiness says so")
    assert "service-keys.json" in said
    await bell.runner.execute(Ring(door="one"), VISITOR)
    await eventually(lambda: seen(door, "one"), what="the keys of before are in force")
    path.write_bytes(kept)
    await eventually(lambda: _no_fault(door), what="mended")


async def _fault(running):
    state = await running.ready()
    return state.ready and state.keys


async def _no_fault(running):
    return (await running.ready()).keys is None


async def test_a_key_that_does_not_count_seals_no_shared_fact_and_readiness_says_so(village):
    """The link would stay in the chain, and no neighbour could take what comes behind it."""
    bell = await village.start(service)
    await bell.runner.execute(Ring(door="one"), VISITOR)
    await bell.runner.execute(Answer(door="one"), VISITOR)
    await eventually(lambda: _all_sent(bell), what="sent while the key counts")
    path, kid = village.public_keys(), village.key("bell").thumbprint()
    file = read_key_file(path)
    write_key_file(path, with_end(file, kid, datetime.now(UTC)))
    await eventually(lambda: _fault(bell), what="readiness says that the own key has ended")
    await bell.runner.execute(Ring(door="two"), VISITOR)
    await bell.runner.execute(Answer(door="two"), VISITOR)
    said = await eventually(lambda: _relay_fails(bell), what="the relay says so too")
    assert kid in said
    assert await bell.pool.fetchval("select count(*) from ledger") == 1
    write_key_file(path, file)
    await eventually(lambda: _all_sent(bell), what="the file is mended")
    assert await bell.pool.fetchval("select count(*) from ledger") == 2


async def test_what_a_key_signed_that_has_left_the_file_is_a_repeat_where_it_is_known_and_held_where_it_is_not(village):
    """A key has leaked: a reader reads its topic from the beginning, and whoever has the key sends one fact more."""
    door, database = await village.start(door_service), await village.make_database()
    known = [f"a{n}" for n in range(6)]
    async with service.running(await village.settings(database=database)) as before:
        for name in known:
            await before.runner.execute(Ring(door=name), VISITOR)
        await eventually(lambda: seen(door, *known), what="all read")
    path, old, new = village.public_keys(), village.key("bell"), new_key(village.keys / "next.jwk")
    file = read_key_file(path)
    left = KeyFile(keys=tuple(each for each in file.keys if each.kid != old.thumbprint()))
    told, elsewhere = with_key(left, "bell", new, datetime.now(UTC) - timedelta(minutes=1)), village.folder / "told.json"
    write_key_file(elsewhere, told)
    after = await village.start(service, database=database, signing_key=village.keys / "next.jwk", service_keys=elsewhere)
    # Last: a start names each key of the village once more.
    write_key_file(path, told)
    await read_again(door.pool, events_topic(village.place, "bell"))
    more = [f"b{n}" for n in range(6)]
    for name in more:
        await after.runner.execute(Ring(door=name), VISITOR)
    await eventually(lambda: seen(door, *known, *more), what="nothing is held at what is known")
    assert await held(door.pool) == []
    forger = Forger(village)
    await village.send("bell", forger.fact("forged"))
    (message,) = await eventually(lambda: held(door.pool), what="what is not known is held")
    assert message.kind == "unproven"
    assert await seen(door, *known, *more)


async def _relay_fails(running):
    state = (await running.ready()).workers["relay"]
    return state.error
