"""Reading ahead: never past a seek, never for an assignment that has ended."""

import asyncio
from types import SimpleNamespace

import pytest
from aiokafka import TopicPartition

from libs.events.bus.reading.messages import read
from libs.events.bus.reading.prefetch import Reader
from libs.events.bus.rejected import digest
from libs.events.testing.waiting import eventually

HERE = TopicPartition("bells", 0)
THERE = TopicPartition("bells", 1)


class Broker:
    """A log of messages per partition, read as the client reads it: a fetch moves the position."""

    def __init__(self):
        self.position = {HERE: 0, THERE: 0}
        self.stored = {}
        self.most = 4
        self.during = []
        self.listener = None
        self.begin, self.end, self.anchor = 0, 1000, None
        self.noted = []

    # What the reader asks of the client ...
    def subscribe(self, _, listener):
        self.listener = listener

    def assignment(self):
        return set(self.position)

    def seek(self, partition, offset):
        self.position[partition] = offset

    async def seek_to_beginning(self, partition):
        self.position[partition] = self.begin

    async def beginning_offsets(self, partitions):
        return dict.fromkeys(partitions, self.begin)

    async def end_offsets(self, partitions):
        return dict.fromkeys(partitions, self.end)

    async def getmany(self, **_):
        fetched = {}
        for partition, at in list(self.position.items()):
            messages = [_record(at + n) for n in range(self.most)]
            fetched[partition] = messages
        await asyncio.sleep(0)
        for act in self.during:
            await act()
        self.during.clear()
        for partition, messages in fetched.items():
            self.position[partition] = messages[-1].offset + 1
        return fetched

    # ... and of the database.
    async def fetch(self, _):
        return [_row(partition, offset, self.anchor) for partition, offset in self.stored.items()]

    async def fetchval(self, _, *noted):
        self.noted.append(noted)


def _row(partition, offset, anchor=None):
    return {"topic": partition.topic, "partition": partition.partition, "next_offset": offset, "anchor": anchor}


def _record(offset):
    return SimpleNamespace(offset=offset, value=b"%d" % offset, headers=(), key=None)


@pytest.fixture
async def broker():
    return Broker()


@pytest.fixture
async def reader(broker):
    made = Reader(broker, broker, ["bells"], 8, read)
    await broker.listener.on_partitions_assigned([HERE, THERE])
    yield made
    await made.close()


async def offsets(reader):
    return {p: [m.offset for m in batch.messages] for p, batch in (await reader.take()).items()}


async def test_batches_follow_each_other_when_read_ahead(reader):
    assert [(await offsets(reader))[HERE] for _ in range(3)] == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11]]


async def test_what_was_read_ahead_of_a_seek_does_not_count(reader):
    """A held message must be looked at again: going on behind it would lose it."""
    assert (await offsets(reader))[HERE] == [0, 1, 2, 3]
    await reader.seek(HERE, 2)
    after = await offsets(reader)
    assert HERE not in after, "the batch read ahead began at 4"
    assert after[THERE] == [4, 5, 6, 7], "the other partition loses nothing"
    assert (await offsets(reader))[HERE] == [2, 3, 4, 5]


async def test_starting_over_drops_what_was_read_ahead(reader):
    await offsets(reader)
    await reader.seek(HERE, None)
    assert HERE not in await offsets(reader)
    assert (await offsets(reader))[HERE] == [0, 1, 2, 3]


async def test_what_was_read_for_an_older_assignment_does_not_count(broker, reader):
    """The partition went away and came back: the database says where to go on, not what was read before."""
    assert (await offsets(reader))[HERE] == [0, 1, 2, 3]
    await eventually(lambda: broker.position[HERE] == 8, what="read ahead")
    broker.stored = {HERE: 2, THERE: 4}
    await broker.listener.on_partitions_revoked([HERE, THERE])
    await broker.listener.on_partitions_assigned([HERE, THERE])
    assert await offsets(reader) == {}
    assert await offsets(reader) == {HERE: [2, 3, 4, 5], THERE: [4, 5, 6, 7]}


async def test_an_assignment_in_the_middle_of_reading_counts_too(broker, reader):
    broker.stored = {HERE: 1}

    async def reassigned():
        await broker.listener.on_partitions_revoked([HERE, THERE])
        await broker.listener.on_partitions_assigned([HERE, THERE])

    broker.during.append(reassigned)
    assert await offsets(reader) == {}
    assert await offsets(reader) == {HERE: [1, 2, 3, 4], THERE: [0, 1, 2, 3]}


async def test_nothing_counts_between_an_assignment_and_the_database_s_word(broker, reader):
    """The client reads on from Kafka's own offset while the database is being asked."""
    asked = asyncio.Event()

    async def slow(_):
        await asked.wait()
        return [_row(HERE, 2)]

    broker.fetch = slow
    await broker.listener.on_partitions_revoked([HERE, THERE])
    broker.position = {HERE: 40, THERE: 40}
    changing = asyncio.create_task(broker.listener.on_partitions_assigned([HERE, THERE]))
    assert await offsets(reader) == {}
    asked.set()
    await changing
    assert await offsets(reader) == {HERE: [2, 3, 4, 5], THERE: [0, 1, 2, 3]}


async def test_a_database_that_cannot_say_where_to_begin_ends_the_session(broker, reader):
    """The client only logs it: a restored database is behind Kafka's own offset, and what is between would be lost."""

    async def away(_):
        raise ConnectionResetError("the database is away")

    broker.fetch = away
    await broker.listener.on_partitions_revoked([HERE, THERE])
    with pytest.raises(ConnectionResetError):
        await broker.listener.on_partitions_assigned([HERE, THERE])
    with pytest.raises(ConnectionResetError):
        await reader.take()


async def test_where_messages_trickle_nothing_is_read_ahead(broker, reader):
    broker.most = 1
    assert (await offsets(reader))[HERE] == [0]
    for _ in range(10):
        await asyncio.sleep(0)
    assert broker.position[HERE] == 1


async def test_the_file_of_keys_is_looked_at_before_each_batch(broker):
    """The next batch may be of a tree that is remembered, under a key that has been taken out of the file."""
    looked, asked = [], []
    checker = SimpleNamespace(refresh=lambda: looked.append(len(asked)))
    made = Reader(broker, broker, ["bells"], 100, asked.append, checker=checker)
    await broker.listener.on_partitions_assigned([HERE, THERE])
    for _ in range(2):
        await made.take()
    assert looked == [0, 8]
    await made.close()


@pytest.fixture
async def assigned(broker):
    """Assigns one partition that was read up to an offset, the last record there with this hash; returns what is read first."""

    async def read_on(stored, anchor=None):
        broker.position, broker.stored = {HERE: 0}, {HERE: stored}
        broker.anchor = anchor
        made = Reader(broker, broker, ["bells"], 100, read)
        await broker.listener.on_partitions_assigned([HERE])
        found = await offsets(made)
        if not found:
            found = await offsets(made)
        await made.close()
        return found[HERE]

    return read_on


async def test_reading_goes_on_behind_the_record_that_was_read_last(assigned):
    assert await assigned(8, digest(_record(7))) == [8, 9, 10]


async def test_where_another_record_stands_there_the_partition_is_read_from_its_beginning(assigned):
    assert await assigned(8, digest(_record(9))) == [0, 1, 2, 3]


async def test_a_partition_that_ends_before_it_is_read_from_its_beginning(assigned, broker):
    broker.end = 7
    assert await assigned(8, digest(_record(7))) == [0, 1, 2, 3]


async def test_records_that_were_deleted_unread_are_noted_and_reading_goes_on_behind_them(assigned, broker):
    broker.begin = 20
    assert await assigned(8, digest(_record(7))) == [20, 21, 22, 23]
    ((topic, partition, offset, kind, said),) = broker.noted
    assert (topic, partition, offset, kind) == (HERE.topic, 0, 8, "expired")
    assert "the records 8 to 19 were deleted before they were read" in said


async def test_where_the_record_before_was_deleted_and_none_unread_nothing_is_noted(assigned, broker):
    broker.begin = 8
    assert await assigned(8, digest(_record(7))) == [8, 9, 10, 11]
    assert broker.noted == []


async def test_who_wishes_a_shortened_partition_again_is_told_of_no_loss(assigned, broker):
    broker.begin = 8
    assert await assigned(-1) == [8, 9, 10, 11]
    assert broker.noted == []
