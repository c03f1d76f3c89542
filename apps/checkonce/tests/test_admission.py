"""No path of any service leads round admission: what it has not found, no route answers."""

import importlib
from contextlib import suppress
from types import SimpleNamespace

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.exceptions import HTTPException as NotHere

from apps.checkonce.names import SERVICES
from libs.events.http.admission.admission import Admission
from libs.events.http.admission.passed import FOUND
from libs.events.refusal import Refusal

TAILS = ["", "\n", "\r", "\r\n", "\n\n", "\0", "\x85", "\u2028", " ", "/", "//", ";", "?", "#", "/.", "\t", "%0A"]
SETTINGS = SimpleNamespace(http_body_seconds=1.0, http_body_least_rate=1, proxies=(), rates={"anonymous": (10**9, 60)})


async def nothing():
    return {"type": "http.request", "body": b"", "more_body": False}


@pytest.mark.parametrize("name", SERVICES)
async def test_what_admission_has_not_found_reaches_no_route(name):
    app = FastAPI()
    app.router.routes.extend(importlib.import_module(f"services.{name}.app").service._routes)
    reached = []

    async def routes(scope, *_):
        reached.append(scope)

    admission, closed = Admission(app, routes, SETTINGS), 0
    for context in iter_route_contexts(app.routes):
        path = context.path_format.replace("{", "").replace("}", "")
        for asked in [path + tail for tail in TAILS]:
            for method in context.methods:
                scope = {"type": "http", "method": method, "path": asked, "query_string": b"", "headers": []}
                # A route that is found refuses by its own rules: nobody here has a token.
                with suppress(Refusal, NotHere):
                    await admission(scope, nothing, nothing)
                if FOUND not in scope:
                    assert scope not in reached, (method, asked)
                    closed += context.path_regex.match(asked) is not None
    assert reached
    assert closed, "FastAPI matches some of those paths, so that there is something to keep from it"
