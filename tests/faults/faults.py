"""What goes wrong, each as a function that works on a town while its clients are busy."""

from __future__ import annotations

import asyncio
import contextlib
import random
import signal
from collections.abc import Awaitable, Callable
from functools import partial

import asyncpg
import httpx
import psutil

from libs.events import migrate
from libs.events.kafka import events_topic

from .chime import echo_service
from .points import POINTS
from .proxy import Network, Proxy
from .town import Town

__all__ = ["FAULTS", "Fault"]

_PATIENCE = 15.0
"""Seconds a process has to reach the point at which it is to die."""

Fault = Callable[[Town, random.Random], Awaitable[None]]


async def nothing(town: Town, rng: random.Random) -> None:
    """No fault: what breaks then is broken by itself."""
    del town, rng


async def kill_a_service(town: Town, rng: random.Random) -> None:
    for _ in range(rng.randint(1, 3)):
        child = town.children[rng.choice(sorted(town.children))]
        await asyncio.sleep(rng.uniform(0.1, 0.8))
        await child.kill()
        await asyncio.sleep(rng.uniform(0.0, 0.5))
        child.start()
        await child.ready(within=60)


async def stop_a_service(town: Town, rng: random.Random) -> None:
    child = town.children[rng.choice(sorted(town.children))]
    await asyncio.sleep(rng.uniform(0.1, 0.8))
    child.signal(signal.SIGSTOP)
    await asyncio.sleep(rng.uniform(0.5, 4.0))
    child.signal(signal.SIGCONT)


async def kill_the_broker(town: Town, rng: random.Random) -> None:
    await asyncio.sleep(rng.uniform(0.1, 1.0))
    await town.ground.kafka.kill()
    await asyncio.sleep(rng.uniform(0.0, 2.0))
    await town.ground.kafka.start()


async def stop_the_broker(town: Town, rng: random.Random) -> None:
    await asyncio.sleep(rng.uniform(0.1, 1.0))
    await _frozen([psutil.Process(town.ground.kafka.pid)], rng.uniform(1.0, 6.0))


async def kill_the_database(town: Town, rng: random.Random) -> None:
    await asyncio.sleep(rng.uniform(0.1, 1.0))
    await town.ground.postgres.kill()
    await asyncio.sleep(rng.uniform(0.0, 1.0))
    await town.ground.postgres.start()


async def stop_the_database(town: Town, rng: random.Random) -> None:
    await asyncio.sleep(rng.uniform(0.1, 1.0))
    await _frozen(town.ground.database_processes(), rng.uniform(0.5, 4.0))


async def _frozen(processes: list[psutil.Process], seconds: float) -> None:
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.suspend()
    try:
        await asyncio.sleep(seconds)
    finally:
        for process in processes:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.resume()


async def bad_network(town: Town, rng: random.Random, *, which: str, state: Network, most: float) -> None:
    proxy: Proxy = getattr(town.ground, which)
    await asyncio.sleep(rng.uniform(0.1, 0.8))
    proxy.become(state)
    await asyncio.sleep(rng.uniform(0.3, most))
    proxy.become(Network.FINE)


async def two_relays(town: Town, rng: random.Random) -> None:
    """The active relay loses its database session while it sends; the other takes over, both may send for a moment."""
    for _ in range(rng.randint(3, 6)):
        await asyncio.sleep(rng.uniform(0.05, 0.6))
        connection = await town.connect(f"/{town.home}/chime")
        try:
            await connection.execute(
                "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and objid = 4208802 and granted"
                " and database = (select oid from pg_database where datname = current_database())"
            )
        finally:
            await connection.close()


async def jumping_clock(town: Town, rng: random.Random) -> None:
    for _ in range(rng.randint(2, 5)):
        await asyncio.sleep(rng.uniform(0.1, 0.7))
        town.jump(rng.choice([1, 1, -1]) * rng.uniform(60, 3 * 3600))


async def rebalance(town: Town, rng: random.Random) -> None:
    """A second consumer joins and leaves, in order or by death."""
    second = town.add("echo-b", town.home, "echo")
    for _ in range(2):
        second.start()
        await second.ready(within=60)
        await asyncio.sleep(rng.uniform(0.3, 1.5))
        await (second.kill() if rng.random() < 0.5 else second.stop())


async def odd_messages(town: Town, rng: random.Random) -> None:
    """Not JSON, no event, half an event, far too large, NUL characters, an unknown type, on the topic the echo reads."""
    topic = events_topic(town.home, "chime")
    good = {"ce_specversion": "1.0", "ce_id": "x", "ce_source": f"/{town.home}/chime", "ce_type": "checkonce.chime.struck.v1"}
    headers = [(name, value.encode()) for name, value in good.items()]
    json_type = [("content-type", b"application/json")]
    broken = [
        (b"not json", [*headers, *json_type]),
        (b"{}", []),
        (b"{}", [*headers, *json_type]),
        (b'{"chime": "' + b"x" * 3_900_000 + b'"}', [*headers, *json_type]),
        (b'{"chime": "\\u0000"}', [*headers, *json_type]),
        (b"[]", [("content-type", b"application/cloudevents+json")]),
        (None, []),
    ]
    producer = town.ground.access.producer("prankster")
    await producer.start()
    try:
        for value, given in rng.sample(broken, len(broken)):
            await producer.send_and_wait(topic, value, key=f"chime-{rng.randrange(10)}".encode(), headers=given)
            town.expected_rejected += 1
            await asyncio.sleep(rng.uniform(0.0, 0.3))
    finally:
        await producer.stop()


async def rebuild_under_load(town: Town, rng: random.Random) -> None:
    async with httpx.AsyncClient(timeout=30, headers=town.operator()) as client:
        for _ in range(4):
            await asyncio.sleep(rng.uniform(0.0, 0.4))
            child = town.children[rng.choice(sorted(town.children))]
            response = await client.post(f"{child.url}/v1/ops/rebuild")
            if response.status_code not in {200, 409}:
                raise AssertionError(f"rebuild: {response.status_code} {response.text}")


_WHO = {
    "effect-before-offset": ("echo-a",),
    "offset-before-kafka-commit": ("echo-a",),
    "reaction-before-commit": ("echo-a",),
    "seal-before-publish": ("chime-a", "far-chime"),
    "append-before-commit": ("chime-a", "chime-b", "far-chime", "echo-a"),
}


async def die_at(town: Town, rng: random.Random, *, point: str) -> None:
    """The process dies at the point, is started again, twice."""
    child = town.children[rng.choice(_WHO.get(point, ("chime-a", "far-chime", "echo-a")))]
    for _ in range(2):
        await asyncio.sleep(rng.uniform(0.0, 0.4))
        await child.kill()
        if child.name == "chime-a" and point.endswith(("publish", "checkpoint")):
            await town.children["chime-b"].kill()  # or the standby would do the sending
        child.start(point=f"{point}:{rng.randint(1, 4)}")
        if point.startswith("rebuild"):
            await _until_rebuilt(town, child)
        if point == "migration":
            await _migrate_again(town, child)
        town.died_there += await child.died(within=_PATIENCE)
        await child.kill()
        child.start()
        await child.ready(within=60)


async def _until_rebuilt(town: Town, child: object) -> None:
    url = getattr(child, "url", "")
    async with httpx.AsyncClient(timeout=10, headers=town.operator()) as client:
        deadline = asyncio.get_running_loop().time() + _PATIENCE
        while asyncio.get_running_loop().time() < deadline:
            with contextlib.suppress(httpx.HTTPError):
                await client.post(f"{url}/v1/ops/rebuild")
            if not getattr(child, "running", False):
                return
            await asyncio.sleep(0.05)


async def _migrate_again(town: Town, child: object) -> None:
    """A process that dies while it migrates a fresh database, and one that then goes on with what it finds."""
    name = f"f{town.home}_fresh"
    await town.ground.postgres.create_database(name)
    try:
        for point in ("migration:2", "migration:4", ""):
            fresh = town.add("fresh", town.far, "echo")
            fresh.environment["CHECKONCE_DATABASE_URL"] = town.ground.dsn(name, proxied=True)
            fresh.environment["CHECKONCE_NEIGHBOURS"] = "[]"
            fresh.start(point=point)
            if point:
                await fresh.died(within=20)
            else:
                await fresh.ready(within=30)
            await fresh.kill()
        connection = await asyncpg.connect(town.ground.dsn(name, proxied=False))
        done = await connection.fetchval("select count(*) from public.migrations")
        await connection.close()
        files = len([*migrate._CORE.glob("*.sql"), *echo_service.migrations.glob("*.sql")])
        if done != files:
            raise AssertionError(f"{done} migrations applied, {files} expected")
    finally:
        town.children.pop("fresh", None)
        await town.ground.postgres.drop_database(name)


FAULTS: dict[str, Fault] = {
    "none": nothing,
    "kill -9 a service": kill_a_service,
    "SIGSTOP a service": stop_a_service,
    "kill -9 the broker": kill_the_broker,
    "SIGSTOP the broker": stop_the_broker,
    "kill -9 PostgreSQL": kill_the_database,
    "SIGSTOP PostgreSQL": stop_the_database,
    **{
        f"{what} {state.value}": partial(bad_network, which=which, state=state, most=most)
        for what, which, most in (("broker's network", "broker", 8.0), ("database's network", "database", 4.0))
        for state in (Network.CUT, Network.HALF_OPEN, Network.MUTE, Network.SLOW)
    },
    "two relays of one source": two_relays,
    "a clock that jumps": jumping_clock,
    "rebalance under load": rebalance,
    "odd messages on the topic": odd_messages,
    "rebuild under load": rebuild_under_load,
    **{f"dies at {point}": partial(die_at, point=point) for point in POINTS},
}
"""By the name under which docs/reliability.md counts them."""
