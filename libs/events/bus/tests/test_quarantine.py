"""A neighbour's message that does not count: what is before it is taken, what it is can be seen, and who may pass it over."""

import json
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from uuid import UUID

import pytest
from aiokafka import ConsumerRecord

from libs.events.bus.ledger import ChainBrokenError, Link, Signer, UntrustedError, message
from libs.events.bus.quarantine import UnopenedError
from libs.events.bus.reading.unpacking import Unpackable
from libs.events.envelope import Meta, Recorded, to_cloudevent
from libs.events.resending import httpx
from libs.events.settings import Role
from libs.events.signatures import load_key, new_key
from libs.events.telemetry import metrics
from libs.events.testing.bell import Answered, door_service
from libs.events.testing.neighbours import Far, none_in, seen, trusted
from libs.events.testing.services import service_under_test
from libs.events.testing.waiting import eventually

HELD = "/v1/ops/held/430623.shared/0/7/pass"
OPERATIONS = [
    ("GET", "/v1/ops/held", None), ("GET", "/v1/ops/held/passed", None), ("POST", HELD, {"reason": "theirs"}),
    ("GET", "/v1/ops/topics/421088.bell.events", None), ("POST", "/v1/ops/topics/421088.bell.events/read-again", None),
    ("POST", "/v1/ops/topics/421088.bell.events/refill", None),
]  # fmt: skip
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


@pytest.fixture
async def border(new_village):
    here, there = await new_village(), await new_village()
    return here, there, Far(there), await here.befriend(there)


@asynccontextmanager
async def operator(running, village):
    transport = httpx.ASGITransport(running.service.api(running))
    headers = {"Authorization": f"Bearer {village.token('op-1', 'operator')}"}
    async with httpx.AsyncClient(transport=transport, base_url="http://service", headers=headers) as client:
        yield client


async def held_at(client, offset):
    found = (await client.get("/v1/ops/held")).json()
    return found[0] if [message["offset"] for message in found] == [offset] else None


async def test_good_links_before_a_bad_message_are_taken_and_after_it_is_passed_over_those_behind_it(border):
    here, there, far, neighbour = border
    one, two, three, *_ = far.links
    await far.send(there, one, two, far.unsigned(1000), three)
    api = await here.start(door_service, role=Role.API)
    await trusted(api, far)
    database = api.settings.database_url.get_secret_value()
    door = await here.start(door_service, role=Role.WORKER, database=database, neighbours=[neighbour])
    await eventually(lambda: seen(door, "far1", "far2"), what="the good ones before it")
    async with operator(api, here) as client:
        message = await eventually(lambda: held_at(client, 2), what="held, as a process without consumers sees it")
        where = f"{message['topic']}/{message['partition']}"
        assert (message["kind"], message["passable"], message["source"]) == ("no-link", True, far.source)
        ready = (await client.get("/health/ready")).json()
        assert ready["held"][where].startswith("offset 2: no-link: unsigned")
        assert (await client.get("/v1/ops/progress")).json()["held"] == ready["held"]
        wrong = await client.post(f"/v1/ops/held/{where}/3/pass", json={"reason": "not this one"})
        assert (wrong.status_code, wrong.json()["field"]) == (404, "offset")
        answer = await client.post(f"/v1/ops/held/{where}/2/pass", json={"reason": "letter of 3 March: a test of theirs"})
        assert (answer.status_code, answer.json()["offset"]) == (200, 2)
        await eventually(lambda: seen(door, "far1", "far2", "far3"), what="the link behind it")
        await eventually(lambda: nothing_held(client), what="nothing is held any more")
        (kept,) = (await client.get("/v1/ops/held/passed")).json()
        assert (kept["actor"], kept["reason"], kept["offset"]) == ("op-1", "letter of 3 March: a test of theirs", 2)
        assert b"far1000" in await door.pool.fetchval("select value from passed_messages")
        assert await door.pool.fetchval("select count(*) from inbox where position = 10000") == 0
        # Read from its beginning the topic says nothing new, and the passed message holds nothing up.
        again = await client.post(f"/v1/ops/topics/{far.topic}/read-again")
        assert again.json()["partitions"] >= 1
        await far.send(there, far.links[3])
        await eventually(lambda: seen(door, "far1", "far2", "far3", "far4"), what="the link after reading again")
        assert await nothing_held(client)


async def nothing_held(client):
    return (await client.get("/v1/ops/held")).json() == [] and (await client.get("/health/ready")).json()["held"] == {}


async def test_a_link_that_reading_refuses_is_set_aside_and_those_behind_it_count(border):
    """Its neighbour has said it and cannot take it back: sent again it is the same bytes."""
    here, there, far, neighbour = border
    end, links = Link(), []
    for n, actor in ((1, "v"), (2, "s" * 501), (3, "v")):
        item = far.answered(n)
        item = item._replace(meta=item.meta._replace(actor=actor))
        sealed = Signer(far.key).seal(end, to_cloudevent(item), item.fact.model_dump(mode="json"))
        links.append(message(item, sealed))
        end = sealed.link
    forged = (links[1][0], links[1][1], [(name, b"t" * 501 if name == "ce_actor" else c) for name, c in links[1][2]])
    await far.send(there, links[0], forged, *links[1:])
    door = await here.start(door_service, neighbours=[neighbour])
    await trusted(door, far)
    await eventually(lambda: seen(door, "far1", "far3"), what="the links around it")
    assert await none_in(door, "held_messages")
    assert [row["kind"] for row in await door.pool.fetch("select kind from rejected_messages")] == ["unreadable"] * 2


async def test_what_may_become_a_link_cannot_be_passed_over_and_a_missing_link_is_healed_only_by_sending_it(border):
    here, there, far, neighbour = border
    one, two, three, four, *_ = far.links
    await far.send(there, one, three, four)
    door = await here.start(door_service, neighbours=[neighbour])
    async with operator(door, here) as client:
        message = await eventually(lambda: held_at(client, 0), what="held without a key")
        assert (message["kind"], message["passable"]) == ("untrusted", False)
        where = f"/v1/ops/held/{message['topic']}/{message['partition']}"
        refused = await client.post(f"{where}/0/pass", json={"reason": "an accident"})
        assert (refused.status_code, refused.json()["type"]) == (409, "urn:checkonce:problem:message-not-passable")
        await trusted(door, far)
        message = await eventually(lambda: held_at(client, 1), what="a link is missing")
        assert (message["kind"], message["passable"], message["error"]) == ("gap", False, "link 3 does not follow 1")
        refused = await client.post(f"{where}/1/pass", json={"reason": "an accident"})
        assert refused.status_code == 409
        assert "--to-topic" in refused.json()["do_en"]
        await eventually(lambda: read_to_the_end(door, far.topic, 3), what="read on behind the gap")
        assert await seen(door, "far1")
        assert await held_at(client, 1)
        # As a refill does: everything once more, in order.
        await far.send(there, one, two, three, four)
        await eventually(lambda: seen(door, "far1", "far2", "far3", "far4"), what="healed")
        await eventually(lambda: nothing_held(client), what="nothing is missing any more")


async def read_to_the_end(door, topic, offset):
    return offset in [r[0] for r in await door.pool.fetch("select next_offset from consumer_offsets where topic = $1", topic)]


async def test_a_stored_offset_of_a_topic_that_was_hides_no_link_of_its_successor(border):
    """The chain shows that something is missing; the partition is read from its beginning without any operator."""
    here, there, far, neighbour = border
    partition = await far.send(there, *far.links[:4])
    api = await here.start(door_service, role=Role.API)
    await trusted(api, far)
    await api.pool.execute("insert into consumer_offsets values ($1, $2, 3)", far.topic, partition)
    database = api.settings.database_url.get_secret_value()
    door = await here.start(door_service, database=database, neighbours=[neighbour])
    await eventually(lambda: seen(door, "far1", "far2", "far3", "far4"), what="all links, from the first")
    await eventually(lambda: none_in(door, "held_messages"), what="no gap is left")


async def test_facts_of_others_have_no_business_on_a_neighbours_topic(border):
    """Not even truly signed ones: whose key it is says nothing about whose topic it is."""
    here, there, far, neighbour = border
    other = Far(here)
    await far.send(there, far.links[0], other.links[0], far.links[1])
    door = await here.start(door_service, neighbours=[neighbour])
    await trusted(door, far)
    async with operator(door, here) as client:
        (message,) = await eventually(lambda: rejected(client), what="set aside")
        assert (message["kind"], message["kafka_offset"]) == ("stranger", 1)
        assert message["error"] == f"/{here.place}/bell may not speak on {far.topic}"
        await eventually(lambda: seen(door, "far1", "far2"), what="the link behind it")
        assert await nothing_held(client)


async def rejected(client):
    return (await client.get("/v1/ops/rejected")).json()["items"]


async def test_a_header_that_no_text_can_hold_is_set_aside_like_any_other_message_that_is_no_event(border):
    """Its NUL once stopped the partition for good: the table refused the row."""
    here, there, far, neighbour = border
    odd = (None, b"not json", [("ce_id", b"\x00\xff"), ("x\x00y", b"1")])
    await far.send(there, odd, far.links[0])
    door = await here.start(door_service, neighbours=[neighbour])
    await trusted(door, far)
    await eventually(lambda: seen(door, "far1"), what="the link behind it")
    kept = json.loads(await door.pool.fetchval("select headers::text from rejected_messages"))
    assert kept == [["ce_id", "\\x00\\xff"], ["x\\x00y", "1"]]


async def test_only_an_operator_may_and_a_broker_that_is_away_is_said_to_be(database, issuer):
    async with service_under_test(door_service, database, issuer) as door:
        for method, path, body in OPERATIONS:
            assert (await door.client.request(method, path, json=body)).status_code == 401, path
            answer = await door.client.request(method, path, json=body, headers=door.bearer(roles=["visitor", "registrar"]))
            assert answer.status_code == 403, path
        operator = door.bearer("op", roles=["operator"])
        away = await door.client.get("/v1/ops/topics/421088.door.events", headers=operator)
        assert (away.status_code, away.json()["type"]) == (503, "urn:checkonce:problem:broker-away")
        other = await door.client.post("/v1/ops/topics/421088.bell.events/refill", headers=operator)
        assert (other.status_code, other.json()["type"]) == (404, "urn:checkonce:problem:no-such-topic")
        reads = await door.client.get("/v1/ops/topics/421088.bell.events", headers=operator)
        assert (reads.json()["reads"], reads.json()["writes"]) == (True, False)
        short = await door.client.post(HELD, json={"reason": ""}, headers=operator)
        assert (short.status_code, short.json()["field"]) == (422, "body.reason")


def _counted(topic):
    """By reason how often messages of the topic were refused."""
    (family,) = metrics.refused_messages.collect()
    return {
        sample.labels["reason"]: sample.value
        for sample in family.samples
        if sample.name.endswith("_total") and sample.labels["topic"] == topic
    }


async def test_what_is_refused_is_counted_once_by_topic_and_reason(database, issuer, tmp_path):
    """However often it is looked at again; and anew where it is refused for another reason."""
    topic, links = "430624.shared", neighbours_links("430624", tmp_path)
    one, two, three = links
    altered = (two[0], two[1].replace(b"far2", b"far9"), two[2])
    async with service_under_test(door_service, database, issuer) as door:
        consumer = door._consumer("430624", "bell")

        async def refused(*messages):
            log = [ConsumerRecord(topic, 0, n, 0, 0, key, value, None, 0, 0, head) for n, (key, value, head) in messages]
            for _ in range(2):
                with pytest.raises((ChainBrokenError, UntrustedError)):
                    await consumer.apply(topic, 0, log)

        assert _counted(topic) == {}
        await refused((0, one))
        assert _counted(topic) == {"untrusted": 1}
        jwk = json.dumps(load_key(tmp_path / "430624.json").as_dict(private=False))
        await door.running.pool.execute("insert into public.keys values ('430624', $1)", jwk)
        await refused((0, one), (1, altered))
        assert _counted(topic) == {"untrusted": 1, "altered": 1}
        unsigned = (three[0], three[1], [header for header in three[2] if header[0] != "ce_signature"])
        await refused((0, one), (2, unsigned))
        assert _counted(topic) == {"untrusted": 1, "altered": 1, "unsigned": 1}


async def test_a_neighbours_batch_that_cannot_be_unpacked_is_counted_once(database, issuer):
    topic, batch = "430625.shared", Unpackable(b"odd")
    batch.why = "odd"
    message = ConsumerRecord(topic, 0, 0, 0, 0, None, batch, None, 0, 0, ())
    async with service_under_test(door_service, database, issuer) as door:
        for _ in range(3):
            with pytest.raises(UnopenedError):
                await door._consumer("430625", "bell").apply(topic, 0, [message])
    assert _counted(topic) == {"unpackable": 1}


def neighbours_links(place, folder):
    end, links = Link(), []
    key = new_key(folder / f"{place}.json")
    for n in range(1, 4):
        item = Recorded(Answered(door=f"far{n}"), f"/{place}/bell", f"bell-{n}", 1, n, UUID(int=n), NOON, Meta("v", "c"))
        sealed = Signer(key).seal(end, to_cloudevent(item), item.fact.model_dump(mode="json"))
        links.append(message(item, sealed))
        end = sealed.link
    return links
