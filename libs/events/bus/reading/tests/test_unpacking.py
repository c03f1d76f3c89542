"""Compressed topics are read; a batch that cannot be unpacked holds its partition alone, until it is passed over."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.consumer.fetcher import PartitionRecords
from aiokafka.producer.message_accumulator import BatchBuilder
from aiokafka.record.util import calc_crc32c
from confluent_kafka.admin import AdminClient, AlterConfigOpType, ConfigEntry, ConfigResource, ResourceType

from libs.events.bus.kafka import events_topic, shared_topic
from libs.events.bus.quarantine import UnopenedError, held, pass_over
from libs.events.bus.reading import unpacking
from libs.events.bus.reading.assignment import Assignment
from libs.events.store.runner import Origin
from libs.events.testing.bell import Ring, door_service, service
from libs.events.testing.partition import TOPIC, Chained
from libs.events.testing.services import service_under_test
from libs.events.testing.waiting import eventually

VISITOR = Origin("visitor")
CRC_AT, COVERED_AT, CODEC_AT = 17, 21, 22
CODECS = ["gzip", "snappy", "lz4", "zstd"]
GENUINE = {"key": b"k", "value": b"v" * 300}


def packed(*messages, codec=0):
    batch = BatchBuilder(2**26, codec)
    for message in messages:
        batch.append(timestamp=1, **message)
    return bytearray(batch._build())


def checked(raw):
    """With the checksum that belongs to it."""
    raw[CRC_AT:COVERED_AT] = calc_crc32c(bytes(raw[COVERED_AT:])).to_bytes(4, "big")
    return raw


def odd_name():
    raw = packed(GENUINE, {**GENUINE, "headers": [("zz", b"1")]})
    return checked(raw.replace(b"zz", b"\xff\xfe"))


def of_codec(number):
    raw = packed(GENUINE)
    raw[CODEC_AT] |= number
    return checked(raw)


def wrong_sum():
    raw = packed(GENUINE)
    raw[-5] ^= 1
    return raw


def all_of(raw, offset=0):
    records = unpacking._Records(bytes(raw))
    return list(PartitionRecords(TopicPartition("t", 0), records, None, offset, None, None, True, 0))


def large(codec):
    return packed({"key": b"k", "value": bytes(unpacking.MOST + 1)}, codec=codec)


@pytest.mark.parametrize("codec", range(5))
def test_every_codec_is_read_up_to_a_size(codec):
    found = all_of(packed(GENUINE, GENUINE, codec=codec))
    assert [(m.key, m.value, m.offset) for m in found] == [(b"k", b"v" * 300, 0), (b"k", b"v" * 300, 1)]
    if codec:
        (message,) = all_of(large(codec))
        assert isinstance(message.value, unpacking.Unpackable)
        assert f"more than {unpacking.MOST} bytes" in message.value.why


@pytest.mark.parametrize(
    ("raw", "good", "why"),
    [
        (odd_name(), 1, "UnicodeDecodeError"), (of_codec(5), 0, "codec 5"), (of_codec(4), 0, "damaged"),
        (of_codec(1), 0, "BadGzipFile"), (wrong_sum(), 0, "checksum"), (wrong_sum()[:40], 0, "cut off"),
    ],
)  # fmt: skip
def test_what_cannot_be_unpacked_is_one_message_at_its_last_offset_behind_the_good_ones(raw, good, why):
    *before, last = all_of(raw)
    assert len(before) == good
    assert isinstance(last.value, unpacking.Unpackable)
    assert why in last.value.why
    assert (bytes(last.value), last.offset) == (bytes(raw), good)
    # Read again from where it stands it is the same.
    assert [bytes(message.value) for message in all_of(raw, good)] == [bytes(raw)]


async def _sent(village, topic, raw, count):
    """Sends raw bytes as one batch of so many messages to partition 0."""
    producer = AIOKafkaProducer(**village.access._options(), max_request_size=2**26)
    await producer.start()
    try:
        builder = producer.create_batch()
        builder.close()
        builder._buffer, builder._relative_offset = raw, count
        await (await producer.send_batch(builder, topic, partition=0))
    finally:
        await producer.stop()


async def _is(pool, expected, query, *values):
    return await pool.fetchval(query, *values) == expected


@pytest.mark.parametrize(("raw", "count"), [(odd_name(), 2), (large(1), 1)])
async def test_one_partition_stands_until_the_batch_is_passed_over(village, raw, count):
    bell = await village.start(service)
    door = await village.start(door_service)
    topic = events_topic(village.place, "bell")
    await _sent(village, topic, raw, count)
    (message,) = await eventually(lambda: held(door.pool), what="held")
    assert (message.topic, message.partition, message.kind, message.passable) == (topic, 0, "unpackable", True)
    for n in range(9):
        await bell.runner.execute(Ring(door=f"d{n}"), VISITOR)
    others = "select count(*) from consumer_offsets where topic = $1 and partition > 0 and next_offset > 0"
    await eventually(lambda: _is(door.pool, 2, others, topic), what="the other partitions go on")
    ready = await door.ready()
    assert all(how.state == "running" for how in ready.workers.values())
    assert "cannot be unpacked" in ready.held[f"{topic}/0"]
    assert await door.pool.fetchval("select count(*) from seen") < 9
    await pass_over(door.pool, topic, 0, message.offset, actor="op", reason="nobody's")
    await eventually(lambda: _is(door.pool, 9, "select count(*) from seen"), what="what is behind it")
    assert await held(door.pool) == []


@pytest.mark.parametrize("codec", CODECS)
async def test_a_topic_that_the_broker_compresses_is_read(village, codec):
    bell = await village.start(service)
    door = await village.start(door_service)
    entry = ConfigEntry("compression.type", codec, incremental_operation=AlterConfigOpType.SET)
    resource = ConfigResource(ResourceType.TOPIC, events_topic(village.place, "bell"), incremental_configs=[entry])
    admin = AdminClient(village.kafka._librdkafka())
    for done in admin.incremental_alter_configs([resource]).values():
        done.result()
    for n in range(9):
        await bell.runner.execute(Ring(door=f"d{n}"), VISITOR)
    await eventually(lambda: _is(door.pool, 9, "select count(*) from seen"), what="all are read")


async def test_a_neighbours_batch_is_held_and_passed_over_like_one_of_the_place(new_village):
    here, there = await new_village(), await new_village()
    neighbour = await here.befriend(there)
    door = await here.start(door_service, neighbours=[neighbour])
    topic = shared_topic(there.place)
    await _sent(there, topic, odd_name(), 2)
    (message,) = await eventually(lambda: held(door.pool), what="held")
    # The first message of the batch is an unreadable one: it is set aside before.
    assert (message.topic, message.offset, message.kind, message.passable) == (topic, 1, "unpackable", True)
    await pass_over(door.pool, topic, 0, 1, actor="op", reason="nobody's")
    query = "select count(*) from consumer_offsets where topic = $1 and partition = 0 and next_offset = 2"
    await eventually(lambda: _is(door.pool, 1, query, topic), what="read on")
    assert await held(door.pool) == []


async def test_where_a_batch_is_held_the_record_before_it_is_the_one_that_was_read_last(database, issuer):
    """It stands for all messages of the batch at the offset of the last one: the topic is not taken for another one."""
    async with service_under_test(door_service, database, issuer) as door:
        partition = Chained(door)
        read, odd = partition.message(1, 0), unpacking.Unpackable(b"raw")
        odd.why = "odd"
        stands = replace(partition.message(2, 1), offset=read.offset + 5, key=None, value=odd, headers=())
        with pytest.raises(UnopenedError, match="odd"):
            await partition.consumer.apply(TOPIC, 0, [read, stands])
        place, sought = TopicPartition(TOPIC, 0), []

        async def begins(_):
            return {place: 0}

        async def ends(_):
            return {place: stands.offset + 1}

        async def anew(_):
            raise AssertionError("the topic is taken for another one")

        kafka = SimpleNamespace(
            beginning_offsets=begins, end_offsets=ends, seek=lambda *where: sought.append(where), seek_to_beginning=anew
        )
        assigned = Assignment(partition.pool, kafka)
        await assigned.seek([place])
        assert sought == [(place, read.offset)]
        assert await assigned.behind_anchor(place, [read, stands]) == [stands]
