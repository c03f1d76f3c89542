"""The start of a process waits for what is away, and says so in one line a try."""

from __future__ import annotations

import asyncio
from pathlib import Path

import asyncpg

from ..store.blame import FAILURES, unavailable
from ..store.migrate import migrate
from ..store.sessions import closed
from ..store.store import connect_pool
from ..telemetry import log
from .tries import Tries

__all__ = ["database"]


async def database(dsn: str, migrations: Path, *, size: int, name: str) -> asyncpg.Pool:
    """A pool on the migrated database, once that lets it. Raises what `migrate` refuses."""
    tries = Tries()
    while True:
        try:
            return await _opened(dsn, migrations, size=size, name=name)
        except FAILURES as error:
            if not unavailable(error):
                raise
            rest = tries.rest()
            log.warning(
                "service.waits",
                what="database",
                error=repr(error)[:300],
                again_in=rest,
                do="check CHECKONCE_DATABASE_URL, its password, and whether the server runs; this process goes on by itself",
            )
        await asyncio.sleep(rest)


async def _opened(dsn: str, migrations: Path, *, size: int, name: str) -> asyncpg.Pool:
    pool = await connect_pool(dsn, size=size, name=name)
    try:
        await migrate(pool, migrations)
    except BaseException:
        await closed(pool)
        raise
    return pool
