"""Numbers of a place: an edition names what it changes, begins on a day, and never reaches into the past."""

from datetime import UTC, date, datetime, timedelta

import pytest
from pydantic import BaseModel, ConfigDict, Field

from libs.events.decider import Deciders
from libs.events.editions import (
    Editions,
    NoSuchEdition,
    PolicyEmpty,
    PolicyHasBegun,
    PolicyHasSuccessor,
    PolicyOutOfOrder,
    PolicyRetroactive,
    PolicyUnchanged,
)
from libs.events.fact import Fact
from libs.events.http.access import Access, everybody, only
from libs.events.reactions import Reactions
from libs.events.refusal import Invalid
from libs.events.service import Service
from libs.events.testing.decisions import given
from libs.events.testing.services import service_under_test
from libs.events.timers import Deadlines


class BakeryNumbers(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    loaves: int = Field(12, ge=1, description="A baker's dozen is one more: no source.")
    rest_days: int | None = None
    hours: dict[str, int] = {"mon": 8}


class NumbersAdopted(Fact, name="bakery.policy-adopted"):
    edition: int
    effective_from: date
    pack: BakeryNumbers
    reason: str


class NumbersTakenBack(Fact, name="bakery.policy-taken-back"):
    edition: int
    reason: str


class TooManyLoaves(Invalid):
    slug = "too-many-loaves"


def check(pack: BakeryNumbers) -> None:
    if pack.loaves > 100:
        raise TooManyLoaves(field="pack.loaves", value=pack.loaves, do_en="Fewer.", do_zh="请减少。")


POLICY = Editions(NumbersAdopted, BakeryNumbers, check, taken_back=NumbersTakenBack)
TABLE = """
create table views.policies (
    edition integer primary key, effective_from date not null, pack jsonb not null, reason text not null,
    adopted_at timestamptz not null, fact text not null, taken_back_at timestamptz, taken_back_for text
);
"""
ACCESS = Access({
    "POST /policy": only("baker"),
    "POST /policy/editions/{edition}/withdrawal": only("baker"),
    "GET /policy": everybody(),
    "GET /policy/editions": everybody(),
})  # fmt: skip


@pytest.fixture
async def bakery(database, issuer, tmp_path):
    folder = tmp_path / "bakery"
    folder.mkdir()
    (folder / "0001_bakery.sql").write_text(TABLE)
    service = Service(
        "bakery", "面包房", "bakery", Deciders(POLICY.decider), POLICY.views, Reactions(), Deadlines(), [POLICY.router], folder,
        access=ACCESS,
    )  # fmt: skip
    async with service_under_test(service, database, issuer) as running:
        yield running


async def adopt(bakery, first, reason="because", **pack):
    body = {"effective_from": first.isoformat(), "pack": pack, "reason": reason}
    return await bakery.client.post("/v1/policy", json=body, headers=bakery.bearer("b", roles=["baker"]))


TODAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
JUNE = date(2026, 6, 1)


async def test_until_something_is_adopted_the_sources_numbers_hold(bakery):
    answer = await bakery.client.get("/v1/policy")
    assert answer.json()["pack"] == {"loaves": 12, "rest_days": None, "hours": {"mon": 8}}
    assert (answer.json()["edition"], answer.headers["etag"]) == (0, '"0"')


async def test_an_edition_keeps_what_it_does_not_name(bakery):
    assert (await adopt(bakery, TODAY, loaves=20, rest_days=2)).status_code == 201
    later = TODAY + timedelta(days=10)
    assert (await adopt(bakery, later, hours={"tue": 4}, rest_days=None)).status_code == 201
    now = (await bakery.client.get("/v1/policy")).json()
    then = (await bakery.client.get("/v1/policy", params={"day": later.isoformat()})).json()
    assert (now["edition"], now["pack"]) == (1, {"loaves": 20, "rest_days": 2, "hours": {"mon": 8}})
    assert (then["edition"], then["pack"]) == (2, {"loaves": 20, "rest_days": None, "hours": {"tue": 4}})
    editions = (await bakery.client.get("/v1/policy/editions")).json()["items"]
    assert [edition["edition"] for edition in editions] == [1, 2]
    assert (await POLICY.in_force(bakery.running.pool, later)).loaves == 20


@pytest.mark.parametrize(
    ("first", "pack", "slug"),
    [
        (TODAY - timedelta(days=1), {"loaves": 20}, "policy-retroactive"),
        (TODAY, {"loaves": 101}, "too-many-loaves"),
        (TODAY, {"loaves": 0}, "invalid-request"),
        (TODAY, {"loafs": 3}, "invalid-request"),
        (TODAY, {"loaves": True}, "invalid-request"),
        (TODAY, {"loaves": "7"}, "invalid-request"),
        (TODAY, {"loaves": 7.0}, "invalid-request"),
        (TODAY, {"hours": {"mon": "8"}}, "invalid-request"),
        (TODAY, {}, "policy-empty"),
    ],
)
async def test_what_is_unlawful_or_past_is_refused_and_leaves_no_fact(bakery, first, pack, slug):
    answer = await adopt(bakery, first, **pack)
    assert (answer.status_code, answer.json()["type"]) == (422, f"urn:checkonce:problem:{slug}")
    assert await bakery.facts() == []


async def test_a_number_that_is_none_is_named_with_its_place_and_value(bakery):
    document = (await adopt(bakery, TODAY, hours={"mon": True})).json()
    assert (document["field"], document["value"], document["detail"]) == (
        "body.pack.hours.mon",
        True,
        "body.pack.hours.mon:应为整数",
    )


async def test_an_edition_of_nothing_keeps_no_earlier_day_from_beginning(bakery):
    later = TODAY + timedelta(days=300)
    refused = (await adopt(bakery, later)).json()
    assert (refused["field"], refused["do"], refused["do_en"]) == (
        "pack",
        "请至少填写一项要变更的参数。",
        "Name at least one number that changes.",
    )
    assert (await adopt(bakery, TODAY, loaves=20)).status_code == 201


def command(first, **pack):
    return POLICY.decider.commands[0](effective_from=first, pack=BakeryNumbers(**pack), named=frozenset(pack), reason="r")


def adopted(edition, first, **pack):
    return NumbersAdopted(edition=edition, effective_from=first, pack=BakeryNumbers(**pack), reason="r")


def test_editions_are_in_order_and_say_something_new():
    first = adopted(1, TODAY, loaves=20)
    later = TODAY + timedelta(days=3)
    given(POLICY.decider, first).when(command(later, loaves=21), at=NOON).then(adopted(2, later, loaves=21))
    given(POLICY.decider, first).when(command(later, loaves=20), at=NOON).refused(PolicyUnchanged)
    given(POLICY.decider, adopted(1, later)).when(command(TODAY, loaves=21), at=NOON).refused(PolicyOutOfOrder)
    given(POLICY.decider).when(command(date(2026, 3, 1), loaves=21), at=NOON).refused(PolicyRetroactive)
    given(POLICY.decider).when(command(TODAY), at=NOON).refused(PolicyEmpty)
    given(POLICY.decider, first).when(command(later), at=NOON).refused(PolicyEmpty)


def back(edition):
    return POLICY.decider.commands[1](edition=edition, reason="a slip")


def taken(edition):
    return NumbersTakenBack(edition=edition, reason="a slip")


def test_the_newest_edition_is_taken_back_before_its_first_day_and_the_one_before_goes_on():
    later = TODAY + timedelta(days=3)
    one, two = adopted(1, TODAY, loaves=20), adopted(2, later, loaves=21, rest_days=1)
    given(POLICY.decider, one, two).when(back(2), at=NOON).then(taken(2))
    # The next is made on the edition before it, may begin before its day, and has a number of its own.
    next_day = TODAY + timedelta(days=1)
    gone = given(POLICY.decider, one, two, taken(2))
    gone.when(command(next_day, loaves=22), at=NOON).then(adopted(3, next_day, loaves=22))
    given(POLICY.decider, adopted(1, later, loaves=20)).when(back(1), at=NOON).then(taken(1))


@pytest.mark.parametrize(
    ("before", "edition", "refusal"),
    [
        ((adopted(1, TODAY, loaves=20),), 1, PolicyHasBegun),
        ((), 1, NoSuchEdition),
        ((adopted(1, JUNE, loaves=20), taken(1)), 1, NoSuchEdition),
        ((adopted(1, JUNE, loaves=20), adopted(2, JUNE, loaves=21)), 1, PolicyHasSuccessor),
        ((adopted(1, TODAY, loaves=20), adopted(2, JUNE, loaves=21)), 1, PolicyHasBegun),
    ],
)
def test_what_has_begun_or_is_rested_on_is_not_taken_back(before, edition, refusal):
    refused = given(POLICY.decider, *before).when(back(edition), at=NOON).refused(refusal)
    assert (refused.field, refused.value) == ("edition", edition)
    assert refused.do_zh
    assert refused.do_en


async def test_what_was_taken_back_is_never_in_force_and_stays_on_record(bakery):
    later = TODAY + timedelta(days=3)
    await adopt(bakery, TODAY, loaves=20)
    await adopt(bakery, later, loaves=21)
    known = bakery.clock.now
    bakery.clock.now += timedelta(hours=1)
    who = bakery.bearer("b-1", roles=["baker"])
    path = "/v1/policy/editions/2/withdrawal"
    assert (await bakery.client.post(path, json={"reason": "a slip"}, headers=who)).status_code == 200
    assert (await POLICY.in_force(bakery.running.pool, later)).loaves == 20
    # As it was known then.
    assert (await POLICY.in_force(bakery.running.pool, later, known_at=known)).loaves == 21
    shown = (await bakery.client.get("/v1/policy/editions")).json()["items"]
    assert [(each["edition"], each["taken_back_for"]) for each in shown] == [(1, None), (2, "a slip")]
    assert [numbers.loaves for numbers in await POLICY.not_over(bakery.running.pool, TODAY)] == [20]
    again = await bakery.client.post(path, json={"reason": "a slip"}, headers=who)
    assert (again.status_code, again.json()["type"]) == (404, "urn:checkonce:problem:no-such-policy-edition")
    bakery.clock.now += timedelta(days=4)
    begun = await bakery.client.post("/v1/policy/editions/1/withdrawal", json={"reason": "a slip"}, headers=who)
    assert (begun.status_code, begun.json()["type"]) == (409, "urn:checkonce:problem:policy-has-begun")
    rows = await bakery.rows("select * from policies order by edition")
    await bakery.running.rebuild()
    assert await bakery.rows("select * from policies order by edition") == rows
