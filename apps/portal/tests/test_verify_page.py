"""The page that verifies a draw: what it needs, what it says without scripts, and what the browser may do on it."""

import re
from html.parser import HTMLParser

import pytest

from apps.portal.testing.browser import PORTAL, browser
from apps.portal.testing.verifier import Verifier
from libs.events.resending import httpx

SCRIPTS = sorted((PORTAL / "static" / "verify").glob("*.js"))
DRAW = {
    "draw": "D-1",
    "plan": "P-2026",
    "edition": 1,
    "year": 2026,
    "lead": "421088-market",
    "members": ["421088-market"],
    "demands": ["DM-1"],
    "state": "completed",
    "beacon": "none",
    "chain": None,
    "code_head": "cd" * 32,
    "commit_until": "2026-01-12T01:30:00Z",
    "reveal_until": "2026-01-12T02:00:00Z",
    "opened_at": "2026-01-12T01:00:00Z",
    "manifest": None,
    "frame_root": None,
    "frame_count": None,
    "inspectors_root": None,
    "excluded": {},
    "certificate": "ab" * 32,
    "department_checks": None,
    "visits": None,
    "visits_if_separate": None,
    "lower_bound_milli": None,
    "shortfalls": None,
    "shortages": None,
    "completed_on": None,
    "version": 1,
}


def planning(**draw):
    """A planning API that knows one draw."""
    return {"planning": httpx.MockTransport(lambda _: httpx.Response(200, json={**DRAW, **draw}))}


async def page(**draw):
    async with browser(planning(**draw)) as client:
        return await client.get("/draws/D-1/verify")


class Elements(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def elements(text):
    parser = Elements()
    parser.feed(text)
    return parser.found


async def test_the_page_and_its_scripts_run_our_own_scripts_and_no_others():
    async with browser(planning()) as client:
        answers = [await client.get(path) for path in ("/draws/D-1/verify", *(f"/static/verify/{s.name}" for s in SCRIPTS))]
    for answer in answers:
        assert answer.status_code == 200
        (written,) = answer.headers.get_list("content-security-policy")
        policy = dict(part.strip().partition(" ")[::2] for part in written.split(";"))
        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == policy["worker-src"] == policy["connect-src"] == policy["form-action"] == "'self'"
        assert not re.search(r"unsafe|https?:|data:|\*", written)
    for answer in answers[1:]:
        # With nosniff no other type is run as a module.
        assert re.match(r"(text|application)/javascript", answer.headers["content-type"])
        assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/draws/D-1", "/draws/D-1/certificate", "/static/verify/none.css", "/draws/verify"])
async def test_no_other_page_runs_scripts(path):
    async with browser() as client:
        answer = await client.get(path)
    assert "script-src" not in answer.headers["content-security-policy"]


async def test_without_scripts_the_page_names_the_command_and_offers_no_dead_form():
    text = (await page()).text
    shown = {given.get("id"): given for _, given in elements(text)}
    assert "hidden" in shown["verify-form"]
    assert "hidden" in shown["verify-ask"]
    assert "hidden" not in shown["verify-plain"]
    assert "checkonce draw verify D-1.json" in text
    assert 'href="/draws/D-1/certificate" download' in text
    assert "浏览器没有运行脚本" in text
    assert "does not run them" in text


async def test_a_draw_without_a_published_file_says_so_and_still_takes_a_file():
    text = (await page(certificate=None)).text
    assert "这次抽取尚未完成或尚未公布文件" in text
    assert 'id="verify-file"' in text
    assert 'id="verify-published"' not in text
    assert '/certificate" download' not in text


async def test_progress_and_verdict_reach_people_who_do_not_see_them():
    found = {given.get("id"): given for _, given in elements((await page()).text)}
    assert found["verify-status"]["aria-live"] == found["verify-answer"]["aria-live"] == "polite"
    assert found["verify-verdict"]["tabindex"] == "-1"
    assert found["verify-count"]["aria-describedby"] == "verify-count-fault"
    labels = {given["for"] for tag, given in elements((await page()).text) if tag == "label"}
    assert labels == {"verify-file", "verify-count", "verify-entity"}


async def test_every_element_that_the_script_asks_for_is_on_the_page():
    ids = {given["id"] for _, given in elements((await page()).text) if "id" in given}
    script = (PORTAL / "static" / "verify" / "page.js").read_text(encoding="utf-8")
    asked = set(re.findall(r'"(verify(?:-[a-z]+)*)"', script))
    assert asked - ids == set()
    assert {f"reason-X{n}" for n in range(1, 9)} <= ids


async def test_a_draw_with_an_odd_name_stays_text():
    text = (await page(draw='"><script>alert(1)</script>')).text
    assert "<script>alert" not in text
    assert text.count("<script") == 1


def test_scripts_load_nothing_from_elsewhere_and_never_make_markup_of_text():
    for script in SCRIPTS:
        text = script.read_text(encoding="utf-8")
        imported = re.findall(r'(?:import|from|new URL\()\s*"([^"]+)"', text)
        assert all((script.parent / name).resolve() in SCRIPTS for name in imported), script.name
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b|new Function|https?://|import\(", text
        )
        assert len(text.splitlines()) < 300


def test_every_code_has_words_in_both_languages_and_says_what_to_do():
    with Verifier() as running:
        words = running.call("words")
    page = (PORTAL.parents[1] / "docs" / "draw.md").read_text(encoding="utf-8")
    table = page[page.index("## 8 ") : page.index("For one entity's proof")]
    codes = {code for line in table.splitlines() if line.startswith("|") for code in re.findall(r"`([a-z.-]+)`", line)}
    assert {code for code in words["codes"] if not code.startswith("browser.")} == codes
    for pair in [
        *words["steps"].values(),
        *words["notes"].values(),
        *(pair for both in words["codes"].values() for pair in both),
    ]:
        zh, en = pair
        assert re.search(r"[\u4e00-\u9fff]", zh)
        assert re.search(r"[a-z]", en)
