"""A repeat is passed over; what contradicts a known position holds its partition, and nothing is lost by a position alone."""

import json
from uuid import uuid4

import pytest
from aiokafka import ConsumerRecord

from libs.events.bus.ledger import Link, Signer, message
from libs.events.bus.quarantine import held, pass_over
from libs.events.bus.reading.sessions import StartOverError
from libs.events.bus.reading.succession import ConflictingFactError
from libs.events.bus.refill import read_again
from libs.events.envelope import Meta, Recorded, to_cloudevent, to_kafka
from libs.events.signatures import new_key
from libs.events.store.runner import Origin
from libs.events.testing.bell import Answered, Ring, Rung, door_service, service
from libs.events.testing.partition import AT, TOPIC, Partition, rung
from libs.events.testing.services import service_under_test
from libs.events.testing.waiting import eventually


@pytest.fixture
async def partition(database, issuer):
    async with service_under_test(door_service, database, issuer) as door:
        yield Partition(door)


async def test_positions_that_were_taken_before_their_turn_cost_no_fact(partition):
    """Three hundred harmless facts in the source's own name, then the genuine ones: one was dropped as a repeat."""
    p = partition
    assert await p.apply(*(rung(n) for n in range(1, 6))) == 5
    assert await p.apply(*(rung(n, id_=uuid4(), door="harmless") for n in range(301, 601))) == 300
    assert await p.apply(*(rung(n) for n in range(6, 301))) == 295, "late, and not known: new"
    offset = await p.refuses(*(rung(n) for n in range(299, 400)), says="position 301 is known with other content")
    assert offset == p.log[2].offset
    assert await p.known() == list(range(1, 601))
    assert (await p.doors())[:300] == [f"d{n}" for n in range(1, 301)]


async def test_a_conflict_is_shown_and_passed_over_with_a_reason_and_the_rest_goes_on(partition):
    p, operator = partition, partition.door.bearer("op-1", roles=["operator"])
    await p.apply(rung(1), rung(2))
    offset = await p.refuses(rung(3), rung(2, door="altered"), rung(4), says="position 2 is known")
    assert await p.known() == [1, 2, 3], "what is before it counts"
    client = p.door.client
    (shown,) = (await client.get("/v1/ops/held", headers=operator)).json()
    assert (shown["kind"], shown["passable"], shown["offset"]) == ("conflict", True, offset)
    ready = (await client.get("/health/ready")).json()["held"]
    assert ready[f"{TOPIC}/0"].startswith(f"offset {offset}: conflict: position 2")
    assert (await client.get("/v1/ops/progress", headers=operator)).json()["held"] == ready
    path = f"/v1/ops/held/{TOPIC}/0/{offset}/pass"
    answer = await client.post(path, json={"reason": "a forgery, see the log of 3 March"}, headers=operator)
    assert answer.status_code == 200, answer.text
    assert await p.consumer.apply(TOPIC, 0, p.log[1:]) == 1
    assert await p.doors() == ["d1", "d2", "d3", "d4"]
    assert (await client.get("/v1/ops/held", headers=operator)).json() == []
    (kept,) = (await client.get("/v1/ops/held/passed", headers=operator)).json()
    assert (kept["reason"], kept["actor"]) == ("a forgery, see the log of 3 March", "op-1")


@pytest.mark.parametrize(
    "other",
    [rung(2, id_=uuid4()), rung(2, door="x"), rung(2, stream="bell-x"), rung(2, version=2), rung(2)._replace(
        time=AT.replace(hour=5))],
    ids=["id", "data", "stream", "version", "time"],
)  # fmt: skip
@pytest.mark.parametrize("at_once", [True, False], ids=["one batch", "two batches"])
async def test_whatever_differs_is_a_conflict(partition, other, at_once):
    p = partition
    if not at_once:
        await p.apply(rung(1), rung(2))
    await p.refuses(*([rung(1), rung(2)] if at_once else []), other, says="position 2 is known with other content")
    assert await p.doors() == ["d1", "d2"]


async def test_a_repeat_is_a_repeat_in_the_same_batch_and_in_a_later_one(partition):
    p = partition
    assert await p.apply(rung(1), rung(2), rung(1), rung(2)) == 2
    assert await p.apply(rung(1), rung(2), rung(3)) == 1
    # Another relay's: who acted is no part of what the fact says.
    assert await p.apply(rung(3)._replace(meta=Meta("b", "d"))) == 0
    assert await held(p.pool) == []


async def test_what_another_partition_brought_may_not_be_contradicted_here(partition):
    """Beyond the last position here, and in one statement with others: found when the inbox refuses it."""
    p = partition
    await p.apply(rung(1))
    elsewhere = p.messages(rung(3), rung(5), partition=1)
    await p.consumer.apply(TOPIC, 1, elsewhere)
    assert await p.apply(rung(2), rung(3), rung(4)) == 2
    offset = await p.refuses(*(rung(n) for n in (4, 5)), rung(6), rung(5, door="altered"), rung(7), says="position 5 is known")
    assert (offset, await p.known()) == (p.log[3].offset, [1, 2, 3, 4, 5, 6])
    await pass_over(p.pool, TOPIC, 0, offset, actor="op", reason="forged")
    assert await p.consumer.apply(TOPIC, 0, p.log[3:]) == 1


async def test_an_altered_fact_beyond_the_last_position_is_found_when_the_inbox_refuses_it(partition):
    p = partition
    await p.apply(rung(1))
    await p.consumer.apply(TOPIC, 1, p.messages(rung(3), partition=1))
    offset = await p.refuses(rung(2), rung(3, door="altered"), rung(4), says="position 3 is known")
    assert (offset, await p.known()) == (p.log[1].offset, [1, 2, 3])
    assert await p.doors() == ["d1", "d2", "d3"]


@pytest.mark.parametrize("at_once", [True, False], ids=["one batch", "two batches"])
async def test_a_stream_counts_in_order(partition, at_once):
    """A late fact that its stream has overtaken cannot be new."""
    p = partition
    later = rung(9, stream="bell-a", version=2)
    if not at_once:
        await p.apply(rung(1), later)
    late = rung(4, stream="bell-a", version=1)
    await p.refuses(*([rung(1), later] if at_once else []), rung(3), late, says="position 4 comes after a later one of bell-a")
    assert await p.known() == [1, 3, 9]


async def test_what_was_held_is_forgotten_when_the_topic_is_read_anew(partition):
    p = partition
    await p.apply(rung(1))
    await p.refuses(rung(1, door="altered"), says="position 1")
    await read_again(p.pool, TOPIC)
    with pytest.raises(StartOverError):
        await p.apply(rung(1))
    assert await held(p.pool) == []


async def test_a_true_link_at_a_known_position_holds_the_neighbours_partition(database, issuer, tmp_path):
    """As of a neighbour whose database was restored, and whose chain was not."""
    key, far, end = new_key(tmp_path / "far.json"), "/430623/bell", Link()

    def link(position, door, end):
        item = Recorded(Answered(door=door), far, f"bell-{door}", 1, position, uuid4(), AT, Meta("a", "c"))
        sealed = Signer(key).seal(end, to_cloudevent(item), item.fact.model_dump(mode="json"))
        return message(item, sealed), sealed.link

    async with service_under_test(door_service, database, issuer) as door:
        await door.running.pool.execute("insert into public.keys values ('430623', $1)", json.dumps(Signer(key).public_jwk))
        consumer, log = door._consumer("430623", "bell"), []
        for position, name in ((10, "a"), (20, "b"), (10, "c")):
            (sent_by, value, headers), end = link(position, name, end)
            log.append(ConsumerRecord("430623.shared", 0, len(log), 0, 0, sent_by, value, None, 0, 0, headers))
        with pytest.raises(ConflictingFactError, match="position 10 is known"):
            await consumer.apply("430623.shared", 0, log)
        (kept,) = await held(door.running.pool)
        assert (kept.kind, kept.offset) == ("conflict", 2)
        assert await door.running.pool.fetchval("select chain_index from chains") == 2


async def test_on_the_broker_a_partition_waits_at_a_conflict_and_goes_on_behind_it(village):
    bell, door = await village.start(service), await village.start(door_service)
    await bell.runner.execute(Ring(door="a"), Origin("visitor"))
    await eventually(lambda: _seen(door, "a"))
    (known,) = (await bell.store.read_all(0, 10)).events
    sent = await village.send("bell", to_kafka(known._replace(fact=Rung(door="altered", by=AT))))
    await bell.runner.execute(Ring(door="b"), Origin("visitor"))
    (message,) = await eventually(lambda: held(door.pool), what="held")
    assert (message.partition, message.offset, message.kind) == (sent.partition, sent.offset, "conflict")
    await pass_over(door.pool, message.topic, message.partition, message.offset, actor="op", reason="forged")
    await eventually(lambda: _seen(door, "a", "b"))
    await eventually(lambda: _nothing_held(door))


async def _seen(door, *want):
    return sorted(row["door"] for row in await door.pool.fetch("select door from seen")) == list(want)


async def _nothing_held(door):
    return await held(door.pool) == [] and (await door.ready()).held == {} and door.consumers[0].held == {}
