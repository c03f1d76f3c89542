"""Brokers that keep everything thrice: with one away everything goes on, with two nothing is acknowledged and nothing lost."""

from __future__ import annotations

import asyncio
import random
import shutil
import time

import psutil

from apps.checkonce.stack import Kafka
from libs.events.bus.kafka import events_topic
from libs.events.resending import httpx
from libs.events.testing.waiting import eventually

from ..brokers import Brokers
from ..town import ThinError, Town

__all__ = ["all_brokers", "emptied_broker", "one_broker", "stopped_broker", "two_brokers"]

_DEAD = "a broker of three dead"


async def one_broker(town: Town, rng: random.Random) -> None:
    """One after the other dies and comes back, as in an update of the brokers that goes wrong. Facts go on meanwhile."""
    brokers = await _three(town)
    for node in rng.sample(brokers.nodes, 2):
        await asyncio.sleep(rng.uniform(0.1, 0.8))
        await _without(town, node)
        await asyncio.sleep(rng.uniform(0.0, 1.0))
        await node.start()
        await brokers.in_sync()


async def stopped_broker(town: Town, rng: random.Random) -> None:
    """One stands still until others lead in its place, and then goes on as if it still led: what it says must not count."""
    brokers = await _three(town)
    await asyncio.sleep(rng.uniform(0.1, 0.8))
    process, began, last = psutil.Process(rng.choice(brokers.nodes).pid), time.monotonic(), await town.newest()
    process.suspend()
    try:
        # What was sent before the stop may still be on its way: only what comes now shows that others lead.
        await eventually(lambda: _grown(town, last), what="commands are answered without the broker")
        await town.applied_after(await town.newest(), "a broker of three standing still")
        town.recovered["a broker of three standing still"].append(round(time.monotonic() - began, 2))
        await asyncio.sleep(rng.uniform(0.0, 1.0))
    finally:
        process.resume()
    await brokers.in_sync()


async def two_brokers(town: Town, rng: random.Random) -> None:
    """Two die, in half of the rounds the second only when the third has gone on without the first for a while. Commands are
    answered, whoever cannot send or read says so, and with one of the two back it goes on.
    """
    brokers = await _three(town)
    await asyncio.sleep(rng.uniform(0.1, 0.8))
    first, second = rng.sample(brokers.nodes, 2)
    if rng.random() < 0.5:
        await _without(town, first)
    else:
        await first.kill()
    await second.kill()
    last = await town.newest()
    await eventually(lambda: _grown(town, last), what="commands are answered with two brokers away")
    await eventually(lambda: _unready(town), what="whoever cannot send or read says so")
    last = await town.newest()
    await asyncio.sleep(rng.uniform(0.0, 1.0))
    if await _applied(town, last):
        raise ThinError("facts went on with two brokers of three away")
    began, back = time.monotonic(), rng.choice([first, second])
    await back.start()
    await town.applied_after(last, "the first of two dead brokers")
    town.recovered["the first of two dead brokers"].append(round(time.monotonic() - began, 2))
    await brokers.start()


async def all_brokers(town: Town, rng: random.Random) -> None:
    """All die at once; two come back, then the third."""
    brokers = await _three(town)
    await asyncio.sleep(rng.uniform(0.1, 0.8))
    await brokers.kill()
    await asyncio.sleep(rng.uniform(0.0, 2.0))
    late = rng.choice(brokers.nodes)
    await asyncio.gather(*(node.start() for node in brokers.nodes if node is not late))
    await town.applied_after(await town.newest(), "two of three brokers are back")
    await brokers.start()


async def emptied_broker(town: Town, rng: random.Random) -> None:
    """One dies and its disk is lost: it comes back with nothing, and has all again from the others."""
    brokers = await _three(town)
    await asyncio.sleep(rng.uniform(0.1, 0.8))
    node = rng.choice(brokers.nodes)
    await _without(town, node)
    await asyncio.to_thread(shutil.rmtree, node._folder)
    await node.start()
    await brokers.in_sync()
    # The others may go now, one at a time: whatever the emptied one did not take over would be missing.
    other = rng.choice([each for each in brokers.nodes if each is not node])
    await _without(town, other)
    await brokers.start()


async def _three(town: Town) -> Brokers:
    brokers = town.ground.brokers
    if brokers is None:
        raise ThinError("there is one broker only")
    if (least := await brokers.least_in_sync(events_topic(town.home, "chime"))) != "2":
        raise ThinError(f"{least} brokers are enough for an acknowledgement")
    return brokers


async def _without(town: Town, node: Kafka) -> None:
    """Kills it, measured until a fact that was asked for afterwards is applied."""
    began = time.monotonic()
    await node.kill()
    await town.applied_after(await town.newest(), _DEAD)
    town.recovered[_DEAD].append(round(time.monotonic() - began, 2))


async def _grown(town: Town, last: int) -> bool:
    return await town.newest() > last + 5


async def _applied(town: Town, last: int) -> bool:
    echo = await town.connect(f"/{town.home}/echo")
    try:
        query = "select exists (select from public.inbox where source = $1 and position > $2)"
        return bool(await echo.fetchval(query, f"/{town.home}/chime", last))
    finally:
        await echo.close()


async def _unready(town: Town) -> bool:
    """Whether the relays of both places and the reader say that nothing gets on."""
    refused = set()
    for child in town.children.values():
        try:
            if (await town.call(child, "GET", "/health/ready")).status_code == 503:
                refused.add(child.name)
        except httpx.HTTPError:
            continue
    return {"far-chime", "echo-a"} <= refused and bool({"chime-a", "chime-b"} & refused)
