"""Command routes are run by a module of our own: what leaves is what FastAPI would have said, to the last header."""

import dataclasses
import re
from typing import Annotated

import pytest
from fastapi import APIRouter, Depends, Path, Query, Response
from pydantic import BaseModel

from libs.events.http import Accepted, Gate, gate
from libs.events.http.depends import Env, Pool
from libs.events.http.paging import LimitParam
from libs.events.resending import httpx
from libs.events.testing import bell as bells
from libs.events.testing import http_room
from libs.events.testing.services import service_under_test

more = APIRouter()
Visitor = Annotated[Gate, Depends(gate("visitor"))]
Door = Annotated[str, Path(pattern=r"^[a-z0-9-]{1,20}$")]


class Plate(BaseModel):
    label: str
    fee: int = 0


class Labelled(Accepted):
    place: str


@more.post("/doors/front/label", status_code=201)
async def front(body: Plate, gate: Visitor) -> Accepted:
    return await gate.execute(bells.Label(door=f"front of {gate.caller.subject}", label=body.label))


@more.post("/doors/{door}/label", status_code=201)
async def label(door: Door, body: Plate, gate: Visitor, pool: Pool, env: Env) -> Labelled:
    assert await pool.fetchval("select 1") == 1
    return await gate.execute(bells.Label(door=door, label=body.label), answer=Labelled, place=env.place)


@more.post("/doors/{door}/bell")
async def ring(door: Door, gate: Visitor, body: Plate | None = None) -> Accepted:
    del body
    return await gate.execute(bells.Ring(door=door))


@more.delete("/doors/{door}/label")
async def bare(door: Door, gate: Visitor) -> Accepted:
    """What is answered is more than the route says: FastAPI leaves the rest out."""
    done = await gate.execute(bells.Label(door=door, label="none"))
    return Labelled(**done.model_dump(), place="nowhere")


@more.post("/doors/{door}/teapot")
async def teapot(door: Door, gate: Visitor, response: Response, limit: LimitParam = 3) -> Accepted:
    response.status_code = 418
    response.headers["X-Limit"] = str(limit)
    return await gate.execute(bells.Label(door=door, label="tea"))


@more.put("/doors/{door}/plain")
async def plain(door: Door, gate: Visitor) -> Accepted:
    return Response(f"plain {door} {gate.caller.subject}", 202, {"X-Plain": "yes"})


@more.post("/doors/{door}/asked")
async def asked(door: Door, gate: Visitor, why: Annotated[str, Query()]) -> Accepted:
    return await gate.execute(bells.Label(door=door, label=why))


@more.post("/doors/{door}/broken")
async def broken(door: Door, gate: Visitor) -> Accepted:
    raise RuntimeError(f"{door} {gate.key}")


service = dataclasses.replace(http_room.service, routers=[*http_room.service.routers, more])
_JSON = {"Content-Type": "application/json"}
_PLATE = b'{"label": "x"}'

REQUESTS = {
    "by path": ("POST", "/v1/doors/{door}/label", _JSON, _PLATE),
    "again": ("POST", "/v1/doors/{door}/label", _JSON, _PLATE),
    "with a charset": ("POST", "/v1/doors/{door}/label", {"Content-Type": "Application/JSON; charset=utf-8"}, _PLATE),
    "another JSON type": ("POST", "/v1/doors/{door}/label", {"Content-Type": "application/vnd.x+json"}, _PLATE),
    "another type": ("POST", "/v1/doors/{door}/label", {"Content-Type": "text/plain"}, _PLATE),
    "no type": ("POST", "/v1/doors/{door}/label", {}, _PLATE),
    "a literal path before a parameter": ("POST", "/v1/doors/front/label", _JSON, _PLATE),
    "no body": ("POST", "/v1/doors/{door}/label", _JSON, b""),
    "null": ("POST", "/v1/doors/{door}/label", _JSON, b"null"),
    "malformed": ("POST", "/v1/doors/{door}/label", _JSON, b'{"label": '),
    "not UTF-8": ("POST", "/v1/doors/{door}/label", _JSON, b'{"label": "\xff"}'),
    "half a surrogate pair": ("POST", "/v1/doors/{door}/label", _JSON, rb'{"label": "\ud800"}'),
    "a NUL": ("POST", "/v1/doors/{door}/label", _JSON, rb'{"label": "a\u0000b"}'),
    "a number for a text": ("POST", "/v1/doors/{door}/label", _JSON, b'{"label": 5}'),
    "a huge number": ("POST", "/v1/doors/{door}/label", _JSON, b'{"label": "x", "fee": 1000000000000000000000000000000}'),
    "a whole float": ("POST", "/v1/doors/{door}/label", _JSON, b'{"label": "x", "fee": 3.0}'),
    "not a number": ("POST", "/v1/doors/{door}/label", _JSON, b'{"label": "x", "fee": NaN}'),
    "a text for a number": ("POST", "/v1/doors/{door}/label", _JSON, b'{"label": "x", "fee": "7"}'),
    "the same field twice": ("POST", "/v1/doors/{door}/label", _JSON, b'{"label": "x", "label": "y"}'),
    "twice behind a text": ("POST", "/v1/doors/{door}/label", _JSON, rb'{"la\u0062el": "x: y", "label": "z"}'),
    "a path that does not fit": ("POST", "/v1/doors/A%20B/label", _JSON, _PLATE),
    "an empty segment": ("POST", "/v1/doors//label", _JSON, _PLATE),
    "a slash at the end": ("POST", "/v1/doors/{door}/label/", _JSON, _PLATE),
    "an encoded slash": ("POST", "/v1/doors/a%2Fb/label", _JSON, _PLATE),
    "another method": ("PATCH", "/v1/doors/{door}/label", _JSON, _PLATE),
    "a query nobody knows": ("POST", "/v1/doors/{door}/label?x=1", _JSON, _PLATE),
    "a query with a default": ("POST", "/v1/doors/{door}/teapot", {}, b""),
    "the query given": ("POST", "/v1/doors/{door}/teapot?limit=7", {}, b""),
    "a query that does not fit": ("POST", "/v1/doors/{door}/teapot?limit=x", {}, b""),
    "a query that is wanted": ("POST", "/v1/doors/{door}/asked", {}, b""),
    "an optional body left out": ("POST", "/v1/doors/{door}/bell", {}, b""),
    "refused by the rule": ("POST", "/v1/doors/{door}/bell", {}, b""),
    "more than the route says": ("DELETE", "/v1/doors/{door}/label", {}, b""),
    "an answer of its own": ("PUT", "/v1/doors/{door}/plain", {}, b""),
    "an unforeseen error": ("POST", "/v1/doors/{door}/broken", {}, b""),
    "a key": ("POST", "/v1/doors/{door}/label", {**_JSON, "Idempotency-Key": "k-1"}, b'{"label": "with a key"}'),
    "the key again": ("POST", "/v1/doors/{door}/label", {**_JSON, "Idempotency-Key": "k-1"}, b'{"label": "with a key"}'),
    "the key for another": ("POST", "/v1/doors/{door}/label", {**_JSON, "Idempotency-Key": "k-1"}, b'{"label": "other"}'),
    "a key that is too long": ("POST", "/v1/doors/{door}/label", {**_JSON, "Idempotency-Key": "k" * 201}, _PLATE),
    "a stale version": ("POST", "/v1/doors/{door}/label", {**_JSON, "If-Match": '"99"'}, _PLATE),
    "no version": ("POST", "/v1/doors/{door}/label", {**_JSON, "If-Match": "seven"}, _PLATE),
    "no token": ("POST", "/v1/doors/{door}/label", {**_JSON, "Authorization": ""}, _PLATE),
    "no token and no body": ("POST", "/v1/doors/{door}/label", {**_JSON, "Authorization": ""}, b"{"),
    "a forged token": ("POST", "/v1/doors/{door}/label", {**_JSON, "Authorization": "Bearer a.b.c"}, _PLATE),
    "another role": ("POST", "/v1/doors/{door}/label", {**_JSON, "Authorization": "other"}, _PLATE),
}  # fmt: skip


@pytest.fixture
async def bell(database, issuer):
    async with service_under_test(service, database, issuer) as running:
        yield running


def client(app):
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://service")


def shown(response, side):
    """The answer without what no two requests have in common."""
    own = {"traceparent", "content-length"}
    headers = {name: value.replace(side, "SIDE") for name, value in response.headers.items() if name not in own}
    text = re.sub(r'"position":\s*\d+', '"position":0', response.text.replace(side, "SIDE"))
    return response.status_code, headers, re.sub(r"\b[0-9a-f]{32}\b", "TRACE", text)


async def test_whatever_is_asked_the_answer_is_fastapis(bell):
    fast, stock = service.api(bell.running), service.api(bell.running)
    stock.router.middleware_stack.inner = stock.router.app
    said = {}
    for side, app in (("quick", fast), ("stock", stock)):
        async with client(app) as asking:
            own = bell.bearer(side, roles=["visitor"])
            for name, (method, path, headers, content) in REQUESTS.items():
                sent = {**own, **headers}
                if sent["Authorization"] == "other":
                    sent |= bell.bearer(side, roles=["stranger"])
                sent = {key: value for key, value in sent.items() if value}
                response = await asking.request(method, path.replace("{door}", f"{side}-door"), content=content, headers=sent)
                said[side, name] = shown(response, side)
                assert response.headers["traceparent"]
    for name in REQUESTS:
        assert said["quick", name] == said["stock", name], name
    assert said["quick", "by path"][0] == 201
    assert said["quick", "the key again"][1]["idempotency-replayed"] == "true"
    assert said["quick", "a query with a default"][0] == 418


async def test_the_ordinary_is_not_handed_to_fastapi(bell):
    app = service.api(bell.running)
    handed = []

    async def router(scope, _, __):
        handed.append(f"{scope['method']} {scope['path']}")
        raise LookupError("FastAPI's turn")

    app.router.middleware_stack.inner._router = router
    own = bell.bearer("v", roles=["visitor"])
    async with client(app) as asking:
        for method, path, body in (
            ("POST", "/v1/rings", {"door": "a"}),
            ("POST", "/v1/doors/b/label", {"label": "x"}),
            ("POST", "/v1/doors/front/label", {"label": "x"}),
            ("POST", "/v1/doors/c/bell", None),
            ("DELETE", "/v1/doors/c/label", None),
        ):
            response = await asking.request(method, path, json=body, headers=own)
            assert response.is_success, (path, response.text)
        assert handed == []
        for method, path in (
            ("GET", "/v1/doors"),
            ("POST", "/v1/doors/b/asked"),
            ("POST", "/v1/imports/rings"),
            ("GET", "/openapi.json"),
        ):
            await asking.request(method, path, json={"label": "x"}, headers=own)
        assert handed == ["GET /v1/doors", "POST /v1/doors/b/asked", "POST /v1/imports/rings", "GET /openapi.json"]


async def test_a_body_that_comes_in_pieces_is_read_whole_and_whoever_leaves_meanwhile_is_let_go(bell):
    app = service.api(bell.running)
    own = {key.lower().encode(): value.encode() for key, value in {**bell.bearer("v", roles=["visitor"]), **_JSON}.items()}
    scope = {
        "type": "http", "method": "POST", "path": "/v1/doors/d/label", "query_string": b"", "headers": list(own.items()),
        "http_version": "1.1", "scheme": "http", "server": ("service", 80), "client": ("c", 1), "asgi": {"version": "3.0"},
    }  # fmt: skip
    for pieces, status in (([b'{"lab', b'el": "x', b'"}'], 201), ([b'{"label"'], 400)):
        messages = [{"type": "http.request", "body": piece, "more_body": True} for piece in pieces]
        end = {"type": "http.request", "body": b"", "more_body": False} if status == 201 else {"type": "http.disconnect"}
        left, sent = iter([*messages, end, {"type": "http.disconnect"}]), []

        async def receive(left=left):
            return next(left)

        async def send(message, sent=sent):
            sent.append(message)

        await app(dict(scope), receive, send)
        assert sent[0]["status"] == status
    assert len(await bell.facts("bell.labelled")) == 1


async def test_what_is_documented_is_what_fastapi_documents(bell):
    fast, stock = service.api(bell.running), service.api(bell.running)
    stock.router.middleware_stack.inner = stock.router.app
    assert fast.openapi() == stock.openapi()
