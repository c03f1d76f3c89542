"""The start of a process: it waits for what is away, says so in one line a try, and goes on by itself."""

import asyncio
import contextlib
import json
import secrets
import signal
from urllib.parse import urlsplit

import pytest

from libs.events.patience import in_time
from libs.events.resending import httpx
from libs.events.testing.processes import free_port, started_process
from libs.events.testing.waiting import eventually


@pytest.mark.parametrize("wrong", ["away", "password"])
async def test_a_start_waits_for_the_database_in_one_line_a_try_and_goes_on_by_itself(village, postgres, wrong):
    """A wrong password was a traceback of sixty lines, and the end."""
    settings, user = await village.settings(), f"late_{secrets.token_hex(4)}"
    there = urlsplit(settings.database_url.get_secret_value())
    await postgres._ask(f"create role {user} login superuser password '{wrong}'")
    port = free_port()
    address = f"127.0.0.1:{port}" if wrong == "away" else f"127.0.0.1:{there.port}"
    own = there._replace(netloc=f"{user}:away@{address}").geturl()
    started = await started_process("service", settings, free_port(), DATABASE_URL=own)
    try:
        lines = [await _line(started) for _ in range(2)]
        assert [(line["message"], line["what"]) for line in lines] == [("service.waits", "database")] * 2
        assert ("InvalidPassword" in lines[0]["error"]) == (wrong == "password")
        await postgres._ask(f"alter role {user} password 'away'")
        async with forwarding(port, there.port):
            while (line := await _line(started))["message"] == "service.waits":
                continue
            assert line["message"] == "service.started"
            started.send_signal(signal.SIGTERM)
            assert await in_time(started.wait(), what="its end") == 0
    finally:
        if started.returncode is None:
            started.kill()
        await started.stderr.read()
        await started.wait()


async def _line(process):
    return json.loads(await in_time(process.stderr.readline(), what="a line"))


@contextlib.asynccontextmanager
async def forwarding(port, target):
    """What comes to one port goes on to another."""

    async def forward(reader, writer):
        there, back = await asyncio.open_connection("127.0.0.1", target)
        await asyncio.gather(_pass(reader, back), _pass(there, writer))

    server = await asyncio.start_server(forward, "127.0.0.1", port)
    try:
        yield
    finally:
        server.close()


async def _pass(reader, writer):
    with contextlib.suppress(OSError):
        while piece := await reader.read(65536):
            writer.write(piece)
    writer.close()


@pytest.mark.parametrize(("wrong", "said"), [("BOOTSTRAP", "ConnectionRefusedError"), ("PASSWORD", "SaslAuthenticationFailed")])
async def test_a_start_waits_for_the_broker_in_one_line_a_try_and_goes_on_by_itself(village, wrong, said):
    """A wrong password said only that no broker was reached, in four lines, twice a second."""
    settings, port, away = await village.settings(service="door"), free_port(), free_port()
    given = {"BOOTSTRAP": f"127.0.0.1:{away}", "PASSWORD": "not yet"}[wrong]
    started = await started_process("door_service", settings, port, **{f"KAFKA_{wrong}": given})
    try:
        tries = {"relay.interrupted": [], "consumer.interrupted": []}
        while min(map(len, tries.values())) < 2:
            line = await _line(started)
            if line["message"] not in {"service.started", "calendar.ends"}:
                tries[line["message"]].append(line)
        for lines in tries.values():
            assert [line["again_in"] for line in lines[:2]] == [0.5, 1.0]
            assert all(said in line["error"] and "password" in line["do"] for line in lines)
        if wrong == "PASSWORD":
            await village.kafka.ensure_users({village.user: given})
        reading = asyncio.create_task(started.stderr.read())
        async with forwarding(away, urlsplit(f"//{settings.kafka_bootstrap}").port):
            await eventually(lambda: _all_run(port), what="they work")
        started.send_signal(signal.SIGTERM)
        assert await in_time(started.wait(), what="its end") == 0
        await reading
    finally:
        if started.returncode is None:
            started.kill()
        await started.wait()


async def _all_run(port):
    async with httpx.AsyncClient(trust_env=False, timeout=60) as client:
        workers = (await client.get(f"http://127.0.0.1:{port}/health/ready")).json()["workers"]
    return {worker["state"] for worker in workers.values()} == {"running"}
