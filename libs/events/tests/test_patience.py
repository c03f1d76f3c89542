"""A wait lasts as long as things get on; connections that are lost cost no answer that may be asked for again."""

import asyncio

import pytest

from libs.events import patience as patiences
from libs.events.patience import Patience, in_time
from libs.events.resending import KEPT_BY_CLIENTS, KEPT_BY_SERVERS, AsyncResending, httpx
from libs.events.testing.waiting import eventually


class Clock:
    """A clock on which each pause takes as long as the machine is slow."""

    def __init__(self, monkeypatch, slow):
        self.now, self.slow = 0.0, slow
        monkeypatch.setattr(patiences.time, "monotonic", lambda: self.now)
        monkeypatch.setattr(patiences.time, "sleep", self.sleep)

    def sleep(self, seconds):
        self.now += seconds * self.slow


@pytest.mark.parametrize(("slow", "least", "most"), [(1, 0.9, 1.1), (4, 1.9, 2.1), (10, 4.9, 5.1), (1000, 9.0, 20.1)])
def test_a_slow_machine_gets_more_time_up_to_ten_times(monkeypatch, slow, least, most):
    clock = Clock(monkeypatch, slow)
    patience = Patience(still=1.0)
    while patience.rest():
        pass
    assert least <= clock.now <= most


def test_progress_starts_the_limit_again_until_the_last_resort(monkeypatch):
    clock = Clock(monkeypatch, 1)
    patience = Patience(still=1.0, at_most=50.0)
    for number in range(1000):
        assert patience.rest(number // 40), "each sign lasts 0.8 s"
    while patience.rest("nothing new"):
        pass
    assert 20.9 <= clock.now <= 21.1
    patience = Patience(still=1.0, at_most=50.0)
    while patience.rest(clock.now):
        pass
    assert 49.9 <= clock.now - 21.0 <= 50.2


async def test_eventually_says_what_it_waited_for_and_what_it_saw_last():
    with pytest.raises(AssertionError, match=r"the moon did not come true .*\('', 7\)"):
        await eventually(lambda: "", what="the moon", progress=lambda: 7, still=0.1)


async def test_work_that_hangs_is_ended_and_work_that_fails_says_so():
    with pytest.raises(TimeoutError, match="the queue did not end"):
        await in_time(asyncio.Event().wait(), still=0.1, what="the queue")
    with pytest.raises(httpx.HTTPError, match="why"):
        await in_time(_failing())


async def _failing():
    raise httpx.HTTPError("why")


class Losing(httpx.AsyncBaseTransport, httpx.BaseTransport):
    """Loses so many connections first."""

    def __init__(self, losses, error=httpx.ReadError):
        self.losses, self.error, self.asked = losses, error, 0

    def handle_request(self, request):
        self.asked += 1
        if self.asked <= self.losses:
            raise self.error("lost", request=request)
        return httpx.Response(200, request=request)

    async def handle_async_request(self, request):
        return self.handle_request(request)


KEY = {"Idempotency-Key": "k"}
CASES = [
    ("GET", {}, {}, 2, 3),
    ("GET", {}, {}, 3, None),
    ("POST", KEY, {"json": {}}, 2, 3),
    ("POST", {}, {"json": {}}, 1, None),
]


@pytest.mark.parametrize(("method", "headers", "body", "losses", "asked"), CASES)
async def test_what_may_be_asked_twice_is_and_nothing_else(method, headers, body, losses, asked):
    for error in (httpx.ReadError, httpx.RemoteProtocolError, httpx.WriteError):
        there = Losing(losses, error)
        async with httpx.AsyncClient(transport=AsyncResending(there), base_url="http://s") as client:
            if asked is None:
                with pytest.raises(error):
                    await client.request(method, "/", headers=headers, **body)
                assert there.asked == losses
            else:
                assert (await client.request(method, "/", headers=headers, **body)).status_code == 200
                assert there.asked == asked


async def test_a_body_that_is_gone_is_not_sent_again():
    async def pieces():
        yield b"half"

    there = Losing(1)
    async with httpx.AsyncClient(transport=AsyncResending(there), base_url="http://s") as client:
        with pytest.raises(httpx.ReadError):
            await client.post("/", content=pieces(), headers=KEY)
    assert there.asked == 1


async def test_a_server_that_restarts_is_knocked_at_for_a_while():
    there = Losing(3, httpx.ConnectError)
    async with httpx.AsyncClient(transport=AsyncResending(there, away=60.0), base_url="http://s") as client:
        assert (await client.post("/", json={})).status_code == 200
    there = Losing(3, httpx.ConnectError)
    async with httpx.AsyncClient(transport=AsyncResending(there), base_url="http://s") as client:
        with pytest.raises(httpx.ConnectError):
            await client.get("/")


def test_clients_give_up_idle_connections_before_servers_do():
    assert KEPT_BY_CLIENTS == httpx.Limits().keepalive_expiry == 5.0
    assert KEPT_BY_SERVERS > 60 > KEPT_BY_CLIENTS
