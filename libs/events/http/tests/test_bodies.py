"""A body that two readers could read as two bodies is refused."""

import dataclasses
import json
from typing import Annotated, Any

import pytest
from fastapi import APIRouter, Depends
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import from_json

from libs.events.http import Accepted, Gate, gate
from libs.events.http.bodies import Body, NameRepeated, once_named
from libs.events.testing import bell as bells
from libs.events.testing import http_room
from libs.events.testing.services import service_under_test

more = APIRouter()


class Letter(Body):
    words: Any


class Plate(Body):
    label: str


@more.post("/doors/{door}/label")
async def label(door: str, body: Plate, asking: Annotated[Gate, Depends(gate("visitor"))]) -> Accepted:
    """A command: FastAPI does not read it."""
    return await asking.execute(bells.Label(door=door, label=body.label))


@more.post("/letters")
async def letter(body: Letter) -> dict[str, Any]:
    """No command: FastAPI reads it."""
    return {"words": body.words}


service = dataclasses.replace(http_room.service, routers=[*http_room.service.routers, more])


@pytest.fixture
async def bell(database, issuer):
    async with service_under_test(service, database, issuer) as running:
        yield running


@pytest.mark.parametrize(
    ("path", "body", "twice"),
    [
        ("/v1/doors/d/label", b'{"label": "x", "label": "x"}', "label"),
        ("/v1/doors/d/label", rb'{"label": "x", "l\u0061bel": "y:z"}', "label"),
        ("/v1/letters", b'{"words": [{"a": {"b": 1, "c": ": ", "b": 2}}]}', "b"),
        ("/v1/letters", b'{"words": 1, "words": 1}', "words"),
        ("/v1/letters", b'{"words": {"": 1, "": null}}', ""),
    ],
)
async def test_an_object_with_one_name_twice_is_refused_at_any_depth_and_nothing_is_written(bell, path, body, twice):
    headers = {**bell.bearer("v", roles=["visitor"]), "content-type": "application/json"}
    refused = await bell.client.post(path, content=body, headers=headers)
    problem = refused.json()
    assert (refused.status_code, problem["type"], problem["value"]) == (422, "urn:checkonce:problem:name-repeated", twice)
    assert twice in problem["detail"]
    assert all(problem[name] for name in ("detail_en", "do", "do_en"))
    assert await bell.rows("select 1 from events") == []


async def test_what_is_too_deep_is_no_error_of_ours(bell):
    deep = b'{"words": ' + b'{"a": ' * 50_000 + b"1" + b"}" * 50_001
    headers = {**bell.bearer("v", roles=["visitor"]), "content-type": "application/json"}
    assert (await bell.client.post("/v1/letters", content=deep, headers=headers)).status_code == 400


NAMES = st.text('ab:"\\', max_size=2)
DOCUMENTS = st.recursive(
    st.none() | st.integers() | st.text('a:{"\\,', max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.lists(st.tuples(NAMES, inner), max_size=3).map(tuple),
    max_leaves=8,
)


def written(document):
    """JSON text; an object is a tuple of pairs, so that a name may be there twice."""
    if isinstance(document, tuple):
        return "{" + ",".join(f"{json.dumps(name)}:{written(value)}" for name, value in document) + "}"
    if isinstance(document, list):
        return "[" + ",".join(map(written, document)) + "]"
    return json.dumps(document)


def has_twice(document):
    if isinstance(document, tuple):
        names = [name for name, _ in document]
        return len(set(names)) < len(names) or any(has_twice(value) for _, value in document)
    return isinstance(document, list) and any(map(has_twice, document))


@given(DOCUMENTS)
def test_whatever_is_sent_it_is_read_or_has_a_name_twice(document):
    body = written(document).encode()
    if has_twice(document):
        with pytest.raises(NameRepeated):
            once_named(body)
    else:
        assert once_named(body) == from_json(body)
