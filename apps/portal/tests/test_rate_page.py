"""The page that takes a ticket: no server and no proxy finds one in an address."""

import json
import re
import subprocess
from urllib.parse import urlencode

from apps.portal.testing.browser import PORTAL, browser
from apps.portal.testing.verifier import NODE

SCRIPTS = PORTAL / "static" / "rate"
TICKET = {"period": "2026-Q1", "department": "421088-fire", "ticket": "a" * 64, "signature": "b" * 512}
PROGRAM = """
const fields = {}, calls = [];
globalThis.document = { getElementById: (id) => (fields[id] ??= {}) };
globalThis.location = { hash: process.argv[2], pathname: "/rate" };
globalThis.history = { replaceState: (...given) => calls.push(given) };
await import(process.argv[1]);
console.log(JSON.stringify({ fields, calls }));
"""


def opened(link):
    """What the page's script does to the form and to the address when the link is opened."""
    given = [NODE, "--input-type=module", "-e", PROGRAM, (SCRIPTS / "page.js").as_uri(), link]
    return json.loads(subprocess.run(given, check=True, capture_output=True, timeout=60).stdout)


async def test_no_address_of_the_portal_holds_a_ticket():
    async with browser() as client:
        page = await client.get("/rate", params=TICKET)
        again = await client.post("/rate", data=TICKET)
    assert page.status_code == 200
    assert not any(value in page.text for value in TICKET.values()), "an address with a ticket in it is of no use"
    assert again.text.count(TICKET["ticket"]) == 1
    for text in (page.text, again.text):
        assert re.findall(r"<form[^>]*>", text) == ['<form action="/rate" method="post">']


def test_the_script_takes_the_ticket_out_of_the_link():
    done = opened("#" + urlencode(TICKET))
    assert {name: done["fields"][f"rate-{name}"]["value"] for name in TICKET} == TICKET
    assert done["fields"]["rate-pasted"]["hidden"] is True
    assert done["calls"] == [[None, "", "/rate"]]


def test_what_is_no_whole_ticket_is_left_alone():
    for link in ("", "#main", "#" + urlencode({**TICKET, "ticket": "<b>"})):
        assert opened(link) == {"fields": {}, "calls": []}


async def test_the_page_has_every_element_that_its_script_asks_for():
    async with browser() as client:
        text = (await client.get("/rate")).text
        script = await client.get("/static/rate/page.js")
    asked = opened("#" + urlencode(TICKET))["fields"]
    assert all(f'id="{name}"' in text for name in asked)
    assert script.status_code == 200
    assert "script-src 'self'" in script.headers["content-security-policy"]
