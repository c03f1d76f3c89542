"""Clients against real servers: refusals, strange answers, pages, and connections that break at the wrong moment."""

import asyncio
from collections.abc import Callable
from contextlib import asynccontextmanager

import orjson
import pytest
from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse, Response, StreamingResponse

from libs.clients.base import Accepted, Client, Page, Reply, etag_of, pages, trace_of, was_replayed
from libs.clients.errors import AwayError, ProblemError
from libs.clients.operations import Operations
from libs.clients.whistle import Urgency
from libs.events.resending import httpx

PROBLEM = {
    "type": "urn:checkonce:problem:not-called",
    "title": "未被呼叫",
    "title_en": "Not called",
    "status": 409,
    "detail": "该部门未被呼叫",
    "detail_en": "the department was not called",
    "field": "department",
    "value": "421088-fire",
    "do": "请先呼叫",
    "do_en": "Call it first",
}
_ACCEPTED = b'{"stream":"door-1","version":7,"position":9,"facts":["door.opened"]}'
_OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"


class Doors(Client):
    """A client as the generator would write it."""

    service = "doors"

    async def doors(self, *, color: str | None = None, cursor: str | None = None, limit: int | None = None) -> Page[str]:
        return await self._read("/v1/doors", Page[str], query={"color": color, "cursor": cursor, "limit": limit})

    async def open(
        self, *, door: str, note: str | None = None, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        body = {"door": door, "note": note}
        return await self._command("POST", "/v1/doors", Accepted, body=body, key=key, if_match=if_match)

    async def send(self, content: bytes) -> Accepted:
        return await self._send("POST", "/v1/file", Accepted, content=content, headers={"Content-Type": "text/csv"})


def _application() -> FastAPI:
    app = FastAPI()
    seen: list[Request] = []
    app.state.seen = seen

    @app.get("/v1/doors")
    async def doors(request: Request, cursor: str = "0") -> dict:
        seen.append(request)
        first = int(cursor)
        return {"items": [f"door-{n}" for n in range(first, first + 2)], "next": str(first + 2) if first < 4 else None}

    @app.post("/v1/doors")
    async def open_door(request: Request) -> Response:
        seen.append(request)
        body = await request.json()
        if body == {"door": "locked"}:
            return Response(orjson.dumps(PROBLEM), 409, {"Retry-After": "3"}, media_type="application/problem+json")
        if body == {"door": "broken"}:
            return PlainTextResponse("Bad Gateway", 502)
        if body == {"door": "strange"}:
            return Response(b'{"stream": 1}', media_type="application/json")
        headers = {"ETag": '"7"', "traceparent": f"00-{'a' * 32}-{'b' * 16}-01", "Idempotency-Replayed": "true"}
        return Response(_ACCEPTED, headers=headers, media_type="application/json")

    @app.get("/metrics")
    async def metrics() -> Response:
        return StreamingResponse(iter([b"one", b"two"]))

    @app.get("/v1/events")
    async def events() -> Response:
        chunks = [b': hello\n\nid: 1\ndata: {"seq', b'uence": "1"}\n\n', b'data: {"sequence": "2"}\n\n']
        return StreamingResponse(iter(chunks), media_type="text/event-stream")

    return app


@pytest.fixture
async def application() -> FastAPI:
    return _application()


@pytest.fixture
async def doors(application):
    transport = httpx.ASGITransport(app=application)
    async with Doors("http://doors", token="t-1", transport=transport) as client:
        yield client


async def test_a_command_carries_key_version_and_bearer_and_leaves_out_what_was_not_given(doors, application):
    accepted = await doors.open(door="door-1", key="k-1", if_match=6)
    assert (accepted.stream, accepted.version, accepted.facts) == ("door-1", 7, ["door.opened"])
    assert (etag_of(accepted), trace_of(accepted), was_replayed(accepted)) == ('"7"', "a" * 32, True)
    (request,) = application.state.seen
    assert request.headers["idempotency-key"] == "k-1"
    assert request.headers["if-match"] == '"6"'
    assert request.headers["authorization"] == "Bearer t-1"
    assert await request.json() == {"door": "door-1"}


async def test_each_command_without_a_key_gets_a_fresh_one(doors, application):
    await doors.open(door="door-1")
    await doors.open(door="door-1")
    assert len({request.headers["idempotency-key"] for request in application.state.seen}) == 2


async def test_a_refusal_is_one_exception_with_what_the_problem_says(doors):
    with pytest.raises(ProblemError) as caught:
        await doors.open(door="locked", key="k-1")
    error = caught.value
    assert (error.headers["retry-after"], error.retry_after, error.key) == ("3", 3, "k-1")
    assert (error.service, error.status, error.slug) == ("doors", 409, "not-called")
    assert (error.field, error.value) == ("department", "421088-fire")
    assert error.zh == "未被呼叫 该部门未被呼叫 请先呼叫"
    assert error.en == "Not called the department was not called Call it first"


async def test_what_is_no_answer_is_told_from_a_refusal(doors):
    with pytest.raises(AwayError, match="502"):
        await doors.open(door="broken")
    with pytest.raises(AwayError, match="not as documented: stream") as caught:
        await doors.open(door="strange", key="k-2")
    assert caught.value.key == "k-2"


async def test_an_answer_larger_than_was_agreed_is_not_read_into_models(application):
    async with Doors("http://doors", transport=httpx.ASGITransport(app=application), most=10) as doors:
        with pytest.raises(AwayError, match="bytes"):
            await doors.doors()


async def test_pages_follow_the_cursor_to_the_end_and_keep_the_filters(doors, application):
    assert [door async for door in pages(doors.doors, color="red")] == [f"door-{n}" for n in range(6)]
    assert [request.query_params.get("cursor") for request in application.state.seen] == [None, "2", "4"]
    assert {request.query_params["color"] for request in application.state.seen} == {"red"}


@pytest.mark.parametrize("after", ["a", "b"])
async def test_pages_that_lead_back_to_one_that_was_read_end_with_an_error(after):
    asked = []

    async def read(*, cursor: str | None = None) -> Page[int]:
        asked.append(cursor)
        assert len(asked) < 10
        return Page(items=[len(asked)], next={None: "a", "a": "b", "b": after}[cursor])

    with pytest.raises(AwayError, match=f"cursor {after}"):
        assert not [item async for item in pages(read)]
    assert asked == [None, "a", "b"]


async def test_another_bearer_uses_the_same_connections(doors, application):
    await doors.acting_as("t-2").doors()
    await doors.doors()
    assert [r.headers["authorization"] for r in application.state.seen] == ["Bearer t-2", "Bearer t-1"]


async def test_files_and_events_come_in_pieces(application):
    async with Operations("http://doors", transport=httpx.ASGITransport(app=application), name="421088.doors") as any_service:
        async with any_service.metrics() as chunks:
            assert b"".join([chunk async for chunk in chunks]) == b"onetwo"
        async with any_service.follow_events(after=0) as events:
            assert [event["sequence"] async for event in events] == ["1", "2"]
        with pytest.raises(ProblemError, match=r"421088\.doors: GET /v1/ops/progress: 404"):
            await any_service.progress()


def test_a_code_that_a_newer_service_uses_is_taken_as_it_is():
    class Call(Reply):
        urgency: Urgency

    assert Call.model_validate({"urgency": "extreme", "more": 1}).urgency == "extreme"


# Connections that break


class _Cut(bytes):
    """The beginning of an answer, after which the server hangs up."""


class _Wire:
    """An HTTP server by hand. `answers` says for each request, by its number, what goes over the wire; None: it hangs up."""

    def __init__(self, answers: Callable[[int], bytes | None]) -> None:
        self.answers = answers
        self.requests: list[bytes] = []
        self.connections = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = next((int(x[15:]) for x in head.lower().split(b"\r\n") if x.startswith(b"content-length:")), 0)
                self.requests.append(head + await reader.readexactly(length))
                answer = self.answers(len(self.requests))
                if answer is None:
                    return
                writer.write(answer)
                await writer.drain()
                if isinstance(answer, _Cut):
                    return
        except asyncio.IncompleteReadError:
            pass
        finally:
            writer.close()


@asynccontextmanager
async def _listening(answers: Callable[[int], bytes | None]):
    wire = _Wire(answers)
    server = await asyncio.start_server(wire.serve, "127.0.0.1", 0)
    try:
        async with Doors(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}") as doors:
            yield doors, wire
    finally:
        server.close()
        await server.wait_closed()


def _good(body: bytes) -> bytes:
    return _OK % (len(body), body)


def _hangs_up_on(*numbers: int, body: bytes = _ACCEPTED) -> Callable[[int], bytes | None]:
    return lambda number: None if number in numbers else _good(body)


async def test_a_read_on_a_connection_that_was_just_closed_is_sent_again():
    page = b'{"items":["door-1"],"next":null}'
    async with _listening(_hangs_up_on(2, body=page)) as (doors, wire):
        await doors.doors()
        assert (await doors.doors()).items == ["door-1"]
        assert (len(wire.requests), wire.connections) == (3, 2)


async def test_a_command_is_sent_again_under_the_same_key():
    async with _listening(_hangs_up_on(1)) as (doors, wire):
        assert (await doors.open(door="door-1")).version == 7
        first, second = wire.requests
        assert first == second
        assert b"Idempotency-Key: " in first


@pytest.mark.parametrize("cut", ["length", "chunks"])
async def test_a_connection_lost_inside_an_answer_is_one_lost_before_it(cut):
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
    part = {
        "length": head + b"Content-Length: %d\r\n\r\n%s" % (len(_ACCEPTED), _ACCEPTED[:20]),
        "chunks": head + b"Transfer-Encoding: chunked\r\n\r\n14\r\n%s\r\n" % _ACCEPTED[:20],
    }[cut]
    async with _listening(lambda number: _Cut(part) if number == 1 else _good(_ACCEPTED)) as (doors, wire):
        assert (await doors.open(door="door-1")).version == 7
        first, second = wire.requests
        assert first == second


async def test_an_answer_that_always_breaks_off_ends_with_the_key_to_ask_again_under():
    async with _listening(lambda _: _Cut(_good(_ACCEPTED)[:-5])) as (doors, wire):
        with pytest.raises(AwayError) as caught:
            await doors.open(door="door-1", key="k-3")
        assert (len(wire.requests), caught.value.key) == (3, "k-3")


async def test_a_file_is_not_sent_again():
    async with _listening(_hangs_up_on(1)) as (doors, wire):
        with pytest.raises(AwayError, match="doors"):
            await doors.send(b"code,name\n")
        assert len(wire.requests) == 1


async def test_a_server_that_never_answers_is_asked_three_times():
    async with _listening(_hangs_up_on(1, 2, 3, 4)) as (doors, wire):
        with pytest.raises(AwayError) as caught:
            await doors.doors()
        assert len(wire.requests) == 3
        assert "没有应答" in caught.value.zh
        assert "does not answer" in caught.value.en


async def test_nobody_listening_is_away():
    async with _listening(_hangs_up_on()) as (doors, _):
        url = str(doors._http.base_url)
    async with Doors(url) as doors:
        with pytest.raises(AwayError, match="Connect") as caught:
            await doors.doors()
        assert ("无法连接" in caught.value.zh, "Connect" in caught.value.zh) == (True, False)
