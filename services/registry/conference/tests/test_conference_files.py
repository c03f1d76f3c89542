"""Files of the conference: what is approved of them is what is applied, whatever has changed in between."""

import io
import json

import xlsxwriter

from libs.events.imports.receiving import XLSX
from services.registry.testing import FIRE, MARKET, TAX, post, registrar, second

HEAD = ["department", "lead", "effective_from"]


def book(*sheets):
    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(out)
    for rows in sheets:
        sheet = workbook.add_worksheet()
        for number, row in enumerate([HEAD, *rows]):
            sheet.write_row(number, 0, row)
    workbook.close()
    return out.getvalue()


async def send(sut, *sheets):
    headers = {**registrar(sut), "content-type": XLSX}
    return await sut.client.post("/v1/imports/conference", params={"sheet": "*"}, content=book(*sheets), headers=headers)


async def shown(sut, sent):
    """What whoever approves is shown: of each row who joins, and how."""
    answer = await sut.client.get(f"{sent.headers['location']}/changes.ndjson", headers=second(sut))
    rows = [json.loads(line)["facts"] for line in answer.text.splitlines()]
    return [(fact["data"]["department"], fact["data"]["lead"]) for facts in rows for fact in facts]


async def joined(sut):
    return [(fact.department, fact.lead) for fact in await sut.facts("registry.conference-joined")]


async def test_a_sheet_is_previewed_on_what_the_sheets_before_it_lead_to(registry):
    first = await registry.taken(await send(registry, [[FIRE, "yes", "2026-01-01"]]), second(registry))
    assert first["accepted"] == 1
    sent = await send(registry, [[MARKET, "yes", "2026-03-01"]], [[TAX, "yes", "2026-04-01"], [FIRE, "no", "2026-04-02"]])
    changes = await shown(registry, sent)
    report = await registry.taken(sent, second(registry))
    assert (report["accepted"], report["unchanged"], report["refusals"]) == (2, 1, [])
    assert changes == (await joined(registry))[1:]
    assert (FIRE, False) in changes
    assert (MARKET, False) in changes


async def test_a_row_that_says_something_else_by_now_is_not_taken_though_its_facts_are_of_the_same_types(registry):
    await registry.taken(await send(registry, [[FIRE, "yes", "2026-01-01"]]), second(registry))
    sent = await send(registry, [[TAX, "yes", "2026-06-01"]])
    assert await shown(registry, sent) == [(FIRE, False), (TAX, True)]
    await post(registry, "conference", {"department": MARKET, "lead": True, "effective_from": "2026-05-01"})
    before = await joined(registry)
    report = await registry.taken(sent, second(registry))
    (refused,) = report["refusals"]
    assert "with other content than what was approved" in refused["rule"]
    assert f'"department":"{MARKET}","lead":false' in refused["rule"]
    assert await joined(registry) == before
