"""What the portal decides by itself: filters in the address, codes as words, times and numbers, and an API that is away."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, FileSystemLoader
from pydantic import ValidationError
from starlette.datastructures import QueryParams

from apps.portal.app import HEADERS
from apps.portal.pages.publications import Filters
from apps.portal.rendering import address, day, moment, number, share
from apps.portal.settings import PortalSettings
from apps.portal.testing.browser import NOBODY, PORTAL, browser
from libs.clients.base import segment
from libs.domain.office.words import word
from libs.events.resending import httpx

TICKET = {"period": "2026-Q1", "department": "421088-market", "ticket": "a" * 64, "signature": "b" * 512}


def test_filters_come_from_the_address_and_go_back_into_it():
    filters = Filters.of(QueryParams("subject=result&department=421088-market&late=true&q=饭店&cursor=abc&other=1"))
    assert filters.errors == {}
    assert filters.address(cursor="") == "/publications?subject=result&department=421088-market&late=true&q=%E9%A5%AD%E5%BA%97"
    assert Filters.of(QueryParams(filters.address().partition("?")[2])) == filters
    assert not Filters.of(QueryParams("cursor=abc")).any


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("subject=other", "subject"),
        ("department=<script>", "department"),
        ("entity=nothing", "entity"),
        ("late=maybe", "late"),
        ("q=" + "x" * 101, "q"),
        ("cursor=../..", "cursor"),
    ],
)
def test_a_filter_that_cannot_be_used_is_named_with_its_rule(query, name):
    errors = Filters.of(QueryParams(query)).errors
    assert list(errors) == [name]
    assert errors[name].zh
    assert errors[name].en


@given(st.text(min_size=1))
def test_an_identifier_stays_one_segment_of_a_path_whatever_it_holds(text):
    quoted = segment(text.encode("utf-8", "ignore").decode())
    assert not set(quoted) & set("/?#<>\"' ")


def test_times_are_local_and_numbers_are_grouped():
    assert moment("2026-03-01T18:30:00Z") == "2026-03-02 02:30"
    assert day("2026-03-01T18:30:00+00:00") == "2026-03-02"
    assert day("2026-03-01") == "2026-03-01"
    assert (number(408000), share(79.84), share(30.0)) == ("408,000", "79.84%", "30%")
    assert (number(None), share(None), moment(None), day(None)) == ("—",) * 4


def test_an_unknown_code_speaks_for_itself_and_empty_parameters_are_left_out():
    assert word("subject", "result").zh == "检查结果"
    assert word("subject", "new-kind") == ("new-kind", "")
    assert address("/x", {"a": "", "b": None, "c": 0}) == "/x?c=0"


def test_settings_are_refused_without_a_place_and_with_an_address_that_is_none():
    with pytest.raises(ValidationError):
        PortalSettings(place="42108", title="监利市", **NOBODY)
    with pytest.raises(ValidationError):
        PortalSettings(place="421088", title="监利市", **{**NOBODY, "planning_url": "planning:8080"})


@pytest.mark.parametrize(
    ("path", "service"),
    [
        ("/", "disclosure"),
        ("/publications", "disclosure"),
        ("/publications/export.csv", "disclosure"),
        ("/publications/result-R-1", "disclosure"),
        ("/entities/uscc:91421088EX5068145X", "disclosure"),
        ("/draws", "planning"),
        ("/draws/D-1", "planning"),
        ("/draws/D-1/certificate", "planning"),
        ("/draws/D-1/verify", "planning"),
    ],
)
async def test_an_api_that_is_away_is_a_friendly_page(path, service):
    async with browser() as client:
        answer = await client.get(path)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")
    assert f'<span lang="en">{service}</span>' in answer.text
    assert "Traceback" not in answer.text
    assert f'href="{path}"' in answer.text


async def test_a_rating_sent_while_the_api_is_away_is_not_lost_silently():
    async with browser() as client:
        answer = await client.post("/rate", data={**TICKET, "stars": "5"})
    assert answer.status_code == 503


async def test_what_needs_no_api_is_there_without_any():
    async with browser() as client:
        for path in ("/about", "/entities", "/health/live", "/health/ready", "/static/portal.css", "/static/icon.svg"):
            assert (await client.get(path)).status_code == 200, path


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/about",
        "/nowhere",
        "/draws/%3Cscript%3E",
        "/static/portal.css",
        "/draws/D-1",
        "/publications?late=x",
    ],
)
async def test_every_answer_forbids_scripts_frames_and_foreign_resources(path):
    async with browser() as client:
        answer = await client.get(path)
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    policy = dict(part.strip().partition(" ")[::2] for part in answer.headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert "script-src" not in policy
    assert "unsafe-inline" not in answer.headers["content-security-policy"]


async def test_pages_hold_no_script_no_inline_style_and_no_foreign_address():
    for template in (PORTAL / "templates").glob("*.html"):
        text = template.read_text(encoding="utf-8")
        for page in ("verify", "rate"):
            if template.name == f"{page}.html":
                text = text.replace(f'<script type="module" src="/static/{page}/page.js"></script>', "", 1)
        assert not re.search(r"<script|\sstyle=|\son\w+=|https?://|javascript:|\|\s*safe\b|autoescape false", text), (
            template.name
        )


async def test_the_page_says_its_language_and_where_you_are():
    async with browser() as client:
        text = (await client.get("/about")).text
    assert '<html lang="zh-CN">' in text
    assert '<a href="/about" aria-current="page">' in text
    assert "Skip to content" in text


@pytest.mark.parametrize("path", ["/nowhere", "/static/nothing.css", "/publications/a/b"])
async def test_an_unknown_page_is_a_page_that_leads_on(path):
    async with browser() as client:
        answer = await client.get(path)
    assert answer.status_code == 404
    assert 'href="/publications"' in answer.text


@pytest.mark.parametrize(
    "path", ["/draws/%3Cscript%3E", "/entities/none", "/draws?cursor=%22%3E", f"/publications/{'x' * 101}"]
)
async def test_an_identifier_that_cannot_be_one_is_refused_without_being_repeated(path):
    async with browser() as client:
        answer = await client.get(path)
    assert answer.status_code == 400
    assert "<script>" not in answer.text


async def test_a_wrong_filter_is_marked_at_its_field_and_shown_escaped():
    async with browser() as client:
        answer = await client.get("/publications", params={"department": "<script>alert(1)</script>", "late": "maybe"})
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert 'href="#department"' in answer.text
    assert 'aria-describedby="department-fault"' in answer.text
    assert 'value="&lt;script&gt;alert(1)&lt;/script&gt;"' in answer.text
    assert "<script>" not in answer.text


@pytest.mark.parametrize(
    ("typed", "leads_to"),
    [
        ("91421088EX5068145X", "/entities/uscc:91421088EX5068145X"),
        (" 91421088ex5068145x ", "/entities/uscc:91421088EX5068145X"),
        ("".join(chr(ord(c) + 0xFEE0) for c in "91421088EX5068145X"), "/entities/uscc:91421088EX5068145X"),
        ("uscc:91421088ex5068145x", "/entities/uscc:91421088EX5068145X"),
        ("USCC：91421088-EX5068145-X", "/entities/uscc:91421088EX5068145X"),
        ("Stall:421088100-0001", "/entities/stall:421088100-0001"),
        ("stall:421088100-0001", "/entities/stall:421088100-0001"),
        ("stall:a/b?c", "/entities/stall:a%2Fb%3Fc"),
    ],
)
async def test_what_people_type_leads_to_the_file(typed, leads_to):
    async with browser() as client:
        answer = await client.get("/entities", params={"code": typed})
    assert (answer.status_code, answer.headers["location"]) == (303, leads_to)


async def test_what_is_no_code_is_said_to_be_none():
    async with browser() as client:
        answer = await client.get("/entities", params={"code": "<b>饭店</b>"})
    assert answer.status_code == 400
    assert "“&lt;b&gt;饭店&lt;/b&gt;”" in answer.text


async def test_a_search_that_the_register_refuses_is_not_said_to_find_nobody():
    async def registry(_):
        said = {"title": "查询内容过短", "title_en": "Too little", "do": "请输入两个字", "do_en": "Type <two>"}
        return httpx.Response(422, json=said, headers={"Content-Type": "application/problem+json"})

    async with browser({"registry": httpx.MockTransport(registry)}) as client:
        answer = await client.get("/entities", params={"code": "店"})
    assert (answer.status_code, "没有找到" in answer.text) == (400, False)
    for said in ("查询内容过短", "Too little", "请输入两个字", "Type &lt;two&gt;"):
        assert said in answer.text


@pytest.mark.parametrize(
    ("came", "goes_on"),
    [({}, "127.0.0.1"), ({"X-Forwarded-For": "203.0.113.7, 10.42.0.9"}, "203.0.113.7, 10.42.0.9, 127.0.0.1")],
)
async def test_an_api_is_told_for_whom_a_page_is_made(came, goes_on):
    asked = []

    async def disclosure(request):
        asked.append(request.headers.get("x-forwarded-for"))
        return httpx.Response(503)

    async with browser({"disclosure": httpx.MockTransport(disclosure)}) as client:
        await client.get("/publications", headers=came)
    assert asked
    assert set(asked) == {goes_on}


async def test_a_list_of_addresses_that_was_made_long_is_cut_from_its_beginning():
    asked = []

    async def disclosure(request):
        asked.append(request.headers["x-forwarded-for"])
        return httpx.Response(503)

    async with browser({"disclosure": httpx.MockTransport(disclosure)}) as client:
        await client.get("/publications", headers={"X-Forwarded-For": "203.0.113.7, " * 500 + "10.42.0.9"})
    assert max(map(len, asked)) <= 500
    assert asked[0].endswith(", 10.42.0.9, 127.0.0.1")


async def test_a_form_that_is_larger_than_any_of_ours_is_a_page_that_refuses_it():
    async with browser() as client:
        answer = await client.post("/rate", data={**TICKET, "department": "421088-" + "a" * 90_000, "stars": "5"})
    assert answer.status_code == 413
    assert "<h1" in answer.text
    assert answer.headers["content-security-policy"].startswith(HEADERS["Content-Security-Policy"])


async def test_a_rating_needs_a_ticket_and_stars():
    async with browser() as client:
        blank = await client.get("/rate")
        shown = await client.post("/rate", data=TICKET)
        none = await client.post("/rate", data=TICKET)
        six = await client.post("/rate", data={**TICKET, "stars": "6"})
        forged = await client.post("/rate", data={**TICKET, "ticket": "'><script>", "stars": "5"})
    assert (blank.status_code, shown.status_code) == (200, 400)
    assert shown.text.count('type="radio"') == 5
    assert shown.headers["cache-control"] == "no-store"
    assert [answer.status_code for answer in (none, six, forged)] == [400, 400, 400]
    assert 'href="#stars-5"' in none.text
    assert "<form" not in forged.text
    assert "<script>" not in forged.text


def test_every_template_compiles():
    environment = Environment(loader=FileSystemLoader(PORTAL / "templates"), autoescape=True)
    environment.filters |= dict.fromkeys(("number", "share", "moment", "day", "segment"), str)
    for name in environment.list_templates(extensions=["html"]):
        environment.get_template(name)
