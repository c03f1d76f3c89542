"""Disks that are full: refused is what cannot be kept, and once there is room everything goes on."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from contextlib import suppress

import asyncpg

from libs.events.patience import Patience

from ..town import ThinError, Town

__all__ = ["full_broker_disk", "full_database_disk"]

_PATIENCE = 20.0
"""Quiet seconds until a full disk must be felt."""


async def full_database_disk(town: Town, rng: random.Random) -> None:
    """No page can be added; in half of the rounds no segment to the write-ahead log either, and then PostgreSQL panics.

    The operator makes room and starts what no longer runs. Clients must have been refused with 503 meanwhile.
    """
    await asyncio.sleep(rng.uniform(0.1, 0.8))
    panic = rng.random() < 0.5
    before, said = town.unavailable, len(town.ground.log("postgres"))
    disk = town.ground.disks["database"]
    disk.fill()
    if panic:
        # A segment has 16 MB, which the clients would not write in a minute.
        await _switch_log(town)
    await _kept_full(town, "database", lambda: town.unavailable > before + 5, rng.uniform(0.3, 2.0))
    _met(town, "postgres", said, "No space left on device", *(["PANIC"] if panic else []))
    await town.ground.heal()


async def _switch_log(town: Town) -> None:
    with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
        connection = await town.connect(f"/{town.home}/chime")
        try:
            for _ in range(20):
                # Each leaves a record behind, so that the next switch needs a segment of its own.
                await connection.execute("select pg_logical_emit_message(false, 'faults', 'x'), pg_switch_wal()")
        finally:
            await connection.close(timeout=2)


async def full_broker_disk(town: Town, rng: random.Random) -> None:
    """The broker cannot append, gives its only log folder up and halts. With room again it is started; the relays go on."""
    await asyncio.sleep(rng.uniform(0.1, 0.8))
    said = len(town.ground.log("kafka"))
    await _kept_full(town, "broker", lambda: not town.ground.broker_runs, rng.uniform(0.3, 2.0))
    _met(town, "kafka", said, "No space left on device")
    await town.ground.heal()


def _met(town: Town, server: str, said: int, *words: str) -> None:
    """The server's own log tells that it was hit."""
    log = town.ground.log(server)[said:]
    if missing := [word for word in words if word not in log]:
        raise ThinError(f"{server} did not say {missing}: {log[-500:]}")


async def _kept_full(town: Town, which: str, felt: Callable[[], bool], after: float) -> None:
    """Full until `felt()` and for `after` seconds more. Raises ThinError when it never is."""
    clock = asyncio.get_running_loop().time
    patience, end = Patience(_PATIENCE, step=0.05), 0.0
    while not end or clock() < end:
        # What the servers recycle or give up is taken too.
        town.ground.disks[which].fill()
        if not end and felt():
            end = clock() + after
        if not await patience.pause() and not end:
            raise ThinError(f"nobody felt the full disk of the {which}: {patience}")
