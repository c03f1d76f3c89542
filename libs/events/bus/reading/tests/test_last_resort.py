"""One strange message stops nothing but itself: what no reader takes is set aside. What the store refuses is waited for."""

import json
from itertools import count

import asyncpg
import pytest
from uuid_utils.compat import uuid7

from libs.events.bus.kafka import events_topic
from libs.events.bus.quarantine import held, pass_over
from libs.events.bus.reading.last_resort import of_the_message
from libs.events.testing.bell import door_service
from libs.events.testing.neighbours import Far, seen, trusted
from libs.events.testing.waiting import eventually

LONG = 5000
ODD_TEXTS = [
    "",
    " ",
    "\t\n",
    "x" * LONG,
    "流" * LONG,
    "\ud83d\ude00" * 3,
    "a\x00b",
    "1_0",
    "７",
    "-0",
    "0x1",
    "NaN",
    "1e400",
    "null",
    "é\u202e",
]
ATTRIBUTES = [
    "id", "source", "subject", "type", "time", "sequence", "streamversion", "actor", "correlationid", "causationid",
    "traceparent", "specversion", "partitionkey", "dataschema",
]  # fmt: skip
BEYOND = {
    "type": ["checkonce.bell.rung.v" + LONG * "1", "checkonce." + LONG * "b" + ".v1", "checkonce.bell.rung.v１"],
    "source": ["/{place}/" + LONG * "b", "/{place}/bell/x", "/{place}/door"],
    "sequence": [str(2**63), str(2**63 - 1), LONG * "9"],
    "streamversion": [str(2**31), str(2**31 - 1)],
    "id": ["urn:uuid:018f3a6e-0000-7000-8000-000000000001", LONG * "f"],
    "time": ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "２０２６-03-02T04:00:00Z", LONG * "2"],
}


class Sender:
    """Messages of the bell, each of a stream of its own."""

    def __init__(self, village, producer):
        self.village, self.producer, self.positions = village, producer, count(1)

    async def send(self, door, value=None, **odd):
        stream, position = f"bell-{door}", next(self.positions)
        headers = {
            "specversion": "1.0", "id": str(uuid7()), "source": f"/{self.village.place}/bell", "subject": stream,
            "time": "2026-03-02T04:00:00+00:00", "sequence": str(position), "streamversion": "1", "actor": "a",
            "correlationid": "c", "type": "checkonce.bell.rung.v1", **odd,
        }  # fmt: skip
        sent = [(f"ce_{name}", text.encode("utf-8", "surrogatepass")) for name, text in headers.items()]
        await self.producer.send_and_wait(
            events_topic(self.village.place, "bell"),
            json.dumps({"door": door, "by": "2026-03-02T04:00:00Z"}).encode() if value is None else value,
            key=b"one partition",
            headers=[("content-type", b"application/json"), *sent],
        )


async def sender(village):
    return Sender(village, await village.producer("odd"))


async def _rejected(running):
    return await running.pool.fetch("select kind, value, error from rejected_messages order by kafka_offset")


async def _seen(running, door):
    return await running.pool.fetchval("select count(*) from seen where door = $1", door)


async def test_whatever_stands_in_an_attribute_the_messages_behind_it_are_read(village):
    door = await village.start(door_service, service_keys=None)
    bell = await sender(village)
    odd = 0
    for name in ATTRIBUTES:
        for text in [*ODD_TEXTS, *BEYOND.get(name, ())]:
            odd += 1
            await bell.send(f"odd-{odd}", **{name: text.replace("{place}", village.place)})
    for value in (b"[" * 100_000, b'{"door": 1e999}', b"{" + b'"a":{' * 5000, b'{"door": "\\ud800"}', b"\xff" * LONG):
        odd += 1
        await bell.send(f"odd-{odd}", value=value)
    await bell.send("last")
    await eventually(lambda: _seen(door, "last"), what="the message behind all odd ones", progress=lambda: _rejected(door))
    kept = await door.pool.fetchval("select count(*) from inbox")
    assert kept + len(await _rejected(door)) == odd + 1, "each is kept or set aside"
    assert (await door.ready()).workers[f"consumer {events_topic(village.place, 'bell')}"].state == "running"


async def test_what_the_store_refuses_is_found_among_others_and_waited_for_and_nothing_of_its_stream_overtakes_it(village):
    door, topic = await village.start(door_service, service_keys=None), events_topic(village.place, "bell")
    await door.pool.execute("alter table inbox add constraint odd check (stream <> 'bell-odd' or version > 1)")
    bell = await sender(village)
    await bell.send("first")
    await bell.send("odd")
    await bell.send("odd", streamversion="2")
    (message,) = await eventually(lambda: held(door.pool), what="held")
    assert (message.kind, message.source, message.passable) == ("refused", f"/{village.place}/bell", True)
    assert "CheckViolation" in message.error
    assert [await _seen(door, name) for name in ("first", "odd")] == [1, 0]
    await door.pool.execute("alter table inbox drop constraint odd")
    await eventually(lambda: _read(door, "bell-odd", [1, 2]), what="it goes on when the store takes it, and in order")
    await eventually(lambda: _none_held(door))
    assert await _rejected(door) == []

    await door.pool.execute("alter table inbox add constraint odd check (stream <> 'bell-never')")
    await bell.send("never")
    await bell.send("last")
    (message,) = await eventually(lambda: held(door.pool), what="held")
    await pass_over(door.pool, topic, message.partition, message.offset, actor="op", reason="no use to us")
    await eventually(lambda: _seen(door, "last"), what="the message behind the one that was passed over")
    await eventually(lambda: _none_held(door))


async def _read(running, stream, want):
    """Whether these versions of a stream were read. One that overtook another is seen at once."""
    rows = await running.pool.fetch("select version from inbox where stream = $1 order by seq", stream)
    versions = [row["version"] for row in rows]
    assert versions == want[: len(versions)]
    return versions == want


async def _none_held(running):
    return await held(running.pool) == []


async def test_what_fails_for_every_message_sets_none_of_them_aside(village):
    """A table that is missing is nobody's content: the partition waits, and says so, until it is mended."""
    door = await village.start(door_service, service_keys=None)
    await door.pool.execute("alter table inbox rename to hidden")
    bell = await sender(village)
    await bell.send("first")
    worker = f"consumer {events_topic(village.place, 'bell')}"

    async def failing():
        return "UndefinedTable" in ((await door.ready()).workers[worker].error or "")

    await eventually(failing, what="readiness names the error")
    assert await _rejected(door) == []
    await door.pool.execute("alter table hidden rename to inbox")
    await eventually(lambda: _seen(door, "first"), what="it goes on when the table is back")


@pytest.mark.parametrize("mended", [True, False], ids=["the store takes it in the end", "it is passed over"])
async def test_a_neighbours_link_that_the_store_refuses_waits_by_name_and_stops_no_reader(new_village, mended):
    here, there = await new_village(), await new_village()
    door = await here.start(door_service, neighbours=[await here.befriend(there)])
    await door.pool.execute("alter table inbox add constraint odd check (stream <> 'bell-far3')")
    far = Far(there)
    await trusted(door, far)
    partition = await far.send(there, *far.links)
    await eventually(lambda: seen(door, "far1", "far2"), what="the links before it")
    (message,) = await eventually(lambda: held(door.pool), what="held")
    assert (message.offset, message.kind, message.source, message.passable) == (2, "refused", far.source, True)
    assert "CheckViolation" in message.error
    assert "refused" in (await door.ready()).held[f"{far.topic}/{partition}"]
    if mended:
        await door.pool.execute("alter table inbox drop constraint odd")
    else:
        await pass_over(door.pool, far.topic, partition, 2, actor="op", reason="no use to us")
    left = [n for n in range(1, 7) if mended or n != 3]
    await eventually(lambda: seen(door, *(f"far{n}" for n in left)), what="all others")
    assert await held(door.pool) == []
    assert (await door.ready()).workers[f"consumer {far.topic}"].state == "running"


@pytest.mark.parametrize(
    ("error", "is_its"),
    [
        (asyncpg.CheckViolationError("odd"), True),
        (asyncpg.DataError("odd"), True),
        (UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogate"), True),
        (asyncpg.UndefinedTableError("inbox"), False),
        (ValueError("not enough values to unpack"), False),
        (OverflowError("a mistake in the program"), False),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_mistake_in_the_program_is_no_messages_fault(error, is_its):
    assert of_the_message(error) == is_its
