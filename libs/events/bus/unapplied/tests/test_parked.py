"""Parked streams come back many at once: when an operator says which, and by themselves after an upgrade."""

import asyncio
import json
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from apps.checkonce.cli import app
from libs.events.bus.unapplied import parked
from libs.events.bus.unapplied.parked import ALL, Choice, retry_some
from libs.events.running import upgrade
from libs.events.running.turns import Turns
from libs.events.testing.bell import Labelled, Opened, Rung, door_service
from libs.events.testing.http_room import serving
from libs.events.testing.services import service_under_test
from libs.events.testing.waiting import eventually
from libs.events.views.table import POSITION, SOURCE, Table
from libs.events.views.views import Views

OPERATOR = {"roles": ["operator"]}
FAULTS = {"b": ZeroDivisionError, "c": KeyError}


class Mistake:
    """A mistake in a view's code, until it is mended."""

    def __init__(self):
        self.mended = False

    def service(self):
        views = Views()

        @views.on(Rung, Labelled)
        async def wrong(tx, facts):
            for item in facts:
                if item.fact.door.startswith("odd") or not self.mended:
                    raise FAULTS.get(item.fact.door, LookupError)(item.fact.door)

        views.on(Rung, Labelled)(Table("seen", "source", "position").insert("door", source=SOURCE, position=POSITION))
        return replace(door_service, views=views)


@pytest.fixture
def mistake():
    return Mistake()


@pytest.fixture
async def door(database, issuer, mistake):
    """Four streams parked for what was rung, two for a label, one of another source."""
    async with service_under_test(mistake.service(), database, issuer) as door:
        by = door.clock()
        rung = [(f"bell-{name}", Rung(door=name, by=by)) for name in ("a", "b", "odd", "c")]
        labelled = [(f"label-{name}", Labelled(door=name, label="x")) for name in ("d", "odd-e")]
        await door.deliver("bell", *rung, *labelled, ("bell-a", Rung(door="a2", by=by)), isolate=True)
        await door.deliver("gate", ("gate-f", Labelled(door="f", label="x")), isolate=True)
        assert {p.stream: p.waiting for p in await door.running.inbox.parked()} == {
            "bell-a": 2, "bell-b": 1, "bell-odd": 1, "bell-c": 1, "label-d": 1, "label-odd-e": 1, "gate-f": 1,
        }  # fmt: skip
        yield door


async def still(door):
    return {stream.stream for stream in await door.running.inbox.parked()}


async def seen(door):
    return [row["door"] for row in await door.rows("select door from seen order by door")]


async def test_all_of_a_source_of_a_type_or_of_an_error_come_back_at_once(door, mistake):
    mistake.mended = True
    inbox = door.running.inbox
    assert {p.stream: p.type for p in await inbox.parked()}["label-d"] == "bell.labelled"
    page = await retry_some(inbox, Choice(type="bell.labelled", source="/421088/bell"))
    assert (page.streams, page.freed, page.applied, page.left, page.next) == (2, 1, 1, 0, None)
    assert await still(door) == {"bell-a", "bell-b", "bell-c", "bell-odd", "gate-f", "label-odd-e"}
    await retry_some(inbox, Choice(source="/421088/gate"))
    await retry_some(inbox, Choice(error="ZeroDivision"))
    assert await seen(door) == ["b", "d", "f"]
    page = await retry_some(inbox, ALL)
    assert (page.streams, page.freed, page.applied) == (4, 2, 3)
    assert await still(door) == {"bell-odd", "label-odd-e"}, "what still fails keeps nothing else back"
    assert await seen(door) == ["a", "a2", "b", "c", "d", "f"]


async def test_what_is_parked_is_listed_in_pages(door):
    headers, found, query = door.bearer("op", **OPERATOR), [], {"limit": 3}
    while query:
        page = (await door.client.get("/v1/ops/parked", params=query, headers=headers)).json()
        assert len(page["items"]) <= 3
        found += [(each["source"], each["stream"], each["waiting"]) for each in page["items"]]
        query = page["next"] and {"limit": 3, "cursor": page["next"]}
    assert len(found) == 7
    assert found == sorted((p.source, p.stream, p.waiting) for p in await door.running.inbox.parked())
    assert ("/421088/bell", "bell-a", 2) in found


async def test_pages_follow_each_other_and_say_how_much_is_left(door, mistake, monkeypatch):
    mistake.mended = True
    monkeypatch.setattr(parked, "_MOST", 3)
    asked, pages = {"type": "bell.rung"}, []
    headers = door.bearer("op", **OPERATOR)
    while True:
        answer = await door.client.post("/v1/ops/parked/retry-many", json=asked, headers=headers)
        pages.append(answer.json())
        if pages[-1]["next"] is None:
            break
        asked = {"type": "bell.rung", "after": pages[-1]["next"]}
    assert [(page["streams"], page["freed"], page["left"]) for page in pages] == [(3, 3, 1), (1, 0, 0)]
    assert pages[0]["next"] == {"source": "/421088/bell", "stream": "bell-c"}
    assert await still(door) == {"bell-odd", "label-d", "label-odd-e", "gate-f"}
    assert (await door.running.ready()).parked == 4


async def test_a_page_ends_in_time_however_slow_its_facts_are(door, mistake):
    mistake.mended = True
    page = await retry_some(door.running.inbox, ALL, seconds=0.0)
    assert (page.streams, page.left) == (1, 6)
    assert (await retry_some(door.running.inbox, ALL, page.next)).streams == 6


@pytest.mark.parametrize(
    ("chosen", "left"),
    [
        (["--all"], {"bell-odd", "label-odd-e"}),
        (["--type", "bell.rung"], {"bell-odd", "gate-f", "label-d", "label-odd-e"}),
        (["--source", "/421088/gate"], {"bell-a", "bell-b", "bell-c", "bell-odd", "label-d", "label-odd-e"}),
        (["--error", "KeyError"], {"bell-a", "bell-b", "bell-odd", "gate-f", "label-d", "label-odd-e"}),
        (["/421088/bell", "bell-b"], {"bell-a", "bell-c", "bell-odd", "gate-f", "label-d", "label-odd-e"}),
    ],
)
async def test_the_operators_command_names_them(door, mistake, chosen, left):
    mistake.mended = True
    token = door.issuer.token("op", place="421088", **OPERATOR)
    async with serving(door.client._transport.app) as url:
        named = ["--url", f"421088.whistle={url}", "--token", token, "--json"]
        result = await asyncio.to_thread(CliRunner().invoke, app, ["parked", "retry", "421088.whistle", *chosen, *named])
    assert await still(door) == left, result.output
    told = json.loads(result.stdout)
    assert result.exit_code == (3 if told.get("streams", 0) > told.get("freed", 0) else 0)


def test_the_command_wants_to_know_which():
    for given in ([], ["/421088/bell"], ["/421088/bell", "bell-b", "--all"]):
        result = CliRunner().invoke(app, ["parked", "retry", "421088.whistle", *given])
        assert (result.exit_code, "--error" in result.output) == (2, True), given


async def test_code_that_differs_gives_each_parked_stream_one_more_try(door, mistake, tmp_path):
    running, code = door.running, tmp_path / "whistle"
    (code / "tests").mkdir(parents=True)
    (code / "views.py").write_text("wrong = True")

    async def started():
        stop, turns = asyncio.Event(), Turns()
        attempts = [p.attempts for p in await running.inbox.parked()]
        working = asyncio.create_task(upgrade.parked_again(running.pool, running.inbox, code, stop, turns))
        digest = upgrade.digest_of(code, upgrade._ENGINE)

        async def through():
            return await running.pool.fetchval("select digest from code_seen") == digest

        await eventually(through, what="this code is noted")
        stop.set()
        await working
        return sum(p.attempts for p in await running.inbox.parked()) - sum(attempts)

    assert await started() == 7, "each is tried, and fails once more"
    assert await started() == 0, "the same code does not try again"
    (code / "tests" / "test_views.py").write_text("what it is tested with changes nothing")
    assert await started() == 0
    mistake.mended = True
    (code / "views.py").write_text("wrong = False")
    await started()
    assert await still(door) == {"bell-odd", "label-odd-e"}
    (code / "0001.sql").write_text("alter table x add y text")
    assert await started() == 2, "a migration is an upgrade too"


async def test_what_is_broken_off_begins_again_with_the_next_process(door, mistake, tmp_path):
    mistake.mended = True
    stop = asyncio.Event()
    stop.set()
    await upgrade.parked_again(door.running.pool, door.running.inbox, tmp_path, stop, Turns())
    assert await door.running.pool.fetchval("select count(*) from code_seen") == 0
    assert len(await still(door)) == 7


async def test_reactions_of_what_comes_back_run_once(door, mistake):
    mistake.mended = True
    await retry_some(door.running.inbox, ALL)
    await retry_some(door.running.inbox, ALL)
    assert sorted(fact.door for fact in await door.facts("door.opened")) == ["a", "a2", "b", "c"]
    assert all(isinstance(fact, Opened) for fact in await door.facts())
