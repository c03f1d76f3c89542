"""`checkonce waiting`: what waits for a second person is seen and settled from the command line."""

import asyncio
import hashlib
import json
from datetime import timedelta

import pytest
from typer.testing import CliRunner

from apps.checkonce.cli import app
from libs.events.testing.countersigned.town import ask, send, town_in, waiting
from libs.events.testing.http_room import serving


@pytest.fixture
async def town(database, issuer, monkeypatch, tmp_path):
    """(service, how it is asked as somebody with one role); nothing runs in this data folder."""
    monkeypatch.setenv("CHECKONCE_DATA", str(tmp_path / "none"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "town").mkdir()
    async with town_in(tmp_path / "town", database, issuer) as running, serving(running.client._transport.app) as url:

        async def checkonce(role, *arguments, urls=(f"421088.gate={url}",)):
            where = [part for each in urls for part in ("--url", each)]
            token = issuer.token(f"{role}-1", place="421088", roles=[role])
            # Threads: the service that answers runs in this loop.
            return await asyncio.to_thread(CliRunner().invoke, app, [*arguments, *where, "--token", token])

        yield running, checkonce, url


async def test_who_operates_sees_what_waits_and_until_when_and_settles_nothing(town):
    running, checkonce, _ = town
    await ask(running)
    (asked,) = await waiting(running)
    listed = await checkonce("auditor", "waiting", "list", "--json")
    (row,) = json.loads(listed.stdout)
    assert listed.exit_code == 0
    assert [row[name] for name in ("service", "number", "duty", "request", "asked_by")] == [
        "421088.gate", asked["countersignature"], "opening", "/v1/gates/g1/opening", "ann",
    ]  # fmt: skip
    assert row["due"][:19] == asked["due"][:19].replace("T", " ")
    shown = await checkonce("auditor", "waiting", "show", "421088.gate", asked["countersignature"])
    assert (shown.exit_code, "market day" in shown.stdout) == (0, True), shown.output
    refused = await checkonce("auditor", "waiting", "approve", "421088.gate", asked["countersignature"])
    assert (refused.exit_code, len(await waiting(running))) == (1, 1), refused.output


@pytest.mark.parametrize(("what", "state"), [(["approve"], "approved"), (["refuse", "--reason", "not now"], "refused")])
async def test_the_second_person_settles_it(town, what, state):
    running, checkonce, _ = town
    await ask(running)
    (asked,) = await waiting(running)
    command, *options = what
    done = await checkonce("warden", "waiting", command, "421088.gate", asked["countersignature"], *options, "--json")
    assert (done.exit_code, json.loads(done.stdout)["settled"]) == (0, state), done.output
    assert await running.rows("select state, settled_by from countersignatures") == [{"state": state, "settled_by": "warden-1"}]
    assert json.loads((await checkonce("auditor", "waiting", "list", "--json")).stdout) == []


async def test_the_first_to_expire_is_the_first_of_all_services_and_status_says_it(town):
    running, checkonce, url = town
    await ask(running, "g1")
    await running.pass_time(running.clock() + timedelta(days=1))
    await ask(running, "g2")
    urls = (f"421088.gate={url}", f"421088.other={url}")
    rows = json.loads((await checkonce("auditor", "waiting", "list", "--json", urls=urls)).stdout)
    assert [row["service"] for row in rows] == ["421088.gate", "421088.other"] * 2
    assert [row["due"] for row in rows] == sorted(row["due"] for row in rows)
    status = await checkonce("operator", "status")
    assert (status.exit_code, "2 项待他人复核" in status.stdout, rows[0]["due"][:16] in status.stdout) == (0, True, True)


async def test_a_service_whose_queue_the_role_does_not_see_is_named_and_so_is_one_that_is_away(town):
    running, checkonce, url = town
    await ask(running)
    hidden = await checkonce("operator", "waiting", "list")
    assert (hidden.exit_code, "421088.gate:所用角色不能查看待复核事项" in hidden.output) == (0, True), hidden.output
    away = await checkonce("auditor", "waiting", "list", urls=(f"421088.gate={url}", "421088.other=http://127.0.0.1:9"))
    assert (away.exit_code, "421088.other 不可用" in away.output, "ann" in away.output) == (3, True, True), away.output


async def test_whoever_approves_a_file_reads_it_and_all_its_changes_first(town, tmp_path):
    running, checkonce, _ = town
    content = b"gate\n" + b"".join(b"g%d\n" % number for number in range(30))
    await send(running, content)
    (asked,) = await waiting(running)
    number, taken = asked["countersignature"], tmp_path / "taken.csv"
    shown = await checkonce("auditor", "waiting", "show", "421088.gate", number)
    assert f"checkonce waiting changes 421088.gate {number}" in shown.stdout.replace("\n", " ")
    got = await checkonce("warden", "waiting", "file", "421088.gate", number, "-o", str(taken))
    assert (got.exit_code, taken.read_bytes()) == (0, content), got.output
    assert hashlib.sha256(content).hexdigest() in got.stdout
    again = await checkonce("warden", "waiting", "file", "421088.gate", number, "-o", str(taken))
    assert again.exit_code == 1, "what is there is not overwritten"
    changes = await checkonce("warden", "waiting", "changes", "421088.gate", number)
    assert changes.stdout.count("gate.opened") == 30
    lines = (await checkonce("warden", "waiting", "changes", "421088.gate", number, "--json")).stdout.splitlines()
    assert [json.loads(line)["facts"][0]["data"]["gate"] for line in lines] == [f"g{gate}" for gate in range(30)]
    for what in (["file", "-o", str(tmp_path / "other")], ["changes"]):
        kept_out = await checkonce("mayor", "waiting", what[0], "421088.gate", number, *what[1:])
        assert kept_out.exit_code == 1
    assert not (tmp_path / "other").exists()


async def test_a_file_that_is_not_the_one_that_waits_is_said_so(town, tmp_path):
    running, checkonce, _ = town
    await send(running, b"gate\ng1\n")
    (asked,) = await waiting(running)
    await running.running.pool.execute("update import_pieces set content = $1", b"gate\ng7\n")
    where = ("421088.gate", asked["countersignature"], "-o", str(tmp_path / "taken.csv"))
    assert (await checkonce("warden", "waiting", "file", *where)).exit_code == 1


async def test_nobody_approves_what_is_not_shown(town):
    running, checkonce, _ = town
    await ask(running)
    (asked,) = await waiting(running)
    done = await checkonce("mayor", "waiting", "approve", "421088.gate", asked["countersignature"])
    assert (done.exit_code, "没有此项待复核事项" in done.output) == (1, True), done.output


async def test_what_a_terminal_would_obey_is_printed_as_what_it_is(town):
    running, checkonce, _ = town
    await ask(running, why="\x1b[8mhidden\u202egnp.exe\u2066")
    (asked,) = await waiting(running)
    shown = await checkonce("warden", "waiting", "show", "421088.gate", asked["countersignature"])
    assert "\\u001b[8mhidden\\u202egnp.exe\\u2066" in shown.stdout
    told = (await checkonce("warden", "waiting", "show", "421088.gate", asked["countersignature"], "--json")).stdout
    assert json.loads(told)["body"]["why"] == "\x1b[8mhidden\u202egnp.exe\u2066"
    for said in (shown.stdout, told):
        assert not {"\x1b", "\u202e", "\u2066"}.intersection(said)


async def test_a_file_that_waits_ends_with_3_and_its_counts_are_called_a_preview(town, tmp_path):
    running, checkonce, _ = town
    path = tmp_path / "gates.csv"
    path.write_text("gate\ng1\n")
    sent = await checkonce("porter", "import", "file", "openings", str(path), "--place", "421088", "--service", "gate")
    assert (sent.exit_code, await running.facts("gate.opened")) == (3, []), sent.output
    for text in ("尚未导入", "would be accepted", "waits for a second person"):
        assert text in sent.output
