"""Connections of our servers: how many, how long for header fields, how large these may be."""

import asyncio
from contextlib import AsyncExitStack
from ipaddress import ip_network

import pytest
from fastapi import FastAPI

from libs.events.http.admission import server
from libs.events.http.admission.addresses import Addresses
from libs.events.http.admission.server import Limits
from libs.events.telemetry import metrics
from libs.events.testing.servers import patient_client, serve
from libs.events.testing.waiting import eventually
from libs.events.testing.wire import wire

NOTHING = {"Content-Length": "0"}
app = FastAPI()


@app.get("/")
async def root() -> str:
    return "here"


@app.post("/")
async def unread() -> str:
    """Answers without a look at the body."""
    return "thanks"


async def send_on(line):
    """Until the other side takes no more."""
    try:
        while True:
            await line.send(b"x" * 65536)
    except ConnectionError:
        pass


def refused(reason):
    return metrics.registry.get_sample_value("checkonce_http_refused_total", {"route": "connection", "reason": reason}) or 0.0


@pytest.mark.parametrize("sent", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: service\r\nX-", b"\r\n\r\n"])
async def test_a_connection_whose_header_fields_do_not_come_is_closed(sent):
    before = refused("headers-too-slow")
    async with serve(app, Limits(header_seconds=0.1)) as url, wire(url) as line:
        await line.send(sent)
        assert await line.closed()
    assert refused("headers-too-slow") == before + 1


async def test_a_second_request_whose_header_fields_do_not_come_is_closed_too():
    async with serve(app, Limits(header_seconds=0.1)) as url, wire(url) as line:
        await line.head("GET", "/", NOTHING)
        assert (await line.answer()).status == 200
        await line.send(b"GET / HT")
        assert await line.closed()


async def test_an_idle_connection_outlives_the_time_for_header_fields():
    async with serve(app, Limits(header_seconds=0.1)) as url, wire(url) as first, wire(url) as second:
        await first.head("GET", "/", NOTHING)
        await first.answer()
        await second.send(b"GET")
        assert await second.closed(), "the time is over"
        await first.head("GET", "/", NOTHING)
        assert (await first.answer()).status == 200


@pytest.mark.parametrize("ended", [True, False])
async def test_large_header_fields_are_refused(ended):
    async with serve(app, Limits()) as url, wire(url) as line:
        await line.send(b"GET / HTTP/1.1\r\nHost: service\r\nX-Large: " + b"x" * 40_000 + (b"\r\n\r\n" if ended else b""))
        answer = await line.answer()
        assert (answer.status, answer.problem["type"]) == (431, "urn:checkonce:problem:headers-too-large")
        assert "32 KiB" in answer.problem["detail_en"]
        assert await line.closed()


async def test_header_fields_that_are_not_too_large_are_taken_with_a_body_behind_them_that_is_large():
    async with serve(app, Limits()) as url, wire(url) as line:
        head = b"POST / HTTP/1.1\r\nHost: service\r\nX-Large: " + b"x" * 20_000 + b"\r\nContent-Length: 100000\r\n\r\n"
        await line.send(head + b"x" * 100_000)
        assert (await line.answer()).status == 200


async def test_beyond_the_most_connections_the_answer_is_a_problem_document():
    limits = Limits(connections=4, addresses=Addresses([ip_network("127.0.0.0/8")]))
    async with serve(app, limits) as url, AsyncExitStack() as stack:
        lines = [await stack.enter_async_context(wire(url)) for _ in range(5)]
        await lines[0].head("GET", "/", NOTHING)
        answer = await lines[0].answer()
        assert (answer.status, answer.problem["type"]) == (503, "urn:checkonce:problem:too-busy")
        assert answer.headers["retry-after"] == "1"
        assert answer.problem["do"]
        assert await lines[0].closed()
        lines[1].writer.transport.abort()
        await lines[2].head("GET", "/", NOTHING)
        assert (await lines[2].answer()).status == 200


async def test_connections_far_beyond_are_not_kept():
    limits = Limits(connections=2, addresses=Addresses([ip_network("127.0.0.0/8")]))
    before = refused("too-many")
    async with serve(app, limits) as url, AsyncExitStack() as stack:
        lines = [await stack.enter_async_context(wire(url)) for _ in range(6)]
        await eventually(lambda: refused("too-many") == before + 2)
        assert [await line.closed() for line in lines[4:]] == [True, True]


async def test_one_address_has_half_of_the_connections():
    async with serve(app, Limits(connections=4)) as url, AsyncExitStack() as stack:
        lines = [await stack.enter_async_context(wire(url)) for _ in range(3)]
        await lines[0].head("GET", "/", NOTHING)
        assert (await lines[0].answer()).status == 503
        assert await lines[0].closed()
        await lines[1].head("GET", "/", NOTHING)
        assert (await lines[1].answer()).status == 200


async def test_whoever_sends_a_large_body_that_nobody_wanted_reads_the_answer():
    async with serve(app, Limits()) as url, patient_client(url) as client:
        answer = await client.post("/", content=bytes(2**25))
        assert (answer.status_code, answer.json()) == (200, "thanks")


async def test_what_still_comes_of_a_body_that_nobody_wanted_is_thrown_away_but_not_for_ever(monkeypatch):
    monkeypatch.setattr(server, "_LEFT_MOST", 2**20)
    async with serve(app, Limits()) as url, wire(url) as line:
        await line.head("POST", "/", {"Content-Length": str(2**30)})
        assert (await line.answer()).status == 200
        await send_on(line)
        assert line.sent < 2**25


async def test_who_is_believed_is_not_for_uvicorn_to_say():
    seen = []

    async def look(scope, receive, send):
        seen.append(scope["client"][0])
        await app(scope, receive, send)

    async with serve(look, Limits()) as url, wire(url) as line:
        await line.head("GET", "/", {**NOTHING, "X-Forwarded-For": "203.0.113.7"})
        await line.answer()
    assert seen == ["127.0.0.1"]


async def test_pipelined_requests_are_answered_in_their_order():
    async with serve(app, Limits()) as url, wire(url) as line:
        await line.send(b"POST / HTTP/1.1\r\nHost: s\r\nContent-Length: 1\r\n\r\nxGET / HTTP/1.1\r\nHost: s\r\n\r\n")
        said = [await asyncio.wait_for(line.answer(), 60) for _ in range(2)]
        assert [answer.body for answer in said] == [b'"thanks"', b'"here"']
