"""Of a file no more is applied than was approved, each file by itself, and none is kept that nobody waits for."""

import base64
import hashlib
import json
from datetime import timedelta

import pytest

from libs.events.imports import import_run
from libs.events.imports.held import pieces
from libs.events.imports.held.pieces import HeldFile
from libs.events.imports.import_locks import WorkLocks
from libs.events.testing.countersigned import town as gates
from libs.events.testing.countersigned.town import adopt, ask, person, problem, send, settle, waiting, warden

FILE = b"gate\ng1\nh1\ng2\n"


async def opened(town):
    return sorted(fact.gate for fact in await town.facts("gate.opened"))


async def refused(town, sent):
    answer = await town.client.get(f"/v1/import-reports/{sent.json()['import_id']}", headers=warden(town))
    return [(row["line"], row["field"], row["value"], row["rule"]) for row in answer.json()["refusals"]]


async def begun(town):
    pool = town.running.pool
    await pool.execute("insert into imports (import_id, kind, caller, state) values ('I-1', 'openings', 'ann', 'running')")
    await pool.execute("insert into import_files (import_id, content_type, sheets, titles) values ('I-1', '', '{}', '{}')")


@pytest.mark.parametrize("at_once", [1, 1000])
async def test_a_row_that_was_refused_when_it_was_previewed_is_not_taken(town, monkeypatch, at_once):
    monkeypatch.setattr(import_run, "_CHUNK", at_once)
    sent = await send(town, FILE)
    assert (await settle(town, sent)).status_code == 200
    monkeypatch.setattr(gates, "LISTED", {"g", "h"})
    await town.take_files()
    assert await opened(town) == ["g1", "g2"]
    rule = "the row would lead to gate.opened by now; what was approved leads to none"
    assert await refused(town, sent) == [(3, "row", "gate.opened", rule)]


async def test_a_row_that_leads_to_something_else_by_now_is_not_taken(town):
    sent = await send(town, FILE)
    await settle(town, sent)
    await town.running.pool.execute("update import_files set leads = '{gate.built}'")
    await town.take_files()
    assert await opened(town) == []
    assert [line for line, *_ in await refused(town, sent)] == [2, 3, 4]


@pytest.mark.parametrize("at_once", [1, 1000])
async def test_a_row_whose_facts_say_something_else_by_now_is_not_taken(town, monkeypatch, at_once):
    monkeypatch.setattr(import_run, "_CHUNK", at_once)
    sent = await send(town, FILE)
    await settle(town, sent)
    monkeypatch.setitem(gates.TOLLS, "g2", 5)
    await town.take_files()
    assert await opened(town) == ["g1"]
    (_, differs) = await refused(town, sent)
    said = 'with other content than what was approved: [{"gate":"g2","toll":5}]'
    assert differs == (4, "row", "gate.opened", f"the row would lead to gate.opened by now, {said}")


async def test_a_file_that_was_kept_before_its_contents_were_noted_is_taken_in_no_row(town):
    sent = await send(town, FILE)
    await settle(town, sent)
    await town.running.pool.execute("update import_files set digests = ''")
    await town.take_files()
    assert await opened(town) == []


async def test_the_preview_counts_as_the_import_does_however_few_rows_are_taken_at_once(town, monkeypatch):
    monkeypatch.setattr(import_run, "_CHUNK", 1)
    sent = await send(town, b"gate\ng1\ng1\ng2\n")
    counts = ("rows", "accepted", "unchanged", "refused")
    previewed = [sent.json()[name] for name in counts]
    await settle(town, sent)
    await town.take_files()
    report = (await town.client.get(f"/v1/import-reports/{sent.json()['import_id']}", headers=warden(town))).json()
    assert [report[name] for name in counts] == previewed == [3, 2, 0, 1]


async def test_whoever_approves_reads_the_file_as_it_was_sent_and_all_its_changes(town, monkeypatch):
    monkeypatch.setattr(import_run, "_CHUNK", 40)
    monkeypatch.setattr(pieces, "_PIECE", 100)
    content = b"gate\r\n" + b"".join(b"g%d\r\n" % number for number in range(90))
    there = (await send(town, content)).headers["location"]
    assert len(await town.rows("select 1 from import_changes")) == 3
    read = await town.client.get(f"{there}/file", headers=warden(town))
    assert (read.status_code, read.content) == (200, content)
    assert read.headers["repr-digest"] == f"sha-256=:{base64.b64encode(hashlib.sha256(content).digest()).decode()}:"
    assert read.headers["content-type"] == "application/octet-stream"
    changes = await town.client.get(f"{there}/changes.ndjson", headers=warden(town))
    lines = [json.loads(line) for line in changes.text.splitlines()]
    assert [line["facts"][0]["data"]["gate"] for line in lines] == [f"g{number}" for number in range(90)]


async def test_a_file_is_read_by_its_asker_and_by_whoever_may_approve_it_on_record_while_it_is_kept(town):
    sent, other = await send(town, FILE), await ask(town, "g9")
    askers = {"bob": "warden", "ann": "porter", "dan": "porter", "aud": "auditor"}
    for what in ("file", "changes.ndjson"):
        found = {}
        for name, role in askers.items():
            answer = await town.client.get(f"{sent.headers['location']}/{what}", headers=person(town, name, role))
            found[name] = answer.status_code
        assert found == {"bob": 200, "ann": 200, "dan": 404, "aud": 403}
        none = await town.client.get(f"{other.headers['location']}/{what}", headers=warden(town))
        assert problem(none) == (409, "file-gone")
    rows = await town.rows("select subject from readings where route like '%/file' order by id")
    assert [row["subject"] for row in rows] == ["bob", "ann"]
    assert (await settle(town, sent, "refusal", body={"reason": "fog"})).status_code == 200
    await town.take_files()
    gone = await town.client.get(f"{sent.headers['location']}/file", headers=warden(town))
    assert problem(gone) == (409, "file-gone")
    assert await town.rows("select 1 from import_changes") == []


async def test_a_file_that_needs_nobody_by_now_is_read_and_approved_by_the_roles_that_sent_it(town):
    sent = await send(town, FILE)
    freed = await adopt(town, {"seconds": {"policy": {"roles": ["warden"]}}})
    assert (await settle(town, freed, who=person(town, "cyd", "warden"))).status_code == 200
    there, everybody = sent.headers["location"], {"bob": "warden", "mia": "mayor", "ann": "porter", "dan": "porter"}
    for what in ("/file", "/changes.ndjson", ""):
        found = {}
        for name, role in everybody.items():
            answer = await town.client.get(f"{there}{what}", headers=person(town, name, role))
            found[name] = answer.status_code
        assert found == {"bob": 404, "mia": 404, "ann": 200, "dan": 200}
    assert [row["duty"] for row in await waiting(town)] == []
    assert problem(await settle(town, sent)) == (403, "not-the-second"), "nobody approves what is not shown"
    assert (await settle(town, sent, who=person(town, "dan", "porter"))).status_code == 200
    await town.take_files()
    assert await opened(town) == ["g1", "g2"]


async def test_a_file_whose_process_died_before_anybody_was_asked_is_dropped(town):
    await begun(town)
    async with WorkLocks(town.running.pool).kept("I-1"):
        await town.take_files()
        assert len(await town.rows("select 1 from import_files")) == 1, "its sender is still sending"
    await town.take_files()
    assert await town.rows("select 1 from import_files") == []
    assert [row["state"] for row in await town.rows("select state from imports")] == ["interrupted"]


async def test_a_file_that_cannot_be_applied_keeps_no_other_waiting(town, monkeypatch):
    first, second = await send(town, b"gate\ng1\n"), await send(town, b"gate\ng2\n")
    for sent in (first, second):
        assert (await settle(town, sent)).status_code == 200
        # It comes first.
        town.clock.now += timedelta(seconds=1)
    kept = HeldFile.sha256

    async def breaks(self, pool):
        if self.identity == first.json()["import_id"]:
            raise OSError("a page cannot be read")
        return await kept(self, pool)

    with monkeypatch.context() as broken:
        broken.setattr(HeldFile, "sha256", breaks)
        await town.take_files()
    assert await opened(town) == ["g2"]
    await town.running.pool.execute("update imports set again_at = clock_timestamp()")
    await town.take_files()
    assert await opened(town) == ["g1", "g2"]
