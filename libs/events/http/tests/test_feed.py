"""The event feed and operations over HTTP: in order, nothing private, live, for those who may."""

import asyncio
import json
import re
from contextlib import AsyncExitStack
from uuid import uuid4

import pytest
from aiokafka import ConsumerRecord
from joserfc.jwk import OKPKey

from libs.events.envelope import Meta, Recorded, from_kafka, to_kafka, to_recorded
from libs.events.http.feed import event_of
from libs.events.patience import in_time
from libs.events.store import following
from libs.events.store.runner import Origin
from libs.events.testing.bell import Answer, Answered, Ring, Rung, Whisper, door_service
from libs.events.testing.http_room import RotatingIssuer, service, serving
from libs.events.testing.servers import patient_client
from libs.events.testing.services import service_under_test
from libs.events.testing.waiting import eventually

VISITOR = Origin("visitor")


@pytest.fixture
async def bell(database, issuer):
    async with service_under_test(service, database, issuer) as running:
        yield running


async def history(bell, doors="abc"):
    for door in doors:
        await bell.running.runner.execute(Ring(door=door), VISITOR)
        await bell.running.runner.execute(Whisper(door=door), VISITOR)
        await bell.running.runner.execute(Answer(door=door), VISITOR)


def integrator(bell):
    return bell.bearer("integrator-1", roles=["integrator"])


async def test_the_feed_gives_all_but_private_facts_in_order_and_as_cloudevents(bell):
    await history(bell)
    response = await bell.client.get("/v1/events", headers=integrator(bell))
    assert response.headers["content-type"] == "application/cloudevents-batch+json"
    batch = response.json()
    assert [event["type"] for event in batch] == ["checkonce.bell.rung.v1", "checkonce.bell.answered.v1"] * 3
    assert [int(event["sequence"]) for event in batch] == sorted(int(event["sequence"]) for event in batch)
    assert "whisper" not in response.text
    stored = [r for r in (await bell.running.store.read_all(0)).events if isinstance(r.fact, (Rung, Answered))]
    whole = [(json.dumps(event).encode(), [("content-type", b"application/cloudevents+json")]) for event in batch]
    assert [to_recorded(from_kafka(*message)) for message in whole] == [
        item._replace(meta=item.meta._replace(actor="")) for item in stored
    ]


async def test_the_feed_does_not_say_who_acted(bell):
    await history(bell)
    batch = await bell.client.get("/v1/events", headers=integrator(bell))
    (first, *_) = (await bell.running.store.read_all(0)).events
    assert batch.json()
    for said in (batch.text, event_of(first._replace(fact=first.fact.raw())).decode()):
        assert VISITOR.actor not in said
        assert "actor" not in said


@pytest.mark.parametrize(
    ("claim", "told"),
    [
        (["bell.rung"], {"checkonce.bell.rung.v1"}),
        ("bell.answered other.*", {"checkonce.bell.answered.v1"}),
        (["bell.*"], {"checkonce.bell.rung.v1", "checkonce.bell.answered.v1"}),
        (["bell.whispered"], set()),
        (["bell"], set()),
        ([], set()),
        ({"odd": 1}, set()),
    ],
)
async def test_a_token_says_of_which_types_the_feed_tells_its_caller(bell, claim, told):
    await history(bell)
    headers = bell.bearer("integrator-1", roles=["integrator"], feed=claim)
    after, found = 0, []
    newest = (await bell.running.store.read_all(0)).high
    while after < newest:
        response = await bell.client.get("/v1/events", params={"after": after, "limit": 2}, headers=headers)
        found += response.json()
        after = int(response.headers["checkonce-next-after"])
    assert {event["type"] for event in found} == told
    assert len(found) == 3 * len(told)


async def test_each_event_of_the_feed_is_a_valid_cloudevent(bell):
    """CloudEvents 1.0.2, section 3.1, and JSON format 1.0.2: an SDK throws on a name with any other sign."""
    await history(bell)
    for event in (await bell.client.get("/v1/events", headers=integrator(bell))).json():
        assert [name for name in event if not re.fullmatch(r"[a-z0-9]{1,20}", name)] == []
        assert {"specversion", "id", "source", "type", "time", "datacontenttype", "dataschema", "data"} <= event.keys()
        assert (event["specversion"], event["datacontenttype"]) == ("1.0", "application/json")
        assert all(isinstance(text, str) and text for name, text in event.items() if name != "data")
        assert re.fullmatch(r"[0-9-]{10}T[0-9:]{8}\.[0-9]{3}Z", event["time"])
        assert event["partitionkey"] == event["subject"]


async def test_portions_join_without_gap_or_repeat_and_end(bell):
    await history(bell, "abcdefg")
    await bell.running.runner.execute(Whisper(door="last"), VISITOR)
    after, found = 0, []
    while batch := (response := await bell.client.get(
        "/v1/events", params={"after": after, "limit": 4}, headers=integrator(bell))).json():  # fmt: skip
        assert len(batch) <= 4
        found += [event["id"] for event in batch]
        after = int(response.headers["checkonce-next-after"])
    assert len(found) == len(set(found)) == 14
    newest = (await bell.running.store.read_all(0)).high
    assert int(response.headers["checkonce-next-after"]) == newest, "private facts at the end are passed over"


@pytest.mark.parametrize("query", [{"after": -1}, {"after": "x"}, {"after": 2**63}, {"limit": 0}, {"limit": 1001}])
async def test_a_position_or_limit_out_of_range_is_422(bell, query):
    assert (await bell.client.get("/v1/events", params=query, headers=integrator(bell))).status_code == 422


@pytest.mark.parametrize("last", ["x", "-1", "٣", "9" * 20, "9" * 5000])
async def test_a_last_event_id_that_is_no_position_is_422(bell, last):
    headers = {**integrator(bell), "Accept": "text/event-stream", "Last-Event-ID": last.encode()}
    response = await bell.client.get("/v1/events", headers=headers)
    assert (response.status_code, response.json()["field"].rpartition(".")[2].lower()) == (422, "last-event-id")


async def test_the_feed_is_for_integrators_and_operators(bell):
    assert (await bell.client.get("/v1/events")).status_code == 401
    assert (await bell.client.get("/v1/events", headers=bell.bearer(roles=["visitor"]))).status_code == 403
    assert (await bell.client.get("/v1/events", headers=bell.bearer(roles=["operator"]))).status_code == 200


async def read_events(lines, count):
    """The next `count` server-sent events as (id, event, data)."""
    found, current = [], {}
    async for line in lines:
        name, _, value = line.partition(": ")
        if line == "" and current:
            found.append((int(current["id"]), current["event"], json.loads(current["data"])))
            current = {}
            if len(found) == count:
                return found
        elif name in {"id", "event", "data"}:
            current[name] = value
    raise AssertionError(f"the stream ended after {found}")


async def test_a_stream_brings_what_was_and_live_what_comes_and_continues_where_it_was_left(bell):
    await history(bell, "a")
    app = bell.client._transport.app
    headers = {**integrator(bell), "Accept": "text/event-stream"}
    async with serving(app) as url, patient_client(url) as client:
        async with client.stream("GET", "/v1/events", headers=headers) as stream:
            assert stream.headers["content-type"].startswith("text/event-stream")
            lines = stream.aiter_lines()
            first = await read_events(lines, 2)
            assert [event for _, event, _ in first] == ["bell.rung", "bell.answered"]
            live = asyncio.create_task(read_events(lines, 1))
            await bell.running.runner.execute(Whisper(door="b"), VISITOR)
            await bell.running.runner.execute(Ring(door="b"), VISITOR)
            ((position, event, data),) = await in_time(live, what="the live fact")
            assert (event, data["subject"], data["data"]["door"]) == ("bell.rung", "bell-b", "b")
            assert int(data["sequence"]) == position
        headers["Last-Event-ID"] = str(first[0][0])
        async with client.stream("GET", "/v1/events", headers=headers) as stream:
            again = await read_events(stream.aiter_lines(), 2)
        assert [identity for identity, _, _ in again] == [first[1][0], position]
        await eventually(lambda: not bell.running.store._listeners, what="the streams' listeners are gone")


async def test_a_live_feed_tells_its_caller_of_the_same_types_alone(bell):
    await history(bell, "a")
    headers = bell.bearer("integrator-1", roles=["integrator"], feed=["bell.answered"])
    headers["Accept"] = "text/event-stream"
    async with (
        serving(bell.client._transport.app) as url,
        patient_client(url) as client,
        client.stream("GET", "/v1/events", headers=headers) as stream,
    ):
        lines = stream.aiter_lines()
        assert [event for _, event, _ in await read_events(lines, 1)] == ["bell.answered"]
        live = asyncio.create_task(read_events(lines, 2))
        await history(bell, "bc")
        assert [event for _, event, _ in await in_time(live, what="the live facts")] == ["bell.answered"] * 2


async def test_what_comes_is_read_once_for_all_streams_of_a_process(bell, monkeypatch):
    """A hundred streams read and wrote out the same facts a hundred times."""
    await history(bell, "ab")
    read = []
    store = type(bell.running.store)
    for name in ("read_raw", "read_settled"):
        monkeypatch.setattr(store, name, _counted(getattr(store, name), read))
    app = bell.client._transport.app
    async with serving(app) as url, patient_client(url) as client, AsyncExitStack() as streams:
        got = [[] for _ in range(20)]
        for mine in got:
            lines = await _stream(streams, client, bell, mine)
            streams.callback(lines.cancel)
        await eventually(lambda: all(len(mine) == 4 for mine in got), what="all have what was before")
        read.clear()
        await bell.running.runner.execute(Ring(door="c"), VISITOR)
        await eventually(lambda: all(len(mine) == 5 for mine in got), what="all have what came")
        assert "read_raw" not in read
        assert 1 <= read.count("read_settled") <= 4, read
    assert len({tuple(mine) for mine in got}) == 1
    await eventually(lambda: not bell.running.store._listeners, what="nobody follows any more")


def _counted(method, read):
    async def counted(*arguments):
        if len(result := await method(*arguments)):
            read.append(method.__name__)
        return result

    return counted


async def _stream(streams, client, bell, mine):
    headers = {**integrator(bell), "Accept": "text/event-stream"}
    response = await streams.enter_async_context(client.stream("GET", "/v1/events", headers=headers))

    async def taken():
        async for line in response.aiter_lines():
            if line.startswith("id: "):
                mine.append(line)

    return asyncio.create_task(taken())


async def test_a_stream_that_is_far_behind_catches_up_and_goes_on_live(bell, monkeypatch):
    """Further back than what is kept for all: it reads for itself until it has come to there."""
    monkeypatch.setattr(following, "_KEPT", 3)
    follower = following.Following(bell.running.store, lambda fact: b"%d" % fact.position)
    async with follower.joined():
        await history(bell, "abcdef")
        positions = [fact.position for fact in (await bell.running.store.read_all(0)).events]
        await eventually(lambda: follower.high == positions[-1], what="it has come to the end")
        assert follower._since > positions[5]
        got, at = [], 0
        while at < follower.high:
            some, at = await follower.after(at, 4)
            got += some
        assert got == [b"%d" % position for position in positions]
        assert await follower.after(at, 4) == ([], at)


async def test_a_stream_ends_when_its_token_does(bell):
    headers = {**bell.bearer("integrator-1", roles=["integrator"], seconds=2), "Accept": "text/event-stream"}
    async with (
        serving(bell.client._transport.app) as url,
        patient_client(url) as client,
        client.stream("GET", "/v1/events", headers=headers) as stream,
    ):
        assert stream.status_code == 200
        assert await in_time(stream.aread(), what="the end of the stream") == b""
    await eventually(lambda: not bell.running.store._listeners, what="the stream's listener is gone")


async def test_a_stream_ends_when_the_key_of_its_token_is_withdrawn(database):
    old, new = OKPKey.generate_key("Ed25519"), OKPKey.generate_key("Ed25519")
    issuer = RotatingIssuer(published=[old])
    async with serving(issuer.app()) as issuer.url, service_under_test(service, database, issuer) as bell:
        app, now = bell.client._transport.app, [0.0]
        app.state.authenticator.keys.clock = lambda: now[0]
        token = issuer.signing_with(old).token("i", place="421088", roles=["integrator"])
        headers = {"Authorization": f"Bearer {token}", "Accept": "text/event-stream"}
        async with (
            serving(app) as url,
            patient_client(url) as client,
            client.stream("GET", "/v1/events", headers=headers) as stream,
        ):
            assert stream.status_code == 200
            issuer.published, now[0] = [new], 601.0
            assert await in_time(stream.aread(), what="the end of the stream") == b""


OPERATIONS = [
    ("GET", "/v1/ops/progress", None), ("GET", "/v1/ops/parked", None), ("GET", "/v1/ops/rejected", None),
    ("POST", "/v1/ops/rebuild", None), ("POST", "/v1/ops/parked/retry", {"source": "/421088/bell", "stream": "bell-a"}),
    ("POST", "/v1/ops/parked/skip", {"source": "/421088/bell", "stream": "bell-a", "reason": "cannot be read"}),
    ("POST", "/v1/ops/parked/retry-many", {}),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path", "body"), OPERATIONS)
async def test_operations_are_for_operators(bell, method, path, body):
    assert (await bell.client.request(method, path, json=body)).status_code == 401
    for role in ("visitor", "integrator", "registrar"):
        response = await bell.client.request(method, path, json=body, headers=bell.bearer(roles=[role]))
        assert response.status_code == 403, (role, response.text)


async def test_an_operator_sees_progress_and_rebuilds(bell):
    await history(bell, "ab")
    operator = bell.bearer("op-1", roles=["operator"])
    progress = (await bell.client.get("/v1/ops/progress", headers=operator)).json()
    assert (progress["place"], progress["service"], progress["facts"], progress["unsent"]) == ("421088", "bell", 6, 6)
    assert (progress["deadlines"], progress["parked"], progress["rejected"], progress["relayed"]) == (0, 0, 0, 0)
    assert (await bell.client.post("/v1/ops/rebuild", headers=operator)).json() == {"applied": 6}
    response = await bell.client.post("/v1/ops/parked/retry", json=OPERATIONS[4][2], headers=operator)
    assert (response.status_code, response.json()["type"]) == (404, "urn:checkonce:problem:not-found")
    response = await bell.client.post("/v1/ops/parked/skip", json={**OPERATIONS[5][2], "reason": ""}, headers=operator)
    assert (response.status_code, response.json()["field"]) == (422, "body.reason")


async def test_an_operator_lists_retries_and_skips_what_is_parked(database, issuer):
    async with service_under_test(door_service, database, issuer) as door:
        operator = door.bearer("op-1", roles=["operator"])
        fact = Rung(door="cursed", by=door.clock())
        item = Recorded(fact, "/421088/bell", "bell-a", 1, 7, uuid4(), door.clock(), Meta("visitor", "c"))
        key, value, headers = to_kafka(item)
        message = ConsumerRecord("test", 0, 0, 0, 0, key, value, None, 0, 0, tuple(headers))
        await door._consumer(None, "bell").apply("test", 0, [message], isolate=True)
        (parked,) = (await door.client.get("/v1/ops/parked", headers=operator)).json()["items"]
        assert (parked["source"], parked["stream"], parked["position"]) == ("/421088/bell", "bell-a", 7)
        name = {"source": parked["source"], "stream": parked["stream"]}
        retried = await door.client.post("/v1/ops/parked/retry", json=name, headers=operator)
        assert retried.json() == {"applied": 0}
        skipped = await door.client.post("/v1/ops/parked/skip", json={**name, "reason": "cursed door"}, headers=operator)
        assert skipped.status_code == 200
        assert (await door.client.get("/v1/ops/parked", headers=operator)).json() == {"items": [], "next": None}
        (row,) = await door.rows("select actor, reason from skipped")
        assert row == {"actor": "op-1", "reason": "cursed door"}


async def test_the_metrics_name_what_operations_watch(bell):
    await history(bell, "a")
    text = (await bell.client.get("/metrics")).text
    for name in (
        "appended_facts_total", "append_seconds_bucket", "fence_seconds_bucket", "fence_held_back_total",
            "fence_holder_seconds", "conflicts_total",
        "refused_commands_total", "relayed_facts_total", "outbox_age_seconds", "outbox_facts", "relay_active",
        "consumed_facts_total", "duplicate_facts_total", "consumer_lag_messages", "parked_streams", "refused_messages_total",
        "deadlines_open", "deadlines_overdue", "deadlines_fired_total", "http_seconds_bucket",
    ):  # fmt: skip
        assert f"checkonce_{name}" in text, name


async def test_health_is_open_to_everyone_and_says_what_it_rests_on(bell):
    assert (await bell.client.get("/health/live")).json() == {"status": "alive", "hanging": []}
    ready = (await bell.client.get("/health/ready")).json()
    assert (ready["ready"], ready["database"]) == (True, True)


async def test_a_trace_comes_back_to_the_caller_and_is_kept_with_the_fact(bell):
    headers = bell.bearer("v", roles=["visitor"])
    response = await bell.client.post("/v1/rings", json={"door": "a"}, headers=headers)
    trace = response.headers["traceparent"].split("-")[1]
    assert trace != "0" * 32
    given = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    response = await bell.client.post("/v1/rings", json={"door": "b"}, headers={**headers, "traceparent": given})
    assert response.headers["traceparent"].split("-")[1] == given.split("-")[1]
    (first,), (second,) = await bell.running.store.read("bell-a"), await bell.running.store.read("bell-b")
    assert first.meta.traceparent.split("-")[1] == trace
    assert second.meta.traceparent.split("-")[1] == given.split("-")[1]


@pytest.mark.parametrize("given", ["", "x", "00-0-0-01", "00-" + "0" * 32 + "-b7ad6b7169203331-01"])
async def test_a_traceparent_that_is_none_starts_a_new_trace(bell, given):
    headers = {**bell.bearer("v", roles=["visitor"]), "traceparent": given}
    response = await bell.client.post("/v1/rings", json={"door": "a"}, headers=headers)
    assert response.status_code == 201
    assert len(response.headers["traceparent"]) == 55
