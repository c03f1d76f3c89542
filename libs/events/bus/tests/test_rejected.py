"""What is set aside is kept by what it is, not by where it stood, and does not fill the disk."""

from dataclasses import replace

import pytest

from libs.events.bus.local_seal import ForgedError
from libs.events.bus.rejected import digest, reject
from libs.events.envelope import MalformedEventError, to_kafka
from libs.events.store.counts import counts
from libs.events.testing.bell import door_service
from libs.events.testing.partition import TOPIC, Partition, rung
from libs.events.testing.services import service_under_test


@pytest.fixture
async def partition(database, issuer):
    async with service_under_test(door_service, database, issuer) as door:
        yield Partition(door)


async def kept(p):
    rows = await p.pool.fetch(
        "select kafka_offset, value, headers::text, digest, size from rejected_messages order by received_at, partition, 1"
    )
    return [tuple(row) for row in rows]


async def test_another_message_at_an_offset_that_was_used_before_is_kept_too(partition):
    p = partition
    (message,) = p.messages(rung(1))
    bad, other = replace(message, value=b"no JSON"), replace(message, value=b"nor this")
    for each in (bad, other, bad):
        await p.consumer.apply(TOPIC, 0, [each])
    assert [(offset, value) for offset, value, *_ in await kept(p)] == [(0, b"no JSON"), (0, b"nor this")]


async def test_what_an_older_process_has_set_aside_is_not_set_aside_again(partition):
    p = partition
    (message,) = p.messages(rung(1))
    bad = replace(message, value=b"no JSON")
    await p.pool.execute("insert into rejected_messages values ($1, 0, 0, 'unreadable', null, $2, '[]', 'x')", TOPIC, bad.value)
    await p.consumer.apply(TOPIC, 0, [bad])
    assert len(await kept(p)) == 1


async def test_only_the_first_bytes_are_kept_once_much_was_set_aside(partition):
    p = partition
    _, _, headers = to_kafka(rung(1))
    (message,) = p.messages(rung(1))
    large = replace(message, value=b"x" * 7_000_000, headers=[*headers, ("odd", b"y" * 5000)])
    messages = [replace(large, offset=n) for n in range(3)]
    async with p.consumer.runner.store.transaction() as tx:
        for each in messages:
            await reject(tx, TOPIC, 0, each, MalformedEventError("odd"))
        await reject(tx, TOPIC, 1, replace(messages[0], partition=1), MalformedEventError("another partition"))
    rows = await kept(p)
    assert [len(value) for _, value, *_ in rows] == [7_000_000, 7_000_000, 1024, 7_000_000]
    assert [size is None for *_, size in rows] == [True, True, False, True]
    assert rows[2][3] == digest(messages[2])
    assert rows[2][4] > 7_000_000
    assert len(rows[2][2]) < 4000


async def test_it_is_listed_in_pages_by_kind_and_topic(partition):
    p, operator = partition, partition.door.bearer("op", roles=["operator"])
    async with p.consumer.runner.store.transaction() as tx:
        for message in p.messages(*map(rung, range(1, 6))):
            await reject(tx, TOPIC, 0, message, ForgedError("not signed"))
            await reject(tx, "421088.post.events", 0, message, MalformedEventError("odd"))

    async def listed(query):
        answer = await p.door.client.get(f"/v1/ops/rejected?{query}", headers=operator)
        assert answer.status_code == 200, answer.text
        return answer.json()

    first = await listed("limit=3&kind=forged")
    second = await listed(f"limit=3&kind=forged&cursor={first['next']}")
    assert [row["kafka_offset"] for row in first["items"] + second["items"]] == [4, 3, 2, 1, 0]
    assert second["next"] is None
    assert {(row["kind"], row["topic"]) for row in (await listed("topic=421088.post.events"))["items"]} == {
        ("unreadable", "421088.post.events")
    }
    assert len((await listed(""))["items"]) == 10
    assert (await p.door.client.get("/v1/ops/rejected?kind=odd", headers=operator)).status_code == 422


async def test_what_is_left_out_is_counted(partition):
    p = partition
    await p.pool.execute("insert into rejected_counts values ($1, 0, 99999)", TOPIC)
    async with p.consumer.runner.store.transaction() as tx:
        for message in p.messages(rung(1), rung(2), rung(3)):
            await reject(tx, TOPIC, 0, message, MalformedEventError("odd"))
    assert len(await kept(p)) == 1
    assert (await counts(p.pool, p.door.clock()))["rejected"] == 3
