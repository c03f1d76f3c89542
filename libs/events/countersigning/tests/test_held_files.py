"""A file that needs a second person has no effect before it is approved, and is then applied to its end."""

import asyncio
import hashlib
import io
import json
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import pytest
import xlsxwriter
from asyncpg import InterfaceError

from libs.events.http.admission.rates import Rate
from libs.events.http.idempotency import Executor
from libs.events.imports import import_run
from libs.events.imports.held import applying, holding
from libs.events.imports.held.applying import held_files
from libs.events.patience import in_time
from libs.events.running.turns import Turns
from libs.events.testing.countersigned.town import (
    KINDS,
    adopt,
    ask,
    person,
    porter,
    problem,
    send,
    settle,
    waiting,
    warden,
)
from libs.events.testing.waiting import eventually

FILE = b"gate\ng1\ng2\nh1\n"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EMPTY = {"import_files": 0, "import_pieces": 0}


def workbook(sheet):
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    book.add_worksheet(sheet).write_column(0, 0, ["gate", "g2"])
    book.close()
    return out.getvalue()


async def gates(town):
    return [row["gate"] for row in await town.rows("select gate from gates order by 1")]


async def kept(town):
    return {table: (await town.rows(f"select count(*) as n from {table}"))[0]["n"] for table in EMPTY}


async def report_of(town, answer):
    return (await town.client.get(f"/v1/import-reports/{answer.json()['import_id']}", headers=warden(town))).json()


async def test_a_file_has_no_effect_until_somebody_else_approves_it(town):
    sent = await send(town, FILE)
    said = sent.json()
    assert (sent.status_code, said["state"]) == (202, "waiting")
    (shown,) = await waiting(town)
    told = {name: said["waits"][name] for name in ("countersignature", "due", "roles", "among")}
    assert told == {
        "countersignature": said["countersignature"], "due": shown["due"], "roles": ["warden"], "among": "anybody",
    }  # fmt: skip
    assert "warden" in said["waits"]["next"]
    assert (await report_of(town, sent))["waits"] is None, "whom it waits for is of the day it was asked"
    assert [said[name] for name in ("rows", "accepted", "unchanged", "refused", "facts")] == [3, 2, 0, 1, 0]
    assert [row["line"] for row in said["refusals"]] == [4], "the sender learns at once what would be refused"
    assert await town.take_files() == 0
    assert await town.facts("gate.opened") == []
    # The second person sees which file it is and what it would do.
    body, digest = shown["body"], hashlib.sha256(FILE).hexdigest()
    assert [shown[name] for name in ("request", "duty", "leads_to", "asked_by", "roles")] == [
        "/v1/imports/openings", "opening", ["gate.opened"], "ann", ["porter"],
    ]  # fmt: skip
    assert (body["sha256"], body["rows"], body["accepted"], body["refused"], body["facts"]) == (
        digest, 3, 2, 1, {"gate.opened": 2},
    )  # fmt: skip
    assert [change["facts"][0]["data"]["gate"] for change in body["changes"]] == ["g1", "g2"]
    assert problem(await settle(town, sent, who=porter(town))) == (403, "same-person")
    assert problem(await settle(town, sent, who=person(town, "cyd", "porter"))) == (403, "not-the-second")

    assert (await settle(town, sent)).status_code == 200
    assert await town.take_files() == 1
    assert await gates(town) == ["g1", "g2"]
    done = await report_of(town, sent)
    assert [done[name] for name in ("state", "rows", "accepted", "unchanged", "refused", "facts", "approved_by", "sha256")] == [
        "finished", 3, 2, 0, 1, 2, "bob", digest,
    ]  # fmt: skip
    refused = await town.client.get(f"/v1/import-reports/{said['import_id']}/refused.csv", headers=warden(town))
    lines = refused.text.splitlines()
    assert len(lines) == 2
    *_, given, first, second = (await town.running.store.read_all(0, 100)).events
    assert (given.fact.asked_by, given.fact.approved_by) == ("ann", "bob")
    for effect in (first, second):
        assert (effect.fact.asked_by, effect.fact.approved_by, effect.meta.actor) == ("ann", "bob", "ann")
        assert effect.meta.correlation == given.meta.correlation
    assert await kept(town) == EMPTY
    assert await town.take_files() == 0
    assert problem(await settle(town, sent)) == (409, "countersignature-settled")


@pytest.mark.parametrize("how", ["refusal", "withdrawal", "expiry"])
async def test_a_file_that_nobody_approves_leaves_nothing(town, how):
    sent = await send(town, FILE)
    assert await kept(town) == {"import_files": 1, "import_pieces": 1}
    if how == "expiry":
        assert await town.pass_time(town.clock.now + timedelta(days=10, seconds=1)) == 1
    else:
        who, body = (porter(town), None) if how == "withdrawal" else (warden(town), {"reason": "fog"})
        assert (await settle(town, sent, how, who, body)).status_code == 200
    assert await town.take_files() == 1
    assert await kept(town) == EMPTY
    assert (await report_of(town, sent))["state"] == {"refusal": "refused", "withdrawal": "withdrawn", "expiry": "expired"}[how]
    assert (await town.facts("gate.opened"), await gates(town)) == ([], [])


async def test_each_row_is_decided_anew_when_the_file_is_applied(town):
    sent = await send(town, FILE)
    assert (await settle(town, await ask(town, "g1"))).status_code == 200
    await settle(town, sent)
    await town.take_files()
    done = await report_of(town, sent)
    assert [done[name] for name in ("accepted", "refused")] == [1, 2]
    assert await gates(town) == ["g1", "g2"]


async def test_where_the_policy_asks_for_nobody_a_file_is_taken_at_once(town):
    freed = await adopt(town, {"seconds": {"policy": {"roles": ["warden"]}}})
    assert (await settle(town, freed, who=person(town, "cyd", "warden"))).status_code == 200
    sent = await send(town, FILE)
    assert (sent.status_code, sent.json()["state"], sent.json()["facts"]) == (200, "finished", 2)
    assert [fact.asked_by for fact in await town.facts("gate.opened")] == ["ann", "ann"]


async def test_a_file_that_changes_nothing_waits_for_nobody(town):
    sent = await send(town, b"gate\nh1\nh2\n")
    said = sent.json()
    assert (sent.status_code, said["state"], said["refused"], said["facts"]) == (200, "finished", 2, 0)
    assert len(said["refusals"]) == 2
    assert (await waiting(town), await town.facts(), await kept(town)) == ([], [], EMPTY)


async def test_a_file_that_would_change_something_by_now_is_not_taken_by_one_person(town, monkeypatch):
    blind = holding.PreviewRun.told
    monkeypatch.setattr(holding.PreviewRun, "told", lambda self, name: blind(self, name).model_copy(update={"accepted": 0}))
    assert problem(await send(town, FILE)) == (409, "changed-meanwhile")
    assert (await town.facts(), await gates(town), await kept(town)) == ([], [], EMPTY)


async def test_the_same_file_sent_twice_waits_once(town):
    first, again = await send(town, FILE), await send(town, FILE)
    assert first.headers["location"] == again.headers["location"]
    assert [again.json()[name] for name in ("import_id", "waits")] == [first.json()[name] for name in ("import_id", "waits")]
    assert await kept(town) == {"import_files": 1, "import_pieces": 1}
    assert len(await town.rows("select 1 from imports")) == 1
    # A day after a refusal it is the same, whatever it would lead to by now: whoever has refused it does not do so once more.
    assert (await settle(town, first, "refusal", body={"reason": "fog"})).status_code == 200
    assert (await settle(town, await ask(town, "g1"))).status_code == 200
    town.clock.now += timedelta(days=1)
    third = await send(town, FILE)
    assert problem(await settle(town, third, "refusal", body={"reason": "fog"})) == (403, "refused-before")


async def test_no_persons_number_is_kept_for_good_with_what_was_asked(town):
    number = "13812345678"
    for content, media in ((f"gate(如{number}),王五{number}\ng1,x\n".encode(), "text/csv"), (workbook(f"王五{number}"), XLSX)):
        headers = {**porter(town), "content-type": media}
        path, sheets = "/v1/imports/openings", {"sheet": f"王五{number}"}
        sent = await town.client.post(path, content=content, params=sheets, headers=headers)
        assert sent.status_code == 202
    asked = [(fact.body, json.loads(fact.body)) for fact in await town.facts("gate.countersignature-asked")]
    assert [[body[name] for name in ("columns", "columns_left", "sheets")] for _, body in asked] == [
        [[["第 1 列 column 1", "gate"]], ["第 2 列 column 2"], []],
        [[["gate", "gate"]], [], ["王五… (1)"]],
    ]
    assert [number in text for text, _ in asked] == [False, False]


async def test_a_file_that_cannot_be_read_waits_for_nobody(town):
    sent = await send(town, b"door\ng1\n")
    assert sent.status_code == 422
    assert (await waiting(town), await kept(town)) == ([], EMPTY)
    big = await send(town, b"gate\n" + b"g1\n" * 100, **{"content-length": str(2**40)})
    assert big.status_code == 413


async def test_what_is_applied_is_what_was_approved(town):
    sent = await send(town, FILE)
    await settle(town, sent)
    other = FILE.replace(b"g1", b"g7")
    await town.running.pool.execute("update import_pieces set content = $1", other)
    # Whoever writes in the tables does not change what was asked.
    await town.running.pool.execute("update imports set sha256 = $1", hashlib.sha256(other).hexdigest())
    await town.take_files()
    assert (await report_of(town, sent))["state"] == "broken-off"
    assert (await gates(town), await kept(town)) == ([], EMPTY)


async def test_a_file_whose_keeping_was_answered_with_an_error_waits_all_the_same(town, monkeypatch):
    execute = Executor.execute

    async def lost(self, what, *args):
        await execute(self, what, *args)
        raise OSError("the answer to the commit was lost")

    with monkeypatch.context() as broken:
        broken.setattr(Executor, "execute", lost)
        assert (await send(town, FILE)).status_code == 503
    assert await town.take_files() == 0
    again = await send(town, FILE)
    assert (again.status_code, again.json()["state"], await kept(town)) == (
        202,
        "waiting",
        {"import_files": 1, "import_pieces": 1},
    )
    assert (await settle(town, again)).status_code == 200
    await town.take_files()
    assert (await gates(town), await kept(town)) == (["g1", "g2"], EMPTY)


async def test_what_was_left_of_a_file_that_broke_off_when_it_waited_is_no_request_and_is_kept_no_longer(town):
    dead = await send(town, FILE)
    await town.running.pool.execute("update imports set state = 'broken-off'")
    again = await send(town, FILE)
    assert again.headers["location"] != dead.headers["location"]
    await town.take_files()
    assert await kept(town) == {"import_files": 1, "import_pieces": 1}
    assert problem(await settle(town, dead)) == (409, "file-gone")
    assert (await settle(town, again)).status_code == 200


async def test_a_file_that_is_gone_is_not_approved(town):
    sent = await send(town, FILE)
    await town.running.pool.execute("delete from import_files")
    assert problem(await settle(town, sent)) == (409, "file-gone")
    assert [row["state"] for row in await town.rows("select state from countersignatures")] == ["waiting"]


async def test_a_file_whose_process_died_goes_on_after_the_rows_that_are_done(town, monkeypatch):
    monkeypatch.setattr(import_run, "_CHUNK", 1)
    sent = await send(town, FILE)
    await settle(town, sent)
    written = import_run.ImportRun._write_once
    calls = iter(range(100))

    async def breaks(self, tx, chunk):
        if next(calls) == 1:
            raise OSError("the process is gone")
        return await written(self, tx, chunk)

    monkeypatch.setattr(import_run.ImportRun, "_write_once", breaks)
    await town.take_files()
    assert await gates(town) == ["g1"]
    # As after the death of a process: it says `running`, and nobody keeps it alive.
    await town.running.pool.execute("update imports set state = 'running', again_at = null")
    resent = await send(town, FILE, **{"Import-Id": sent.json()["import_id"]})
    assert resent.status_code == 422, "its sender does not go on with it"
    assert await town.take_files() == 1
    assert await gates(town) == ["g1", "g2"]
    done = await report_of(town, sent)
    assert [done[name] for name in ("state", "rows", "accepted", "resumed_from")] == ["finished", 3, 2, 1]
    assert await kept(town) == EMPTY


async def test_no_more_files_wait_than_anybody_looks_at(town, monkeypatch):
    monkeypatch.setattr(holding, "_MOST_WAITING", 1)
    await send(town, FILE)
    over = await send(town, b"gate\ng3\n", person(town, "cyd", "porter"))
    assert problem(over) == (409, "too-many-files-wait")
    assert "ann (1)" in over.json()["detail"], "whoever is kept out learns whom to ask"


async def test_one_person_does_not_fill_the_queue(town, monkeypatch):
    monkeypatch.setattr(holding, "_MOST_OF_ONE", 2)
    answers = await asyncio.gather(*(send(town, b"gate\ng%d\n" % number) for number in range(4)))
    assert sorted(answer.status_code for answer in answers) == [202, 202, 409, 409]
    assert (await send(town, FILE, person(town, "cyd", "porter"))).status_code == 202
    await town.take_files()
    assert (await kept(town))["import_files"] == 3, "nothing is left of what found no room"


async def test_one_person_does_not_fill_the_record_with_files_that_are_taken_back(town, monkeypatch):
    monkeypatch.setattr(holding, "_AN_HOUR", Rate("held-files", 2, 3600))
    answers = []
    for number in range(3):
        answers.append(await send(town, b"gate\ng%d\n" % number))
        if answers[-1].status_code == 202:
            assert (await settle(town, answers[-1], "withdrawal", porter(town))).status_code == 200
    assert [answer.status_code for answer in answers] == [202, 202, 429]
    assert (await send(town, FILE, person(town, "cyd", "porter"))).status_code == 202


async def test_a_file_is_equal_by_its_bytes_whatever_it_would_lead_to(town):
    first = await send(town, FILE)
    assert (await settle(town, await ask(town, "g1"))).status_code == 200
    again = await send(town, FILE)
    assert again.headers["location"] == first.headers["location"]


async def test_a_file_that_is_read_otherwise_is_another_request(town):
    content = b"no,gate\ng3,g1\n"
    asked = []
    for titles in ({}, {"no": "gate"}):
        put = await town.client.put("/v1/imports/openings/titles", json={"titles": titles}, headers=porter(town))
        assert put.status_code == 200
        sent = await send(town, content)
        (shown,) = await waiting(town)
        asked.append([shown["body"][name] for name in ("form", "columns", "columns_left")])
        assert (await settle(town, sent, "refusal", body={"reason": "fog"})).status_code == 200
        town.clock.now += timedelta(days=1)
    assert asked == [["csv", [["gate", "gate"]], ["no"]], ["csv", [["no", "gate"]], ["gate"]]]


async def test_the_worker_applies_what_was_approved(town):
    await settle(town, await send(town, FILE))
    async with working(town):

        async def opened():
            return await gates(town) == ["g1", "g2"]

        await eventually(opened)


@asynccontextmanager
async def working(town):
    """The worker of the files; within it, it has had its first turn."""
    (work,) = held_files(KINDS, town.running).values()
    stop, turns = asyncio.Event(), Turns("held files")
    task = asyncio.create_task(work(stop, turns))
    try:
        await eventually(lambda: turns.behind is not None, what="the first turn")
        yield turns
    finally:
        stop.set()
        await task


async def test_an_approval_calls_the_worker_of_another_process(town, monkeypatch):
    monkeypatch.setattr(applying, "_EVERY", 3600.0)
    async with working(town):
        await settle(town, await send(town, FILE))

        async def opened():
            return await gates(town) == ["g1", "g2"]

        await eventually(opened)


async def test_a_worker_that_hears_no_more_calls_ends_and_is_started_again(town, monkeypatch):
    monkeypatch.setattr(applying, "_EVERY", 3600.0)
    (work,) = held_files(KINDS, town.running).values()
    task = asyncio.create_task(work(asyncio.Event(), turns := Turns("held files")))
    await eventually(lambda: turns.behind is not None, what="the first turn")
    ended = await town.running.pool.fetch(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
    )
    assert ended
    with pytest.raises(InterfaceError, match="calls"):
        await in_time(task)


async def test_a_file_that_cannot_be_applied_is_put_off_and_says_why(town, monkeypatch):
    """It was tried each second, and the service was unready over it."""
    calls, broken = [], import_run.ImportRun.run

    async def fails(self):
        calls.append(self.identity)
        raise ZeroDivisionError("a mistake in the program")

    sent, other = await send(town, FILE), await send(town, b"gate\ng7\n")
    monkeypatch.setattr(import_run.ImportRun, "run", fails)
    await settle(town, sent)
    assert await town.take_files() == 1
    assert await town.take_files() == 0, "its time has not come"
    first = await report_of(town, sent)
    assert (first["state"], first["tries"], first["finished_at"] < first["again_at"]) == ("interrupted", 1, True)
    assert "ZeroDivisionError" in first["fault"]
    assert "a mistake" not in first["fault"], "an error may show what the file says"
    # A worker of mended code tries it at once; this one fails again, and rests longer.
    monkeypatch.setattr(applying, "_EVERY", 3600.0)
    async with working(town) as turns:
        await eventually(lambda: turns.state(60.0).error, what="it says what fails")
        state = turns.state(60.0)
        assert (state.how, state.behind, len(calls)) == ("failing", 1, 2)
        assert sent.json()["import_id"] in state.error
    again = await report_of(town, sent)
    pauses = [datetime.fromisoformat(r["again_at"]) - datetime.fromisoformat(r["finished_at"]) for r in (first, again)]
    assert pauses[1] - pauses[0] > timedelta(seconds=3)
    monkeypatch.setattr(import_run.ImportRun, "run", broken)
    await settle(town, other)
    async with working(town) as turns:
        assert (turns.state(60.0).how, turns.behind) == ("running", 0)
    done = await report_of(town, sent)
    assert [done[name] for name in ("state", "tries", "fault", "again_at")] == ["finished", 0, None, None]
    assert await gates(town) == ["g1", "g2", "g7"]
