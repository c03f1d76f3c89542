"""One reading of the path and one of the token: what admission has not found or recognised, no route answers."""

import dataclasses

import pytest
from fastapi import APIRouter

from libs.events.http.access import Access, everybody, only
from libs.events.http.admission.rates import Rate
from libs.events.http.auth import Permitted, ToldMore, Visitor
from libs.events.http.bodies import Body
from libs.events.http.readings.trail import INTERNAL, Trail
from libs.events.testing import bell as bells
from libs.events.testing.services import service_under_test

router = APIRouter()


class Word(Body):
    word: str


@router.get("/doors")
async def doors(_: Permitted) -> str:
    return "the doors"


@router.get("/keys")
async def keys(who: Visitor, more: ToldMore) -> list[str]:
    return [who.subject, "silver" if more else "a key"]


@router.post("/words")
async def words(body: Word, _: Permitted) -> str:
    return body.word


TRAIL = Trail(INTERNAL)
TABLE = {
    "GET /doors": only("porter").on_record(TRAIL),
    "GET /keys": everybody("porter").on_record(TRAIL),
    "POST /words": only("porter").at_most(Rate("words", 3, 60)),
}
service = dataclasses.replace(bells.service, routers=[router], access=Access(TABLE))
LIMITS = {"failed-tokens": "3/60", "anonymous": "50/60"}


@pytest.fixture
async def bell(database, issuer):
    async with service_under_test(service, database, issuer, rates=LIMITS) as running:
        yield running


def porter(bell, name="p-1"):
    return bell.bearer(name, roles=["porter"])


async def on_record(bell):
    return [row["subject"] for row in await bell.rows("select subject from readings order by id")]


@pytest.mark.parametrize("tail", ["%0A", "%0D%0A", "%C2%85", "%20", "%00", "/", "//"])
async def test_a_path_with_a_tail_is_no_path(bell, tail):
    for path in ("/v1/doors", "/v1/keys", "/v1/events", "/health/live", "/openapi.json"):
        answer = await bell.client.get(f"{path}{tail}", headers=porter(bell))
        assert (answer.status_code, answer.json()["field"]) == (404, "path"), path
    answer = await bell.client.post(f"/v1/words{tail}", content=b"[" * 1000)
    assert answer.status_code == 404, "nobody has parsed the body"
    assert await on_record(bell) == []


async def test_another_method_is_told_which_there_are(bell):
    answer = await bell.client.delete("/v1/words")
    assert (answer.status_code, answer.headers["allow"], answer.json()["field"]) == (405, "POST", "method")
    assert (await bell.client.get("/openapi.json")).status_code == 200


async def test_a_route_that_is_asked_round_admission_does_not_answer(bell, monkeypatch):
    async def round_it(self, scope, receive, send):
        await self.inner(scope, receive, send)

    monkeypatch.setattr("libs.events.http.admission.admission.Admission.__call__", round_it)
    assert (await bell.client.get("/v1/doors", headers=porter(bell))).status_code == 500


@pytest.mark.parametrize("scheme", ["Bearer ", "Bearer  ", "bearer   ", "BEARER \t"])
async def test_whoever_is_told_more_is_on_record_however_the_token_is_sent(bell, scheme):
    token = porter(bell)["Authorization"].removeprefix("Bearer ")
    answer = await bell.client.get("/v1/keys", headers={"Authorization": f"{scheme}{token}"})
    assert answer.json() == ["p-1", "silver"]
    assert await on_record(bell) == ["p-1"]


@pytest.mark.parametrize("scheme", ["Basic", "Bearer\t", "Token", ""])
async def test_a_token_of_another_scheme_is_none(bell, scheme):
    token = porter(bell)["Authorization"].removeprefix("Bearer ")
    answer = await bell.client.get("/v1/keys", headers={"Authorization": f"{scheme} {token}"})
    assert (answer.json(), await on_record(bell)) == (["anonymous", "a key"], [])


async def test_what_an_address_has_not_left_is_not_taken_from_the_subject(bell):
    async def say(name):
        return (await bell.client.post("/v1/words", json={"word": "so"}, headers=porter(bell, name))).status_code

    assert [await say(name) for name in ("ann", "bob", "cyd")] == [200] * 3
    assert [await say("ann") for _ in range(5)] == [429] * 5
    rates = next(app for app in [bell.client._transport.app.router.middleware_stack])._rates
    assert {who: count for (name, who), (_, count) in rates._windows.items() if name == "words" and "ann" in who} == {
        "subject:ann": 1
    }
