"""A search of anybody keeps to bounds: filters are looked up with the names, long ones end, those of the public take turns."""

import asyncio
from datetime import date

import pytest

from libs.events.http.tables import download
from services.registry.entities import search
from services.registry.entities.api import entities as api
from services.registry.entities.names import Sought
from services.registry.entities.views import queries
from services.registry.testing import official, send


@pytest.fixture
async def listed(registry):
    codes = ("91421088MACG00193H", "91421088MACG002067", "91421088MACG002142")
    rows = [f"uscc,{code},云梦小吃店{n},catering,421088100,enterprise,2024-03-01" for n, code in enumerate(codes)]
    report = await send(registry, "entities", "\n".join(["scheme,value,name,industries,township,category,founded", *rows]))
    assert report["refused"] == 0, report["refusals"]
    return registry


async def asked(listed, said, **headers):
    answer = await listed.client.get(f"/v1/entities?{said}", **headers)
    body = answer.json()
    return answer.status_code, body.get("type", "").rpartition(":")[2] or len(body["items"])


@pytest.mark.parametrize(
    "filters", [{"industry": "fireworks"}, {"township": "421088199"}, {"category": "stall"}, {"state": "struck-off"}]
)
async def test_names_are_looked_up_with_the_other_filters(listed, filters):
    none, word = dict.fromkeys((*search._NARROWING, "until")), vars(Sought.of("店"))

    async def called(**narrowed):
        return [row async for row in queries.entities_called(listed.running.pool, **word, full=False, **narrowed)]

    assert len(await called(**none, day=None, after="", limit=9)) == 3
    assert await called(**{**none, **filters}, day=None, after="", limit=9) == []


@pytest.mark.parametrize("said", ["q=云梦", "day=2025-01-01", "category=enterprise", "q=云梦&state=operating"])
async def test_a_search_that_takes_long_ends_and_says_what_to_do(listed, said, monkeypatch):
    monkeypatch.setattr(search, "_LONGEST", 0.05)
    async with listed.running.pool.acquire() as other, other.transaction():
        await other.execute("lock table views.entities in access exclusive mode")
        assert await asked(listed, said) == (422, "search-too-wide")
        assert await asked(listed, said, headers=official(listed)) == (422, "search-too-wide")


async def test_a_tag_that_none_of_many_has_is_not_looked_for_without_end(listed, monkeypatch):
    monkeypatch.setattr(search, "_FIRST", 1)
    tagged = "q=云梦&tag=penalised&limit=1"
    assert await asked(listed, tagged, headers=official(listed)) == (200, 0)
    # No limit for a statement, and no time for a second piece.
    monkeypatch.setattr(search, "_LONGEST", 0)
    assert await asked(listed, tagged, headers=official(listed)) == (422, "search-too-wide")
    assert await asked(listed, "q=云梦&limit=1", headers=official(listed)) == (200, 1)


async def test_searches_of_the_public_take_turns_and_leave_the_connections_to_others(listed, monkeypatch):
    monkeypatch.setattr(search, "_PATIENCE", 0.05)
    pool, one = listed.running.pool, {"q": "云梦"}
    async with search.searching(pool, one, full=False):
        assert (await asked(listed, "q=云梦"))[0] == 200
        async with search.searching(pool, one, full=False):
            for said in ("q=云梦", "day=2025-01-01", "category=enterprise"):
                assert await asked(listed, said) == (503, "searches-busy")
                assert (await asked(listed, said, headers=official(listed)))[0] == 200
            assert await asked(listed, "limit=2") == (200, 2)
    assert await asked(listed, "q=云梦") == (200, 3)


@pytest.mark.parametrize("format_", ["csv", "xlsx"])
async def test_a_file_that_cannot_be_made_is_refused_before_it_begins(listed, format_, monkeypatch):
    monkeypatch.setattr(search, "_PATIENCE", 0.05)
    pool, one = listed.running.pool, {"q": "云梦"}
    async with search.searching(pool, one, full=False), search.searching(pool, one, full=False):
        busy = await listed.client.get(f"/v1/entities/export.{format_}?q=云梦")
    assert (busy.status_code, busy.json()["type"]) == (503, "urn:checkonce:problem:searches-busy")


async def test_a_file_that_has_begun_waits_for_its_turn(listed, monkeypatch):
    monkeypatch.setattr(search, "_PATIENCE", 0.05)
    pool, one, begun = listed.running.pool, {"q": "云梦"}, []

    async def looked_up(*args, **said):
        begun.append(said["begun"])
        return await search.entity_rows(*args, **said)

    async with search.searching(pool, one, full=False), search.searching(pool, one, full=False):
        f = search.EntityFilter(q="云梦")
        rest = search.entity_rows(pool, date(2026, 1, 1), f, full=False, begun=True, after="uscc:", limit=9)
        waits = asyncio.create_task(rest)
        assert await asked(listed, "q=云梦") == (503, "searches-busy")
        assert not waits.done()
    assert len(await waits) == 3
    monkeypatch.setattr(download, "EVERY_ROW", 2)
    monkeypatch.setattr(api, "entity_rows", looked_up)
    lines = (await listed.client.get("/v1/entities/export.csv?q=云梦")).text.splitlines()
    assert (len(lines), begun) == (4, [False, True])


@pytest.mark.parametrize("said", ["q=云梦", "q=云梦小吃店0", "category=enterprise", "q=云梦&day=2025-11-03", "tag=key-unit"])
async def test_a_file_that_has_begun_goes_on_among_fewer_entities_where_a_statement_takes_long(listed, said, monkeypatch):
    """Each entity that is looked at takes three tenths of a second, whether or not it is in the file."""
    tag = "scheme,value,tag,reason,until\nuscc,91421088MACG002142,key-unit,重点监管,\n"
    assert (await send(listed, "tags", tag))["accepted"] == 1
    find = search._filtered
    whole = (await listed.client.get(f"/v1/entities/export.csv?{said}", headers=official(listed))).text
    looked_at = []

    async def slow(connection, *args, begun, after, until, **more):
        if begun:
            between = f"from entities where entity > '{after}'" + (f" and entity <= '{until}'" if until else "")
            await connection.execute(f"select pg_sleep(count(*) * 0.3) {between}")
            looked_at.append(await connection.fetchval(f"select count(*) {between}"))
        return await find(connection, *args, begun=begun, after=after, until=until, **more)

    monkeypatch.setattr(search, "_filtered", slow)
    monkeypatch.setattr(search, "_LONGEST_BEGUN", 0.55)
    monkeypatch.setattr(search, "_SPAN", 4)
    monkeypatch.setattr(search, "_LEAST_SPAN", 1)
    monkeypatch.setattr(download, "EVERY_ROW", 1)
    in_pieces = (await listed.client.get(f"/v1/entities/export.csv?{said}", headers=official(listed))).text
    assert in_pieces == whole
    assert len(whole.splitlines()) > 1
    assert set(looked_at) <= {0, 1}


async def test_the_public_does_not_search_by_one_character_alone(listed):
    for said in ("q=店", "q=店&township=421088100", "q=%20店%E2%80%8B", "q=店&day=2025-01-01"):
        assert await asked(listed, said) == (422, "search-too-short")
        assert (await asked(listed, said, headers=official(listed)))[0] == 200
    assert (await listed.client.get("/v1/entities/export.csv?q=店")).status_code == 422
