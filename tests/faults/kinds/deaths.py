"""Processes that die at named points, and go on from there. A round in which none died there is no round."""

from __future__ import annotations

import asyncio
import contextlib
import random

import asyncpg

from libs.events.patience import Patience
from libs.events.resending import httpx
from libs.events.store import migrate
from libs.events.testing.waiting import eventually

from ..child import Child
from ..chime import SERVICES
from ..town import ThinError, Town
from .points import POINTS, STANDS_BY

__all__ = ["die_at"]

_PATIENCE = 25.0
"""Quiet seconds a process has to reach its point; a consumer's group misses a killed member only after ten."""
_TRIES = 3

_CONSUMERS = ("echo-a",)
_SHARING = ("chime-a", "far-chime")
_WHO = {
    "append-before-commit": ("chime-a", "chime-b", "far-chime", "echo-a"),
    "commit-before-answer": ("chime-a", "chime-b", "far-chime"),
    "commit-before-publish": _SHARING,
    "seal-before-publish": _SHARING,
    "acknowledgement-before-checkpoint": _SHARING,
    "effect-before-commit": _CONSUMERS,
    "offset-before-kafka-commit": _CONSUMERS,
    "reaction-before-commit": _CONSUMERS,
    "rebuild-before-swap": ("chime-a", "far-chime", "echo-a"),
    "rebuild-after-swap": ("chime-a", "far-chime", "echo-a"),
    "relay-hand-over": ("chime-b",),
    "migration": ("fresh",),
}
if _WHO.keys() != POINTS.keys():
    raise AssertionError("each point has somebody who may die there")


async def die_at(town: Town, rng: random.Random, *, point: str) -> None:
    """The process dies at the point and is started again; twice, unless it has to wait for its consumer group each time."""
    if point == "migration":
        await _die_migrating(town, rng)
        return
    name = rng.choice(_WHO[point])
    for _ in range(1 if name in _CONSUMERS else 2):
        await asyncio.sleep(rng.uniform(0.0, 0.4))
        passes = rng.randint(1, 4)
        for tried in range(_TRIES):
            # A point that is not passed often enough in time is tried at its first passing.
            if await _died(town, town.children[name], point, 1 if tried else passes):
                break
        else:
            raise ThinError(f"{name} never passed {point} in {_TRIES} lives")
        town.died_there += 1
    if point.startswith("rebuild"):
        await _rebuilt(town, town.children[name])


async def _died(town: Town, child: Child, point: str, passes: int) -> bool:
    await child.kill()
    relay = point in {"commit-before-publish", "seal-before-publish", "acknowledgement-before-checkpoint"}
    if relay and child.name == "chime-a":
        await town.children["chime-b"].kill()  # or the standby would do the sending
    if point == "relay-hand-over":
        await _hand_over(town, child, town.children["chime-a"], in_order=passes % 2 == 0)
    else:
        child.start(point=f"{point}:{1 if point.startswith('rebuild') else passes}")
    if point.startswith("rebuild"):
        await _until_dead_rebuilding(town, child)
    died = await child.died(_PATIENCE)
    await child.kill()
    for one in town.children.values():
        if not one.running:
            one.start()
    await child.ready()
    return died


async def _hand_over(town: Town, child: Child, other: Child, *, in_order: bool) -> None:
    """The other one leads and ends, by death or in order; who stands by takes over, and dies."""

    async def leads() -> bool:
        try:
            return "checkonce_relay_active 1.0" in (await town.call(other, "GET", "/metrics")).text
        except httpx.HTTPError:
            return False

    # Who is ready has not always asked for the lock yet. Ended a moment too early, the other one handed over to nobody.
    await eventually(leads, what=f"{other.name} leading")
    before = len(child.said())
    child.start(point="relay-hand-over:1")
    await eventually(lambda: STANDS_BY in child.said()[before:], what=f"{child.name} standing by", progress=child.said)
    await (other.stop() if in_order else other.kill())


async def _until_dead_rebuilding(town: Town, child: Child) -> None:
    await child.ready()
    patience = Patience(_PATIENCE)
    while child.running and await patience.pause():
        with contextlib.suppress(httpx.HTTPError):
            await town.call(child, "POST", "/v1/ops/rebuild")


async def _rebuilt(town: Town, child: Child) -> None:
    """What a rebuild that died has left does not stop the next one."""

    async def done() -> bool:
        return (await town.call(child, "POST", "/v1/ops/rebuild")).status_code == 200

    await eventually(done, what=f"rebuild of {child.name}")


async def _die_migrating(town: Town, rng: random.Random) -> None:
    """A process dies while it migrates a fresh database, twice, and one then goes on with what it finds."""
    name = f"f{town.far}_echo"
    await town.ground.postgres.create_database(name)
    first = rng.randint(1, 3)
    try:
        # The second life begins where the first one's last committed file ends, and passes its point once more.
        for point in (f"migration:{first}", f"migration:{rng.randint(1, 2)}", ""):
            fresh = town.add("fresh", town.far, "echo")
            fresh.environment["CHECKONCE_NEIGHBOURS"] = "[]"
            fresh.start(point=point)
            if not point:
                await fresh.ready()
            elif await fresh.died(_PATIENCE):
                town.died_there += 1
            else:
                raise ThinError(f"the process never passed {point}")
            await fresh.kill()
        connection = await asyncpg.connect(town.ground.dsn(name, proxied=False))
        done = await connection.fetchval("select count(*) from public.migrations")
        await connection.close()
        files = len([*migrate._CORE.glob("*.sql"), *SERVICES["echo"].migrations.glob("*.sql")])
        if done != files:
            raise AssertionError(f"{done} migrations applied, {files} expected")
    finally:
        if fresh := town.children.pop("fresh", None):
            await fresh.kill()
        await town.ground.postgres.drop_database(name)
