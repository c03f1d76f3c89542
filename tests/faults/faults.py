"""What goes wrong, each as a function that works on a town while its clients are busy."""

from __future__ import annotations

import asyncio
import contextlib
import random
import signal
import time
from collections.abc import Awaitable, Callable
from functools import partial

import psutil

from .kinds.cluster import all_brokers, emptied_broker, one_broker, stopped_broker, two_brokers
from .kinds.deaths import die_at
from .kinds.full import full_broker_disk, full_database_disk
from .kinds.messages import odd_messages, odd_messages_next_door
from .kinds.oversized import oversized_fact
from .kinds.points import POINTS
from .kinds.sessions import dead_session, silent_failover
from .kinds.set_aside import failing_deadline, unreadable_fact
from .kinds.topics import another_history, compressed_topic, records_deleted, topic_made_again
from .kinds.upgrade import older_consumer
from .proxy import Network, Proxy
from .town import Town

__all__ = ["ALONE", "FAULTS", "LONG", "LONG_FROM", "SMALL", "THREE", "Fault"]

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
        await child.ready()


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
    await _frozen([psutil.Process(town.ground.stack.kafka.pid)], rng.uniform(1.0, 6.0))


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


async def bad_network(town: Town, rng: random.Random, *, which: str, state: Network, most: float, least: float = 0.3) -> None:
    proxy: Proxy = getattr(town.ground, which)
    await asyncio.sleep(rng.uniform(0.1, 0.8))
    proxy.become(state)
    await asyncio.sleep(rng.uniform(least, most))
    proxy.become(Network.FINE)


async def kill_the_consumer(town: Town, rng: random.Random) -> None:
    """Measured: from the kill to the first new fact applied again, the start of the process included."""
    await asyncio.sleep(rng.uniform(0.3, 0.8))
    await _until_applied_again(town, "consumer", ["echo-a"])


async def kill_the_relay(town: Town, rng: random.Random) -> None:
    """As above, twice: the one that sends while another stands by, then both."""
    for alone in (False, True):
        await asyncio.sleep(rng.uniform(0.3, 0.8))
        both = ["chime-a", "chime-b"]
        active = [name for name in both if await _sends(town, name)]
        who = both if alone or len(active) != 1 else active
        await _until_applied_again(town, "relay, none standing by" if len(who) == 2 else "relay, another standing by", who)


async def _sends(town: Town, name: str) -> bool:
    metrics = await town.call(town.children[name], "GET", "/metrics")
    return any(line.startswith("checkonce_relay_active") and line.endswith(" 1.0") for line in metrics.text.splitlines())


async def _until_applied_again(town: Town, what: str, names: list[str]) -> None:
    began = time.monotonic()
    for name in names:
        town.children[name].signal(signal.SIGKILL)
    last = await town.newest()
    for name in names:
        await town.children[name].kill()
        town.children[name].start()
    await town.applied_after(last, what)
    town.recovered[what].append(round(time.monotonic() - began, 2))


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
        await second.ready()
        await asyncio.sleep(rng.uniform(0.3, 1.5))
        await (second.kill() if rng.random() < 0.5 else second.stop())


async def rebuild_under_load(town: Town, rng: random.Random) -> None:
    for _ in range(4):
        await asyncio.sleep(rng.uniform(0.0, 0.4))
        child = town.children[rng.choice(sorted(town.children))]
        response = await town.call(child, "POST", "/v1/ops/rebuild")
        if response.status_code not in {200, 409}:
            raise AssertionError(f"rebuild: {response.status_code} {response.text}")


LONG: dict[str, Fault] = {
    f"broker's network {state.value} for a minute": partial(bad_network, which="broker", state=state, least=60.0, most=60.0)
    for state in (Network.CUT, Network.HALF_OPEN, Network.MUTE, Network.SLOW)
}
"""Too long to take their turn with the others: each once in a whole run, with seeds of its own."""
LONG_FROM = 10_000

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
    "kill -9 the consumer": kill_the_consumer,
    "kill -9 the relay": kill_the_relay,
    "odd messages on the topic": odd_messages,
    "odd messages on the neighbour's shared topic": odd_messages_next_door,
    "a fact larger than its topic takes": oversized_fact,
    "a topic made again": topic_made_again,
    "records deleted unread": records_deleted,
    "a compressed topic": compressed_topic,
    "another history of a service": another_history,
    "a consumer at an older fact version": older_consumer,
    "PostgreSQL's disk is full": full_database_disk,
    "the broker's disk is full": full_broker_disk,
    "kill -9 one broker of three": one_broker,
    "SIGSTOP one broker of three": stopped_broker,
    "kill -9 two brokers of three": two_brokers,
    "kill -9 all three brokers": all_brokers,
    "one broker of three loses its disk": emptied_broker,
    "rebuild under load": rebuild_under_load,
    "a deadline that fails": failing_deadline,
    "facts that the code cannot read": unreadable_fact,
    "the database fails over in silence": silent_failover,
    "a host dies in the middle of a database transaction": dead_session,
    **{f"dies at {point}": partial(die_at, point=point) for point in POINTS},
    **LONG,
}
"""By the name under which docs/reliability.md counts them."""

SMALL = {"PostgreSQL's disk is full", "the broker's disk is full"}
"""Played on servers that write to small disks."""

THREE = {name for name in FAULTS if "of three" in name or "all three" in name}
"""Played on three brokers."""

ALONE = {name for name in FAULTS if "broker" in name or "PostgreSQL" in name or "database" in name} - SMALL | {
    "kill -9 the consumer",
    "kill -9 the relay",
}
"""Strike the servers themselves, or are measured: no other round is played on these servers meanwhile."""
