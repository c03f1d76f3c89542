r"""What the database cannot hold is 422 with its place in the request and both languages, and nothing is written."""

import dataclasses
import json
from typing import Annotated, Any

import pytest
from fastapi import APIRouter, Depends
from hypothesis import given, settings
from hypothesis import strategies as st

from libs.events.decider import Command, Decider, Deciders
from libs.events.fact import Fact
from libs.events.http import Accepted, Gate, gate
from libs.events.http.bodies import Body
from libs.events.http.depends import Pool
from libs.events.testing import http_room
from libs.events.testing.services import service_under_test
from libs.events.views.table import Table, fact
from libs.events.views.views import Views


class Noted(Fact, name="bell.noted"):
    door: str
    count: int
    words: Any = None


class Note(Command):
    door: str
    count: int = 1
    words: Any = None


NOTE = Decider(
    "note", (Note,), lambda c: f"note-{c.door[:9]}", 0, lambda c, _, __: [Noted(**c.model_dump())], lambda n, _: n + 1
)
noted = Views()
noted.on(Noted)(Table("doors", "door").upsert(times=fact.count))
more = APIRouter()


class NoteBody(Body):
    door: str
    count: int = 1
    words: Any = None


@more.post("/notes", status_code=201)
async def note(body: NoteBody, gate: Annotated[Gate, Depends(gate("visitor"))]) -> Accepted:
    return await gate.execute(Note(**body.model_dump()))


@more.post("/notes/{door}/work", status_code=201)
async def work(door: str, body: NoteBody, gate: Annotated[Gate, Depends(gate("visitor"))]) -> Accepted:
    async def within(tx):
        return Accepted.of(await gate.run(tx, Note(**{**body.model_dump(), "door": door})))

    return await gate.execute(within, answer=Accepted)


@more.post("/plain")
async def plain(body: dict[str, Any], pool: Pool) -> Any:
    """Neither commands nor a model."""
    return await pool.fetchval("select $1::jsonb", json.dumps(body))


service = dataclasses.replace(
    http_room.service,
    deciders=Deciders(NOTE),
    views=Views(http_room.service.views, noted),
    routers=[*http_room.service.routers, more],
)
LONG = "".join(chr(0x4E00 + n * 7919 % 20000) for n in range(4000))
"""Too long for an index, also when compressed."""
BODIES = {
    "half a pair that only the fact holds": (r'{"door": "a", "words": "x\ud800"}', "body.words"),
    "half a pair deep inside": (r'{"door": "a", "words": {"list": [1, {"of": "\udfff"}]}}', "body.words.list.1.of"),
    "half a pair as bytes": (b'{"door": "a", "words": "\xed\xa0\x80"}', "body.words"),
    "half a pair in a name": (r'{"door": "a", "words": {"\ud800": 1}}', "body.words"),
    "half a pair in UTF-16": ('{"door": "a", "words": "\ud800"}'.encode("utf-16", "surrogatepass"), "body.words"),
    "a NUL": (r'{"door": "a", "words": ["b", "\u0000"]}', "body.words.1"),
    "an integer beyond 64 bits": ('{"door": "a", "words": {"n": 9223372036854775808}}', "body.words.n"),
    "a negative one": ('{"door": "a", "words": -9223372036854775809}', "body.words"),
    "an endless number": ('{"door": "a", "words": 1e999}', "body.words"),
    "not a number": ('{"door": "a", "words": [NaN]}', "body.words.0"),
    "infinity": ('{"door": "a", "words": -Infinity}', "body.words"),
}


@pytest.fixture
async def bell(database, issuer):
    async with service_under_test(service, database, issuer) as running:
        yield running


async def _asked(bell, path, body):
    headers = {**bell.bearer("v", roles=["visitor"]), "Content-Type": "application/json"}
    return await bell.client.post(path, content=body, headers=headers)


def _named(response, field):
    document = response.json()
    assert (response.status_code, document["field"]) == (422, field), response.text
    assert document["errors"][0]["field"] == field
    assert document["errors"][0]["rule"]
    assert document["errors"][0]["rule_zh"]
    assert field in document["detail"]
    assert field in document["detail_en"]
    assert document["detail"] != document["detail_en"]


@pytest.mark.parametrize("path", ["/v1/notes", "/v1/notes/d/work", "/v1/plain"])
async def test_what_no_column_holds_is_named(bell, path):
    for name, (body, field) in BODIES.items():
        _named(await _asked(bell, path, body), field)
        assert await bell.running.pool.fetchval("select count(*) from events") == 0, name


@pytest.mark.parametrize("path", ["/v1/notes", "/v1/notes/d/work"])
@pytest.mark.parametrize("number", [2**31, -(2**31) - 1, 2**63 - 1])
async def test_a_number_that_only_one_column_cannot_hold_is_named(bell, path, number):
    _named(await _asked(bell, path, json.dumps({"door": "a", "count": number, "words": 2**31 - 1})), "body.count")
    assert await bell.running.pool.fetchval("select count(*) from events") == 0


async def test_a_text_that_is_too_long_for_its_index_is_named(bell):
    _named(await _asked(bell, "/v1/notes", json.dumps({"door": LONG, "words": "short"})), "body.door")
    assert await bell.running.pool.fetchval("select count(*) from events") == 0
    assert (await _asked(bell, "/v1/notes", json.dumps({"door": "a", "words": LONG}))).status_code == 201


async def test_a_path_and_a_query_are_looked_at_too(bell):
    _named(await bell.client.get("/v1/doors/a%00b"), "path.door")
    _named(await bell.client.get("/v1/doors/rung/2147483648"), "path.times")
    _named(await bell.client.get(f"/v1/doors/rung/{10**30}"), "path.times")
    _named(await bell.client.get("/v1/doors?cursor=a%00b"), "query.cursor")


async def test_a_number_that_grew_in_the_database_is_our_own_mistake(bell):
    """The request holds nothing that could have led to it."""
    await bell.running.pool.execute("alter table views.doors add column twice smallint generated always as (times * 2) stored")
    response = await _asked(bell, "/v1/notes", json.dumps({"door": "a", "count": 30_000}))
    assert response.status_code == 500


@pytest.mark.parametrize(
    "body", [r'{"door": "a", "words": "\ud83d\ude00"}', '{"door": "a", "words": "1234567890123456789012"}',
             r'{"door": "a", "words": "\\u0000 \\ud800 NaN"}', '{"door": "a", "words": 9223372036854775807}',
             '{"door": "a", "words": 1e300}'],
)  # fmt: skip
async def test_what_only_looks_suspect_is_stored(bell, body):
    response = await _asked(bell, "/v1/notes", body)
    assert response.status_code == 201, response.text


anything = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text(st.characters(codec=None)),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters(codec=None), max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


@settings(max_examples=60)
@given(anything, st.booleans())
async def test_whatever_a_body_holds_it_is_stored_or_named(bell, words, escaped):
    body = json.dumps({"door": "any", "words": words}, ensure_ascii=escaped).encode("utf-8", "surrogatepass")
    before = await bell.running.pool.fetchval("select count(*) from events")
    response = await _asked(bell, "/v1/notes", body)
    assert response.status_code in {201, 422}, response.text
    stored = await bell.running.pool.fetchval("select count(*) from events") - before
    assert stored == (response.status_code == 201)
    if not stored:
        assert response.json()["field"].startswith("body.words")
