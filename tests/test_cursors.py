"""A cursor that is none of the list's is refused the same way on every list of every service, whatever the list holds."""

import importlib
import re

import pytest

from apps.checkonce.names import SERVICES
from libs.events.http.paging import cursor_of
from libs.events.testing.services import service_under_test

ROLES = [
    "auditor", "commander", "conference-member", "credit-officer", "department-officer", "enterprise", "inspector",
    "integrator", "operator", "planner", "registrar", "township-officer",
]  # fmt: skip
GARBAGE = ["x", "!!", "%FF", "e30", "bnVsbA", "WzEs"]
ANOTHERS = [cursor_of([]), cursor_of([{}]), cursor_of([1, 2, 3, 4, 5]), cursor_of([None])]
"""Well made, and of no list that there is."""


@pytest.fixture(params=SERVICES)
async def sut(request, database, issuer):
    service = importlib.import_module(f"services.{request.param}.app").service
    async with service_under_test(service, database, issuer) as running:
        yield running


async def test_a_cursor_that_is_none_is_refused_alike_on_every_list(sut):
    bearer = sut.bearer("reader-1", roles=ROLES, departments=["421088-market"], divisions=["421088"])
    document = (await sut.client.get("/openapi.json")).json()
    lists = [
        (method, path)
        for path, methods in document["paths"].items()
        for method, said in methods.items()
        if any(parameter["name"] == "cursor" for parameter in said.get("parameters", ()))
    ]
    assert len(lists) > 1
    for method, path in lists:
        for cursor in GARBAGE + ANOTHERS:
            answer = await sut.client.request(method, f"{re.sub('{.*?}', 'stall:1', path)}?cursor={cursor}", headers=bearer)
            if cursor in ANOTHERS and "{" in path and answer.status_code == 404:
                # There is no such thing whose list it could be.
                continue
            said = answer.json()
            assert (answer.status_code, said["type"], said["field"]) == (422, "urn:checkonce:problem:invalid", "cursor"), (
                method, path, cursor, said,
            )  # fmt: skip
            assert said["do"]
            assert said["do_en"]
