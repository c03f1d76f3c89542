"""`checkonce waiting`: what waits for a second person is seen and settled from the command line."""

import asyncio
import json
from datetime import timedelta

import pytest
from typer.testing import CliRunner

from apps.checkonce.cli import app
from libs.events.testing.countersigned.town import ask, town_in, waiting
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
