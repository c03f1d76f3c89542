"""The page that describes the API works without a way out."""

import re

import pytest

from libs.events.http.openapi.page import ASSETS
from libs.events.testing.services import service_under_test

NAMED = re.compile(r"""(?:src|href)="([^"]*)\"""")


@pytest.fixture
async def bell(bell_service, database, issuer):
    async with service_under_test(bell_service, database, issuer) as started:
        yield started


async def test_every_byte_of_the_page_is_from_this_server(bell):
    page = await bell.client.get("/docs")
    assert page.status_code == 200
    named = [address for address in NAMED.findall(page.text) if not address.startswith("data:")]
    assert {f"docs/{name}" for name in ASSETS} | {"openapi.json"} == set(named)
    for address in named:
        answer = await bell.client.get(f"/{address}")
        assert answer.status_code == 200
        assert answer.headers["content-type"].split(";")[0] in {"text/javascript", "text/css", "application/json"}
    own = page.text + (await bell.client.get("/docs/start.js")).text
    assert not re.search(r"https?:|[\"'(]//", own)


async def test_its_policy_lets_nothing_in_from_elsewhere_and_no_script_that_stands_in_the_page(bell):
    for address in ("/docs", *(f"/docs/{name}" for name in ASSETS)):
        policy = (await bell.client.get(address)).headers["content-security-policy"]
        rules = {name: sources for name, *sources in (rule.split() for rule in policy.split(";"))}
        assert rules["default-src"] == ["'none'"]
        assert rules["script-src"] == ["'self'"]
        assert {source for sources in rules.values() for source in sources} <= {"'none'", "'self'", "'unsafe-inline'", "data:"}


async def test_it_serves_those_files_and_no_others(bell):
    for name in ("swagger-ui.js", "..%2fpage.py", "redoc.standalone.js"):
        assert (await bell.client.get(f"/docs/{name}")).status_code == 404


async def test_page_and_files_are_in_no_document(bell):
    document = (await bell.client.get("/openapi.json")).json()
    assert not [path for path in document["paths"] if path.startswith("/docs")]
