"""A rolling update with the writers first: for a while the echo reads facts that its code does not know."""

from __future__ import annotations

import asyncio
import random

from libs.events.testing.waiting import eventually

from ..town import ThinError, Town

__all__ = ["older_consumer"]

_ENOUGH = 3
"""Facts unknown to the echo, of each source, before it is updated too."""


async def older_consumer(town: Town, rng: random.Random) -> None:
    """Chimes one by one, in order or by death; then the echo, or two echoes at once, which may die while they catch up.

    From then on views and reactions must be as if the echo had known it all along.
    """
    for name in rng.sample(["chime-a", "chime-b", "far-chime"], 3):
        await asyncio.sleep(rng.uniform(0.0, 0.5))
        await _updated(town, name, by_death=rng.random() < 0.5)
    if rng.random() < 0.3:
        await town.children["echo-a"].kill()  # the older one once more: what it does not know stays kept
        town.children["echo-a"].start()
    await _kept_unknown(town)
    names = ["echo-a"]
    if rng.random() < 0.4:
        town.add("echo-b", town.home, "echo")
        names.append("echo-b")
    await asyncio.gather(*(_updated(town, name, by_death=rng.random() < 0.5) for name in names))
    for _ in range(rng.randint(0, 2)):
        await asyncio.sleep(rng.uniform(0.0, 0.4))
        child = town.children[rng.choice(names)]
        await child.kill()
        child.start()
    await asyncio.gather(*(town.children[name].ready() for name in names))


async def _updated(town: Town, name: str, *, by_death: bool) -> None:
    child = town.children[name]
    await (child.kill() if by_death else child.stop())
    child.environment["FAULT_CODE"] = "newer"
    child.start()
    if name.startswith("echo"):
        return
    await child.ready()


async def _kept_unknown(town: Town) -> None:
    """The echo has facts of each source that are newer than its code."""
    echo = await town.connect(f"/{town.home}/echo")

    async def enough() -> bool:
        rows = await echo.fetch(
            "select source, count(*) as n from public.inbox where schema_version > 1 or type = 'chime.hummed' group by 1"
        )
        return sum(row["n"] >= _ENOUGH for row in rows) == 2

    try:
        await eventually(enough, what=f"{_ENOUGH} facts of each source that the echo does not know")
    except AssertionError as error:
        raise ThinError(str(error)) from error
    finally:
        await echo.close()
