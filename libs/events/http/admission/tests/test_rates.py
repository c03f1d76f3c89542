"""Limits of rate: how many, for whom, and when again."""

import pytest

from libs.events.http.admission.rates import Rate, Rates, spend_shared
from libs.events.http.admission.refusals import TooMany
from libs.events.store.migrate import migrate
from libs.events.store.store import connect_pool
from libs.events.testing import bell as bells
from libs.events.testing.http_room import service, serving
from libs.events.testing.services import service_under_test
from libs.events.testing.wire import wire

TEN = Rate("ten", 10, 60)


class Clock:
    now = 1000.0

    def __call__(self):
        return self.now


def used_up(rates, rate, who):
    count = 0
    try:
        while True:
            rates.spend(rate, who)
            count += 1
    except TooMany as refusal:
        return count, refusal


def test_a_limit_is_used_up_and_comes_back_when_its_window_ends():
    clock = Clock()
    rates = Rates(now=clock)
    count, refusal = used_up(rates, TEN, "a")
    assert (count, refusal.status, refusal.seconds) == (10, 429, 60)
    assert ("10" in refusal.detail_zh, "10" in refusal.detail_en) == (True, True)
    assert used_up(rates, TEN, "b")[0] == 10, "another asker has the whole limit"
    clock.now += 58.5
    assert (used_up(rates, TEN, "a")[0], used_up(rates, TEN, "a")[1].seconds) == (0, 2)
    clock.now += 1.5
    assert used_up(rates, TEN, "a")[0] == 10


def test_refused_requests_do_not_count():
    clock = Clock()
    rates = Rates(now=clock)
    used_up(rates, TEN, "a")
    clock.now += 59
    for _ in range(100):
        used_up(rates, TEN, "a")
    clock.now += 1
    assert used_up(rates, TEN, "a")[0] == 10


def test_the_settings_change_the_numbers_by_name():
    assert used_up(Rates({"ten": (3, 60)}, Clock()), TEN, "a")[0] == 3


def test_askers_without_end_do_not_fill_the_memory(monkeypatch):
    monkeypatch.setattr("libs.events.http.admission.rates._KEPT", 100)
    rates = Rates(now=Clock())
    for number in range(1000):
        rates.spend(TEN, str(number))
    assert len(rates._windows) <= 100


async def test_a_shared_limit_holds_over_all_processes(database):
    first, second = await connect_pool(database, size=1), await connect_pool(database, size=1)
    await migrate(first, bells.service.migrations)
    for turn in range(10):
        await spend_shared((first, second)[turn % 2], TEN, "a")
    for pool in (first, second):
        with pytest.raises(TooMany) as refused:
            await spend_shared(pool, TEN, "a")
        assert 50 <= refused.value.seconds <= 60
    await spend_shared(first, TEN, "b")
    await first.execute("update rates set ends_at = ends_at - interval '1 minute'")
    await spend_shared(second, TEN, "a")
    await first.close()
    await second.close()


LIMITS = {"anonymous": "5/60", "failed-tokens": "3/60"}


@pytest.fixture
async def bell(database, issuer):
    async with service_under_test(service, database, issuer, rates=LIMITS) as running:
        yield running


async def statuses(bell, times, method="GET", path="/v1/gates", **headers):
    return [(await bell.client.request(method, path, headers=headers)).status_code for _ in range(times)]


async def test_anonymous_requests_are_counted_by_address_and_those_of_a_subject_by_it(bell):
    assert await statuses(bell, 6) == [200] * 5 + [429]
    answer = await bell.client.get("/v1/gates")
    assert answer.json()["type"] == "urn:checkonce:problem:too-many-requests"
    assert 1 <= int(answer.headers["retry-after"]) <= 60
    assert answer.json()["do"]
    assert answer.json()["do_en"]
    assert await statuses(bell, 6, **bell.bearer("ada")) == [200] * 5 + [429]
    assert await statuses(bell, 1, **bell.bearer("bob")) == [200]
    assert await statuses(bell, 1, path="/v1/nowhere") == [429], "what does not exist is counted too"
    assert await statuses(bell, 9, path="/health/live") == [200] * 9, "those who keep it running are not"


async def test_whoever_sends_token_after_token_is_no_longer_told_why_and_valid_tokens_still_pass(bell):
    forged = {"Authorization": "Bearer a.b.c"}
    assert await statuses(bell, 4, "POST", "/v1/rings", **forged) == [401] * 3 + [429]
    answer = await bell.client.post("/v1/rings", headers=forged)
    assert answer.json()["type"] == "urn:checkonce:problem:too-many-failures"
    own = bell.bearer("v", roles=["visitor"])
    assert (await bell.client.post("/v1/rings", json={"door": "a"}, headers=own)).status_code == 201


@pytest.mark.parametrize("trusted", ["", "10.0.0.0/8"])
async def test_another_x_forwarded_for_with_each_request_does_not_help_where_its_sender_is_no_proxy_of_ours(
    database, issuer, trusted
):
    async with service_under_test(service, database, issuer, rates=LIMITS, trusted_proxies=trusted) as bell:
        answered = []
        async with serving(service.api(bell.running)) as url, wire(url) as line:
            for number in range(8):
                await line.head("GET", "/v1/gates", {"X-Forwarded-For": f"203.0.113.{number}", "Content-Length": "0"})
                answered.append((await line.answer()).status)
        assert answered == [200] * 5 + [429] * 3


async def test_behind_a_proxy_of_ours_each_address_counts_for_itself(database, issuer):
    async with service_under_test(service, database, issuer, rates=LIMITS, trusted_proxies="127.0.0.1/32") as bell:
        for number in range(3):
            forwarded = {"X-Forwarded-For": f"198.51.100.{number}, 203.0.113.{number}"}
            assert await statuses(bell, 6, **forwarded) == [200] * 5 + [429]
        spoofed = [(await statuses(bell, 1, **{"X-Forwarded-For": f"{n}.1.1.1, 203.0.113.77"}))[0] for n in range(1, 9)]
        assert spoofed == [200] * 5 + [429] * 3, "what the client itself wrote stands before what the proxy appended"
