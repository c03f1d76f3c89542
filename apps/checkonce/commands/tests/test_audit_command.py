"""`checkonce audit` as an operator, and the department that keeps the anchors, use it."""

import asyncio
import json

import asyncpg
import pytest
from typer.testing import CliRunner

from apps.checkonce.cli import app
from libs.events.bus.purge import purge
from libs.events.store.chain import Chain
from libs.events.store.migrate import migrate
from libs.events.store.store import connect_pool
from services.whistle.app import service as whistle

_FILL = """
    insert into events (stream, version, type, schema_version, id, time, data, meta)
    select 'call-' || n, 1, 'whistle.call-received', 1, gen_random_uuid(), now(), '{"n": 1}', '{}' from generate_series(1, 20) n
"""
SPOIL = "update public.events set data = '{\"n\": 2}' where position = 7"
FORGET = "delete from public.store_chain"
run = CliRunner()


async def _changed(url, *statements):
    pool = await connect_pool(url, size=2)
    try:
        for statement in statements:
            await pool.execute(statement)
        await Chain(pool, "/421088/whistle").catch_up(asyncio.Event())
    finally:
        await pool.close()


async def _appended(url, number):
    connection = await asyncpg.connect(url)
    await connection.execute(_FILL.replace("(1, 20)", f"({number}, {number})"))
    await connection.close()


async def _made(url):
    pool = await connect_pool(url, size=1)
    try:
        await migrate(pool)
    finally:
        await pool.close()
    await _changed(url, _FILL)


@pytest.fixture
async def store(database):
    await _made(database)
    return database


async def audited(url, *options):
    return await asyncio.to_thread(run.invoke, app, ["audit", "421088.whistle", "--database", url, *options])


async def test_what_a_program_reads_of_an_audit_is_one_document(store):
    well = json.loads((await audited(store, "--json")).stdout)
    assert (well["rows"], well["count"], well["faults"], well["purged"]) == (20, 0, [], [])
    await _changed(store, SPOIL)
    done = await audited(store, "--json")
    spoilt = json.loads(done.stdout)
    assert (done.exit_code, spoilt["count"]) == (1, 1)
    assert (spoilt["faults"][0]["log"], spoilt["faults"][0]["first"]) == ("events", 7)


async def test_a_store_that_holds_ends_with_0(store):
    done = await audited(store)
    assert done.exit_code == 0, done.output
    assert "20 rows compared, 0 anchors, 0 rows not chained yet" in done.output
    assert "the store is as it was chained" in done.output


async def test_the_altered_row_is_named(store):
    await _changed(store, SPOIL)
    done = await audited(store)
    assert done.exit_code == 1
    (row,) = [line for line in done.output.splitlines() if "altered" in line]
    assert [part.strip() for part in row.split("│")[1:-1]] == ["events", "7", "altered", "被改动", "altered"]
    assert "1 faults" in done.output


async def test_a_chain_written_anew_is_shown_by_the_file_that_another_department_keeps(store, tmp_path):
    kept = str(tmp_path / "kept.ndjson")
    first = await audited(store, "--export", kept)
    assert (first.exit_code, "1 anchors added" in first.output) == (0, True), first.output
    again = await audited(store, "--anchors", kept, "--export", kept)
    assert (again.exit_code, "20 rows compared, 1 anchors" in again.output) == (0, True), again.output
    assert "added" not in again.output
    await _changed(store, SPOIL, FORGET)
    assert (await audited(store)).exit_code == 0
    told = await audited(store, "--anchors", kept)
    assert (told.exit_code, "rewritten" in told.output) == (1, True), told.output
    before = (tmp_path / "kept.ndjson").read_bytes()
    refused = await audited(store, "--export", kept)
    assert (refused.exit_code, "differs from the anchor that is kept" in " ".join(refused.output.split())) == (1, True)
    assert (tmp_path / "kept.ndjson").read_bytes() == before


async def test_a_chain_that_does_not_go_on_proves_nothing(store, monkeypatch):
    monkeypatch.setattr("apps.checkonce.commands.audit._STILL", 0.5)
    await _appended(store, 21)
    done = await audited(store)
    assert (done.exit_code, "1 rows are not chained, and the chain does not go on" in " ".join(done.output.split())) == (
        1,
        True,
    )


async def test_what_was_not_chained_yet_is_waited_for(store):
    """A service that runs chains within a second or two; the audit gives it a minute."""
    await _appended(store, 21)
    asked = asyncio.create_task(audited(store))
    await _changed(store)
    done = await asked
    assert (done.exit_code, "the store is as it was chained" in done.output) == (0, True), done.output


async def test_a_file_without_an_anchor_of_this_store_proves_nothing(store, tmp_path):
    kept = tmp_path / "kept.ndjson"
    kept.write_text('{"source": "/421088/planning", "log": "events", "block": 1, "last": 20, "hash": "00"}\n')
    done = await audited(store, "--anchors", str(kept))
    assert (done.exit_code, "has no anchor of 421088.whistle" in " ".join(done.output.split())) == (1, True), done.output


async def test_what_was_purged_has_an_exit_code_of_its_own(store):
    connection = await asyncpg.connect(store)
    await connection.execute(
        "insert into inbox (source, position, topic, partition, kafka_offset, stream, version, type, schema_version, id, time,"
        " data, meta) values ('/421088/registry', 7, 't', 0, 1, 's', 1, 'x.forged', 1, gen_random_uuid(), now(), '{}', '{}')"
    )
    await _changed(store)
    await purge(connection, "/421088/registry", 7, actor="officer-1", reason="theirs")
    await connection.close()
    done = await audited(store)
    assert (done.exit_code, "but for the 1 purged" in " ".join(done.output.split())) == (3, True), done.output
    assert "/421088/registry" in done.output


async def test_a_file_that_is_compared_and_added_to_begins_with_the_first_audit_which_says_so(store, tmp_path):
    kept = str(tmp_path / "kept.ndjson")
    first = await audited(store, "--anchors", kept, "--export", kept)
    assert (first.exit_code, "was compared with none" in first.output, "1 anchors added" in first.output) == (3, True, True)
    again = await audited(store, "--anchors", kept, "--export", kept)
    assert (again.exit_code, "20 rows compared, 1 anchors" in again.output) == (0, True), again.output
    other = await audited(store, "--anchors", str(tmp_path / "none.ndjson"))
    assert (other.exit_code, "--export" in other.output) == (2, True), other.output


async def test_without_a_database_it_is_the_embedded_stacks_and_one_that_is_stopped_is_said(store, monkeypatch):
    monkeypatch.delenv("CHECKONCE_DATABASE_URL", raising=False)
    unfit = await asyncio.to_thread(run.invoke, app, ["views", "sql", "whistle", "--database", store])
    assert (unfit.exit_code, "cannot read the database" in unfit.output) == (1, True), unfit.output
    pool = await connect_pool(store, size=1)
    await migrate(pool, whistle.migrations)
    await pool.close()
    commands = (["audit", "421088.whistle"], ["views", "sql", "whistle"], ["views", "sql", "421088.whistle"])
    for url, code, said in ((store, 0, ""), ("postgresql://whistle@127.0.0.1:1/whistle", 1, "does not run")):
        monkeypatch.setattr("apps.checkonce.stack.postgres.url_of", lambda _kept, _name, url=url: url)
        for command in commands:
            done = await asyncio.to_thread(run.invoke, app, command)
            assert (done.exit_code, said in done.output) == (code, True), done.output
    monkeypatch.setattr("apps.checkonce.terminal.databases.find_spec", lambda _: None)
    for command in commands:
        done = await asyncio.to_thread(run.invoke, app, command)
        assert (done.exit_code, "no database" in done.output) == (1, True), done.output


async def test_what_cannot_be_audited_is_said(store, tmp_path, monkeypatch):
    nobody = run.invoke(app, ["audit", "421088.nobody", "--database", store])
    assert (nobody.exit_code, "no service 421088.nobody" in nobody.output) == (1, True)
    broken = tmp_path / "broken.ndjson"
    broken.write_text("{}\n")
    unread = await audited(store, "--anchors", str(broken))
    assert (unread.exit_code, "broken.ndjson 第 1 行不是锚点" in unread.output, "line 1 is no anchor" in unread.output) == (
        1,
        True,
        True,
    )
    away = await audited("postgresql://nobody@127.0.0.1:1/whistle")
    assert (away.exit_code, "无法连接数据库" in away.output) == (1, True), away.output
    monkeypatch.setenv("CHECKONCE_DATA", str(tmp_path / "none"))
    monkeypatch.delenv("CHECKONCE_DATABASE_URL", raising=False)
    nowhere = run.invoke(app, ["audit", "421088.whistle"])
    assert (nowhere.exit_code, "no database" in nowhere.output) == (1, True)
    connection = await asyncpg.connect(store)
    await connection.execute("drop table store_chain")
    await connection.close()
    assert "store_chain" in (await audited(store)).output
