"""What is kept of a held request, how often, for how long, and who is shown it."""

import asyncio
from datetime import timedelta

import pytest

from libs.events.http.admission.rates import HELD
from libs.events.testing.countersigned.town import adopt, ask, ask_raw, person, porter, problem, settle, waiting, warden

NUMBER = "421088199001011237"


async def shown(town, who):
    answer = await town.client.get("/v1/countersignatures", headers=who)
    assert answer.status_code == 200, answer.text
    return [row["request"] for row in answer.json()["items"]]


@pytest.mark.parametrize(
    "sent",
    [
        b' { "why" :"fog" } ',
        b"\xef\xbb\xbf" + b'{"why":"fog"}',
        '{"why":"fog"}'.encode("utf-16"),
        '{"why":"fog"}'.encode("utf-32"),
        b'{"why":"fog"}' + b"\n" * 100_000,
        b'{"why":"\\u0066og"}',
    ],
)
async def test_a_held_body_is_what_its_route_has_read(town, sent):
    asked = await ask_raw(town, sent)
    assert asked.status_code == 202, asked.text
    (fact,) = await town.facts("gate.countersignature-asked")
    assert fact.body == '{"why": "fog"}'
    assert [row["body"] for row in await waiting(town)] == [{"why": "fog"}]
    assert (await settle(town, asked)).status_code == 200


async def test_of_a_body_that_no_route_reads_nothing_is_kept(town):
    asked = await ask_raw(town, NUMBER.encode() + b"\x80\n", "closing")
    assert asked.status_code == 202, asked.text
    (fact,) = await town.facts("gate.countersignature-asked")
    assert fact.body == ""
    assert (await settle(town, asked)).status_code == 200


async def test_bodies_that_are_kept_as_they_were_sent_are_shown(town):
    await ask(town)
    for kept in ('{"why":NaN}', '\ufeff{"why":"fog"}', '{"why":"\\ud800"}', "{"):
        await town.running.pool.execute("update countersignatures set body = $1", kept)
        assert [row["body"] for row in await waiting(town)] == [kept]


async def test_of_equal_requests_of_one_person_the_first_waits_for_all(town):
    asked = await asyncio.gather(*(ask(town) for _ in range(8)))
    (there,) = {answer.headers["location"] for answer in asked}
    assert {answer.status_code for answer in asked} == {202}
    assert len(await town.facts("gate.countersignature-asked")) == 1
    others = [
        await ask(town, why="feast"),
        await ask(town, "g2"),
        await ask(town, who=person(town, "cyd", "porter")),
        await ask(town, **{"If-Match": '"0"'}),
    ]
    assert len({there, *(answer.headers["location"] for answer in others)}) == 5
    assert (await settle(town, asked[0], "withdrawal", porter(town))).status_code == 200
    assert (await ask(town)).headers["location"] != there


async def test_an_equal_request_is_decided_before_the_first_is_told(town):
    asked, other = await ask(town), await ask(town, why="feast")
    assert (await settle(town, other)).status_code == 200
    # The first waits on. By now it would be refused, and whoever asks the same is told so.
    assert [row["body"] for row in await waiting(town)] == [{"why": "market day"}]
    assert problem(await ask(town)) == (409, "is-open")
    assert problem(await settle(town, asked)) == (409, "is-open")


async def test_what_is_overdue_is_approved_and_refused_by_nobody(town):
    asked = await ask(town)
    town.clock.now += timedelta(days=10)
    assert (await settle(town, await ask(town), "withdrawal", porter(town))).status_code == 200, "to the second it waits"
    asked = await ask(town)
    town.clock.now += timedelta(days=10, seconds=1)
    late = await settle(town, asked)
    assert (problem(late), late.json()["value"]) == ((409, "countersignature-settled"), "expired")
    assert problem(await settle(town, asked, "refusal", body={"reason": "fog"})) == (409, "countersignature-settled")
    assert (await ask(town)).headers["location"] != asked.headers["location"], "what is overdue no longer waits for others"
    assert await town.facts("gate.opened") == []


async def test_a_key_does_not_let_anybody_else_try_what_waits(town):
    asked = await ask(town)
    # Its route would refuse it by now: only the second person is told that.
    await town.running.pool.execute("update countersignatures set request = '/v1/gates/h1/opening'")
    key = {"Idempotency-Key": "k-1"}
    assert problem(await settle(town, asked, who=porter(town), **key)) == (403, "same-person")
    assert problem(await settle(town, asked, who=person(town, "cyd", "porter"), **key)) == (403, "not-the-second")
    assert problem(await settle(town, asked, **key)) == (404, "no-such-gate")


async def test_the_queue_shows_each_what_they_asked_for_or_may_approve_and_puts_them_on_record(town):
    seconds = {"policy": {"roles": ["mayor"]}, "opening": {"roles": ["warden"]}}
    adopted = await settle(town, await adopt(town, {"seconds": seconds}), who=person(town, "eve", "warden"))
    assert adopted.status_code == 200, adopted.text
    town.clock.now += timedelta(seconds=1)
    asked = await ask(town)
    town.clock.now += timedelta(seconds=1)
    await adopt(town, {"toll": 3}, porter(town))
    gate, policy = "/v1/gates/g1/opening", "/v1/policy"
    # By now the warden's own edition is settled, and still theirs.
    assert await shown(town, warden(town)) == [policy, gate]
    assert await shown(town, person(town, "cyd", "warden")) == [gate]
    assert await shown(town, person(town, "may", "mayor")) == [policy, policy]
    assert await shown(town, porter(town)) == [gate, policy]
    assert await shown(town, person(town, "aud", "auditor")) == [policy, gate, policy]
    assert await shown(town, person(town, "dan", "porter")) == []
    for who, status in (("may", 404), ("ann", 200)):
        roles = {"may": ["mayor"], "ann": ["porter"]}[who]
        answer = await town.client.get(asked.headers["location"], headers=person(town, who, *roles))
        assert answer.status_code == status
    rows = await town.rows("select subject, route from readings order by id")
    assert [row["subject"] for row in rows] == ["bob", "cyd", "may", "ann", "aud", "dan", "ann"]


async def test_a_route_with_a_duty_has_a_limit_of_rate(town):
    rates = town.client._transport.app.router.middleware_stack._rates
    rates._settings[HELD.name] = (3, 60)
    assert [(await ask(town, f"g{number}")).status_code for number in range(4)] == [202] * 3 + [429]
