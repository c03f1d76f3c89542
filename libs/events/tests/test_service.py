"""One process of a service: its roles, its workers that start again, and its orderly end."""

import asyncio
import contextlib
import signal
import socket
import sys
import time
from dataclasses import replace

import asyncpg
import psutil
import pytest
from pydantic import SecretStr

from libs.events.patience import Patience, in_time
from libs.events.resending import httpx
from libs.events.running import ending, looks
from libs.events.settings import Role, Settings
from libs.events.store.runner import Origin
from libs.events.testing.bell import Answer, Ring, door_service, service
from libs.events.testing.processes import free_port, process, started_process
from libs.events.testing.waiting import eventually

VISITOR = Origin("visitor")


def client_of(running):
    return httpx.AsyncClient(transport=httpx.ASGITransport(running.service.api(running)), base_url="http://service")


async def test_the_api_role_answers_and_has_no_workers(village):
    bell = await village.start(service, role=Role.API)
    assert set((await bell.ready()).workers) == {"calendar"}
    async with client_of(bell) as client:
        headers = {"Authorization": f"Bearer {village.token('v', 'visitor')}"}
        assert (await client.post("/v1/rings", json={"door": "a"}, headers=headers)).status_code == 201
    assert (await bell.progress()).unsent == 1


async def test_the_worker_role_works_and_serves_only_health_and_operations(village):
    settings = await village.settings()
    database = settings.database_url.get_secret_value()
    api = await village.start(service, role=Role.API, database=database)
    await api.runner.execute(Ring(door="a"), VISITOR)
    worker = await village.start(service, role=Role.WORKER, database=database)
    assert set((await worker.ready()).workers) == {"relay", "timers", "chain", "readings", "answers", "parked", "calendar"}
    await eventually(lambda: _sent(worker), what="the worker sent what the API wrote")
    async with client_of(worker) as client:
        assert (await client.get("/health/ready")).status_code == 200
        assert (await client.get("/metrics")).status_code == 200
        assert (await client.get("/v1/ops/progress")).status_code == 401
        headers = {"Authorization": f"Bearer {village.token('v', 'visitor', 'operator')}"}
        assert (await client.get("/v1/events", headers=headers)).status_code == 404
        assert (await client.post("/v1/rings", json={"door": "b"}, headers=headers)).status_code == 404
        assert (await client.get("/v1/ops/progress", headers=headers)).json()["facts"] == 1


async def _sent(running):
    return (await running.progress()).unsent == 0


async def test_a_service_has_a_consumer_for_its_jurisdiction_and_one_per_neighbour(new_village):
    here, there = await new_village(), await new_village()
    door = await here.start(door_service, neighbours=[await here.befriend(there)])
    assert set((await door.ready()).workers) == {
        "relay", "timers", "chain", "readings", "answers", "parked", "calendar",
        f"consumer {here.place}.bell.events", f"consumer {there.place}.shared",
    }  # fmt: skip
    assert [consumer.group for consumer in door.consumers] == [
        f"{here.place}.door",
        f"{here.place}.door.from-{there.place}",
    ]


class FloorSettings(Settings):
    floors: str = ""

    @property
    def serves(self):
        return frozenset(self.floors.split())


async def test_an_instance_that_serves_some_has_its_own_consumer_group(village):
    door = await village.start(replace(door_service, settings_class=FloorSettings), floors="third second")
    assert door.consumers[0].group == f"{village.place}.door.second-third"
    assert door.environment.serves == {"second", "third"}


async def test_a_worker_that_dies_counts_against_readiness_and_is_started_again(village):
    """Readiness once said `running` for a worker that died every second, and `failed` for one long recovered."""
    bell = await village.start(service, worker_seconds=2.0)
    assert (await bell.ready()).ready
    await bell.pool.execute("alter table views.deadlines rename to hidden")
    said = await eventually(lambda: _unready(bell), what="readiness says so")
    assert (said.workers["timers"].state, said.workers["relay"].state) == ("stuck", "running")
    assert 'checkonce_worker_late_seconds{worker="timers"} 0.0' not in await _metrics(bell)
    assert "UndefinedTable" in said.workers["timers"].error
    assert said.database
    async with client_of(bell) as client:
        assert (await client.get("/health/ready")).status_code == 503
    await bell.pool.execute("alter table views.hidden rename to deadlines")
    await eventually(lambda: _all_running(bell), what="the worker runs again")
    await bell.runner.execute(Ring(door="a"), VISITOR)
    await bell.pool.execute("update deadlines set due = now() - interval '1 hour'")
    await eventually(lambda: _fired(bell), what="and does its work")


async def _metrics(running):
    async with client_of(running) as client:
        return (await client.get("/metrics")).text


async def test_a_worker_that_hangs_makes_the_process_dead(village, monkeypatch):
    """It neither fails nor gets on: only a new process helps."""
    monkeypatch.setattr("libs.events.running.workers._END", 0.2)
    bell = await village.start(service, worker_seconds=0.3)
    async with client_of(bell) as client:
        assert (await client.get("/health/live")).json() == {"status": "alive", "hanging": []}
        # As whoever waits for a lock that nobody gives back.
        monkeypatch.setattr("libs.events.timers.Timers.fire_due", lambda _timers: asyncio.Event().wait())
        response = await eventually(lambda: _dead(client), what="liveness says so")
    assert response.json() == {"status": "hanging", "hanging": ["timers"]}


async def _dead(client):
    response = await client.get("/health/live")
    return response if response.status_code == 503 else None


async def test_health_and_metrics_answer_within_a_limit_of_their_own_when_the_database_hangs(village, monkeypatch):
    """Readiness once waited with all others for a server that was silent; so did the metrics that would have told."""
    monkeypatch.setattr(looks, "_LIMIT", 0.3)
    bell = await village.start(service, role=Role.API)
    async with bell.pool.acquire() as holder, holder.transaction(), client_of(bell) as client:
        await holder.execute("lock table held_messages, deadlines in access exclusive mode")
        began = time.monotonic()
        answers = [await client.get(path) for path in ["/health/ready", "/metrics"] * 5]
        assert time.monotonic() - began < 10
    assert {answer.status_code for answer in answers} == {503, 200}
    assert answers[0].json()["database"] is False
    assert "checkonce_database_answers 0.0" in answers[1].text
    assert "checkonce_deadlines_overdue NaN" in answers[1].text, "what nobody knows is not told"


async def test_a_broker_that_is_away_is_told_of_by_the_workers_that_need_it(village):
    bell = await village.start(service, kafka_bootstrap=f"127.0.0.1:{free_port()}", worker_seconds=2.0)
    said = await eventually(lambda: _unready(bell), what="readiness says so")
    assert (said.workers["relay"].state, said.workers["timers"].state) == ("stuck", "running")
    assert "ConnectionRefusedError" in said.workers["relay"].error
    await bell.runner.execute(Ring(door="a"), VISITOR)
    assert (await bell.ready()).workers["relay"].behind == 1


async def _unready(running):
    state = await running.ready()
    return None if state.ready else state


async def _all_running(running):
    state = await running.ready()
    return state.ready and {worker.state for worker in state.workers.values()} == {"running"}


async def _fired(running):
    return await running.pool.fetchval("select count(*) from events where type = 'bell.missed'") == 1


async def test_a_shared_fact_without_a_key_is_not_sent_unsigned_and_readiness_names_the_variable(village):
    settings = await village.settings(signing_key=None, service_keys=None, worker_seconds=2.0)
    bell = await village.exit.enter_async_context(service.running(settings))
    await bell.runner.execute(Ring(door="a"), VISITOR)
    await bell.runner.execute(Answer(door="a"), VISITOR)
    said = await eventually(lambda: _unready(bell), what="the relay stands still")
    assert "CHECKONCE_SIGNING_KEY" in said.workers["relay"].error


@pytest.mark.parametrize("missing", ["service_keys", "signing_key"])
async def test_outside_the_embedded_stack_no_worker_starts_that_cannot_sign_or_cannot_tell_who_says_what(village, missing):
    """An API neither sends nor reads: it needs no keys for that."""
    given = await village.settings(service="door")
    settings = given.model_copy(update={"profile": "production", "database_url": SecretStr(given.dsn + "?sslmode=disable")})
    settings = settings.model_copy(update={missing: None})
    with pytest.raises(RuntimeError, match=f"CHECKONCE_{missing.upper()}"):
        async with door_service.running(settings):
            pass
    async with door_service.running(settings.model_copy(update={"role": Role.API})):
        pass


async def test_a_service_whose_key_nobody_would_believe_does_not_start(village):
    settings = await village.settings(signing_key=village.keys / "door.jwk")
    with pytest.raises(RuntimeError, match=r"does not name .* for bell"):
        async with service.running(settings):
            pass


async def test_a_database_that_does_not_answer_is_not_ready(village):
    bell = await village.start(service, role=Role.API)
    await bell.pool.close()
    state = await bell.ready()
    assert (state.ready, state.database) == (False, False)


async def test_sigterm_lets_the_running_request_end_and_then_stops_everything(village):
    """Nothing is cut off: the import under way is finished, workers stop, the process ends with 0."""
    headers = {"Authorization": f"Bearer {village.token('v', 'visitor')}", "Content-Type": "text/csv"}
    half, rest = asyncio.Event(), asyncio.Event()

    async def rows():
        yield b"door,label\n"
        yield "".join(f"d{n},x\n" for n in range(1500)).encode()
        half.set()
        await rest.wait()
        yield b"last,y\n"

    async with process("service", await village.settings(), free_port()) as (running, client):
        assert (
            await client.post("/v1/rings", json={"door": "a"}, headers={**headers, "Content-Type": "application/json"})
        ).is_success
        sending = asyncio.create_task(client.post("/v1/imports/labels", content=rows(), headers=headers))
        await half.wait()

        async def under_way():
            return [r for r in (await client.get("/v1/import-reports", headers=headers)).json()["items"] if r["rows"] == 1000]

        await eventually(under_way, what="the import is under way")
        running.send_signal(signal.SIGTERM)
        await eventually(lambda: _closed(client), what="no new connections")
        with pytest.raises(TimeoutError):
            # The request under way is waited for, and not only for as long as it takes to look.
            await asyncio.wait_for(running.wait(), 1.5)
        rest.set()
        response = await in_time(sending, what="the answer")
        assert (response.status_code, response.json()["rows"]) == (200, 1501)
        assert await in_time(running.wait(), what="the process") == 0
    said = "".join(running.lines)
    assert "service.started" in said
    assert said.rstrip().rsplit("\n", 1)[-1].find("service.stopped") > 0, "the end is the last thing it says"
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("away", "number"),
    [("KAFKA_BOOTSTRAP", signal.SIGTERM), ("DATABASE_URL", signal.SIGINT), ("OIDC_ISSUER", signal.SIGTERM)],
)
async def test_a_process_ends_in_time_whatever_is_away(village, away, number):
    """Its producer once waited for the broker for ever, and no signal was heard. Nobody answers at a port that only listens."""
    with socket.create_server(("127.0.0.1", 0)) as mute:
        port = mute.getsockname()[1]
        gone = {
            "KAFKA_BOOTSTRAP": f"127.0.0.1:{port}",
            "DATABASE_URL": f"postgresql://x:y@127.0.0.1:{port}/x",
            "OIDC_ISSUER": f"http://127.0.0.1:{port}",
        }
        at = free_port()
        started = await started_process("service", await village.settings(), at, **{away: gone[away]})
        visiting = asyncio.create_task(_visit(at, village.token("v", "visitor")))
        said = asyncio.create_task(started.stderr.read())
        await eventually(lambda: _asked(port), what="it asks")
        began = time.monotonic()
        started.send_signal(number)
        code = await in_time(started.wait(), what="its end")
        assert time.monotonic() - began < ending.WITHIN
        assert (code, b"Traceback" in await said) == (0, False)
        visiting.cancel()
        await asyncio.gather(visiting, return_exceptions=True)


async def _visit(port, token):
    """The issuer is asked only when somebody comes with a token."""
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=60) as client:
        patience = Patience(60, step=0.05)
        while await patience.pause():
            with contextlib.suppress(httpx.ConnectError):
                await client.get("/v1/ops/progress", headers={"Authorization": f"Bearer {token}"})


def _asked(port):
    return any(each.raddr and each.raddr.port == port and each.pid for each in psutil.net_connections("tcp"))


async def test_a_process_whose_loop_hangs_is_cut_short():
    """Nothing of it hears a signal any more but the interpreter."""
    program = (
        "import asyncio, sys, time\n"
        "from libs.events.running import ending\n"
        "ending.WITHIN = 0.5\n"
        "async def hang():\n"
        "    print('hangs', file=sys.stderr, flush=True)\n"
        "    while True: time.sleep(0.01)\n"
        "async def main(): await ending.Ending().run(hang())\n"
        "asyncio.run(main())\n"
    )
    started = await asyncio.create_subprocess_exec(sys.executable, "-c", program, stderr=asyncio.subprocess.PIPE)
    assert await in_time(started.stderr.readline(), what="it hangs") == b"hangs\n"
    started.send_signal(signal.SIGTERM)
    assert await in_time(started.wait(), what="its end") == ending.CUT_SHORT


async def test_what_is_not_done_in_time_at_the_end_is_answered_503_and_streams_end(village):
    """A held request was answered 500 after five seconds, and an open stream ended with a traceback."""
    settings = await village.settings()
    headers = {"Authorization": f"Bearer {village.token('v', 'visitor')}"}
    holder = await asyncpg.connect(settings.dsn)
    async with process("service", settings, free_port(), ROLE="api") as (running, client):
        begun = asyncio.Event()
        streaming = asyncio.create_task(_streamed(client, {**headers, "Accept": "text/event-stream"}, begun))
        await in_time(begun.wait(), what="the stream begins")
        await holder.execute("begin; lock table events in access exclusive mode")
        held = asyncio.create_task(client.post("/v1/rings", json={"door": "a"}, headers=headers))
        waits = "select count(*) from pg_locks where relation = 'events'::regclass and not granted"
        await eventually(lambda: holder.fetchval(waits), what="the request is held")
        running.send_signal(signal.SIGTERM)
        await in_time(streaming, what="the end of the stream")
        assert not held.done(), "the stream ends at once"
        answer = await in_time(held, what="its answer")
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
        assert answer.json()["title_en"] == "Temporarily unavailable"
        assert await in_time(running.wait(), what="the process") == 0
    await holder.close()
    assert "Traceback" not in "".join(running.lines)


async def _streamed(client, headers, begun):
    """Until its orderly end."""
    async with client.stream("GET", "/v1/events", headers=headers) as response:
        begun.set()
        return [line async for line in response.aiter_lines()]


async def _closed(client):
    try:
        async with httpx.AsyncClient(base_url=client.base_url, trust_env=False) as other:
            await other.get("/health/live")
    except httpx.HTTPError:
        return True
    return False
