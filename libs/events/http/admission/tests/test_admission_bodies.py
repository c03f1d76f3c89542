"""Bodies at admission, on a real server: credentials come first, then a bounded size and a bounded time."""

import asyncio
import time
import tracemalloc
from itertools import repeat

import pytest

from libs.events.http.admission.body import Body, Patience
from libs.events.http.admission.refusals import BodyTooSlow
from libs.events.testing.http_room import service, serving
from libs.events.testing.services import service_under_test
from libs.events.testing.wire import wire

MIB = 2**20
NESTED = b"[[],[]," * 8192
"""A part of what costs a parser thirty times its own size."""
WHOLE = 59 * MIB
JSON = {"Content-Type": "application/json"}
CHUNK = b"%x\r\n%b\r\n" % (len(NESTED), NESTED)


@pytest.fixture
async def bell(database, issuer):
    async with service_under_test(service, database, issuer, http_body_seconds=0.2) as running:
        yield running


@pytest.fixture
async def url(bell):
    async with serving(service.api(bell.running)) as url:
        yield url


async def offered(url, headers, *, chunked):
    """59 MB offered by POST; the answer, how much of it the server took, and what it cost in memory and processor time."""
    parts = repeat(CHUNK if chunked else NESTED, WHOLE // len(NESTED))
    size = {"Transfer-Encoding": "chunked"} if chunked else {"Content-Length": str(WHOLE)}
    async with wire(url) as line:
        tracemalloc.reset_peak()
        before, began = tracemalloc.get_traced_memory()[0], time.process_time()
        await line.head("POST", "/v1/rings", {**JSON, **size, **headers})
        answer = await line.send_until_answered(parts)
        took = time.process_time() - began
        return answer, line.sent, tracemalloc.get_traced_memory()[1] - before, took


@pytest.fixture
def traced():
    tracemalloc.start()
    yield
    tracemalloc.stop()


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize("token", [False, True])
async def test_59_mb_of_brackets_cost_next_to_nothing(url, bell, chunked, token, traced):
    del traced
    headers = bell.bearer("v", roles=["visitor"]) if token else {}
    answer, sent, memory, _ = await offered(url, headers, chunked=chunked)
    assert answer.status == (413 if token else 401)
    assert answer.problem["type"] == f"urn:checkonce:problem:{'body-too-large' if token else 'unauthenticated'}"
    assert memory < 5 * MIB, "its client's share included"
    # What is on its way lies in the buffers of both sockets.
    assert sent < 16 * MIB
    assert await bell.facts() == []


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize("token", [False, True])
async def test_59_mb_of_brackets_take_no_time(url, bell, chunked, token):
    headers = bell.bearer("v", roles=["visitor"]) if token else {}
    least = min([(await offered(url, headers, chunked=chunked))[3] for _ in range(3)])
    assert least < 0.05, "its client's share included"


async def test_the_refusal_names_the_limit_and_what_to_do_in_both_languages(bell):
    response = await bell.client.post(
        "/v1/rings", content=b" " * (MIB + 1), headers={**JSON, **bell.bearer("v", roles=["visitor"])}
    )
    said = response.json()
    assert (response.status_code, said["field"]) == (413, "body")
    assert "1 MiB" in said["detail"]
    assert "1 MiB" in said["detail_en"]
    assert said["do"]
    assert said["do_en"]


async def test_a_body_of_just_the_limit_is_read(bell):
    body = b'{"door": "a"}'
    response = await bell.client.post(
        "/v1/rings", content=body + b" " * (MIB - len(body)), headers={**JSON, **bell.bearer("v", roles=["visitor"])}
    )
    assert response.status_code == 201, response.text


async def test_a_length_that_is_too_large_is_refused_before_anything_of_the_body_has_come(url, bell):
    async with wire(url) as line:
        own = bell.bearer("v", roles=["visitor"])
        await line.head("POST", "/v1/rings", {**JSON, "Content-Length": str(MIB + 1), "Expect": "100-continue", **own})
        assert (await line.answer()).status == 413, "and nobody is told to continue"


async def test_chunks_are_counted(bell):
    async def parts():
        for _ in range(17):
            yield b" " * 65536

    headers = {**JSON, **bell.bearer("v", roles=["visitor"])}
    assert (await bell.client.post("/v1/rings", content=parts(), headers=headers)).status_code == 413


async def test_a_wrong_token_is_refused_before_a_body_that_is_no_json(bell):
    response = await bell.client.post("/v1/rings", content=b"{", headers={**JSON, "Authorization": "Bearer a.b.c"})
    assert response.status_code == 401


async def test_an_import_is_no_command_and_may_be_larger(bell):
    headers = {"Content-Type": "text/csv", **bell.bearer("v", roles=["visitor"])}
    rows = "door,note\n" + "".join(f"{n},{'x' * 3000}\n" for n in range(400))
    assert len(rows) > MIB
    response = await bell.client.post("/v1/imports/rings", content=rows, headers=headers)
    assert response.status_code == 200, response.text
    async with serving(service.api(bell.running)) as url, wire(url) as line:
        await line.head("POST", "/v1/imports/rings", {"Content-Length": str(WHOLE)})
        assert (await line.answer()).status == 401, "but not without a token"


@pytest.mark.parametrize("path", ["/v1/rings", "/v1/imports/rings"])
async def test_a_body_that_stops_coming_ends_with_408(url, bell, path):
    async with wire(url) as line:
        await line.head("POST", path, {**JSON, "Content-Length": "100", **bell.bearer("v", roles=["visitor"])})
        await line.send(b'{"door"')
        answer = await line.answer()
        assert (answer.status, answer.problem["field"]) == (408, "body")
        assert "0.2" in answer.problem["detail_en"]


@pytest.mark.parametrize(("size", "slow"), [(20_000, True), (200_000, False)])
async def test_a_body_whose_parts_come_in_time_but_slower_than_a_line_that_works_is_too_slow(size, slow):
    now = 0.0

    async def receive():
        nonlocal now
        now += 4.0
        return {"type": "http.request", "body": b" " * size, "more_body": now < 40}

    body = Body(receive, Patience(seconds=10, least=10_000), lambda: now)
    if slow:
        with pytest.raises(BodyTooSlow):
            await body.read(10 * MIB)
        assert now == 24.0
    else:
        assert len(await body.read(10 * MIB)) == 10 * size


async def test_whoever_waits_for_the_caller_to_leave_after_the_body_has_come_waits_without_limit():
    left = asyncio.Event()
    messages = [{"type": "http.request", "body": b"all"}]

    async def receive():
        if messages:
            return messages.pop()
        await left.wait()
        return {"type": "http.disconnect"}

    body = Body(receive, Patience(seconds=0.001, least=1))
    await body.part()
    waiting = asyncio.create_task(body.part())
    done, _ = await asyncio.wait({waiting}, timeout=0.1)
    assert not done
    left.set()
    assert (await waiting)["type"] == "http.disconnect"


async def test_a_caller_that_is_cancelled_while_its_body_is_awaited_is_not_answered():
    body = Body(asyncio.Event().wait, Patience(seconds=60, least=1))
    task = asyncio.create_task(body.part())
    await asyncio.wait({task}, timeout=0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_connection_is_good_for_the_next_request_after_a_refusal(url, bell):
    async with wire(url) as line:
        await line.head("POST", "/v1/rings", {**JSON, "Content-Length": "13"})
        await line.send(b'{"door": "a"}')
        assert (await line.answer()).status == 401
        await line.head("POST", "/v1/rings", {**JSON, "Content-Length": "13", **bell.bearer("v", roles=["visitor"])})
        await line.send(b'{"door": "a"}')
        assert (await line.answer()).status == 201
