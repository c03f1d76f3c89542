"""Commands of 16 at once until they are durable, against a bare insert and against `eventsourcing`.

The path is the one that services take, without HTTP and without views of their own.
"""

from __future__ import annotations

import asyncio
import os
import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from itertools import count
from typing import Any
from urllib.parse import unquote, urlsplit

import asyncpg
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event

from apps.checkonce.stack.postgres_binaries import account_for, find_binaries
from bench.ground import PLACE, Ground
from bench.measure import Row, alternate, fsync_rate
from bench.work import BELL_TABLES, META, bells
from libs.events.clock import system_clock
from libs.events.decider import Deciders
from libs.events.http.idempotency import Executor
from libs.events.store.runner import Ask, Runner
from libs.events.store.store import PostgresStore

__all__ = ["append", "append_rate"]

WRITERS = 16

_INSERT = (
    "insert into bare_events (stream, version, type, schema_version, id, time, data, meta) values "
    "({stream}, 1, 'bell.rung', 1, gen_random_uuid(), '2026-03-02T02:00:00Z', "
    """'{{"door": "x", "by": "2026-03-02T02:00:00Z"}}'::jsonb, """
    """'{{"actor": "bench", "correlation": "00000000-0000-4000-8000-000000000000"}}'::jsonb)"""
)
_SCRIPT = "\\set n :n + 1\n" + _INSERT.format(stream="'bell-' || :run || '-' || :client_id || '-' || :n") + ";\n"


async def append(ground: Ground) -> list[Row]:
    whole = ground.count(24_000, 160)
    fewer = ground.count(1_600, 64)
    numbers = count(1)
    async with ground.pool(BELL_TABLES) as pool:
        await pool.execute("create table public.bare_events (like events including all)")
        store = PostgresStore(pool, f"/{PLACE}/bell")

        async def ours() -> float:
            return await append_rate(store, whole, next(numbers))

        async def bare() -> float:
            return await _pgbench(ground, pool, whole, next(numbers))

        await append_rate(store, WRITERS, next(numbers))
        mine, theirs = await alternate(ground.runs, ours, bare)
        limit = fsync_rate(ground.folder)
        stored: int = await pool.fetchval("select count(*) from events")
        assert stored == WRITERS + ground.runs * whole, "every append is stored"

        url = await ground.database()
        with _application(url) as application:

            async def library() -> float:
                return await asyncio.to_thread(_save_all, application, fewer)

            again, other = await alternate(ground.runs, ours, library)
        await ground.stack.postgres.drop_database(url.rpartition("/")[2])
    name = "pgbench" if _binary(ground) else "asyncpg-insert"
    row = partial(Row, "append", unit="appends/s", runs=ground.runs, limit=limit, limit_name="flushes of one page, one by one")
    return [
        row(mine, theirs, name, n=whole, bar=0.80),
        row(again, other, "eventsourcing", n=whole, bar=10, note=f"the peer saved {fewer} a run"),
    ]


async def append_rate(store: PostgresStore, whole: int, run: int) -> float:
    """Commands per second of 16 callers, each to a stream of its own every time: read, decided and appended as in a service."""
    executor = Executor(Runner(store, Deciders(bells.BELL), system_clock))

    async def writer(number: int) -> None:
        for turn in range(whole // WRITERS):
            door = f"{run}-{number}-{turn}"
            await executor.execute(Ask((bells.Ring(door=door),), META))

    started = time.perf_counter()
    await asyncio.gather(*(writer(number) for number in range(WRITERS)))
    return whole / (time.perf_counter() - started)


def _binary(ground: Ground) -> str | None:
    folder = find_binaries(account_for(ground.folder / "stack" / "postgres")).folder
    return str(folder / "pgbench") if (folder / "pgbench").exists() else None


async def _pgbench(ground: Ground, pool: asyncpg.Pool, whole: int, run: int) -> float:
    binary = _binary(ground)
    if binary is None:
        return await _insert_loop(pool, whole, run)
    script = ground.folder / "insert.sql"
    script.write_text(_SCRIPT, encoding="utf-8")
    place = urlsplit(ground.stack.postgres.dsn(await pool.fetchval("select current_database()")))
    environment = {
        **os.environ,
        "PGHOST": place.hostname or "",
        "PGPORT": str(place.port),
        "PGUSER": place.username or "",
        "PGPASSWORD": unquote(place.password or ""),
        "PGDATABASE": place.path[1:],
    }
    each = str(whole // WRITERS)
    options = ["-n", "-M", "prepared", "-c", str(WRITERS), "-j", "2", "-t", each, "-D", "n=0", "-D", f"run={run}"]
    process = await asyncio.create_subprocess_exec(
        binary, *options, "-f", str(script), env=environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    out, error = await process.communicate()
    found = re.search(rb"tps = ([0-9.]+)", out)
    if process.returncode or found is None:
        raise RuntimeError(f"pgbench: {error.decode()}")
    return float(found[1])


async def _insert_loop(pool: asyncpg.Pool, whole: int, run: int) -> float:
    async def writer(number: int) -> None:
        for turn in range(whole // WRITERS):
            await pool.execute(_INSERT.format(stream="$1"), f"bell-{run}-{number}-{turn}")

    started = time.perf_counter()
    await asyncio.gather(*(writer(number) for number in range(WRITERS)))
    return whole / (time.perf_counter() - started)


class _Bell(Aggregate):
    @event("Rung")
    def __init__(self, door: str) -> None:
        self.door = door


@contextmanager
def _application(url: str) -> Iterator[Application[Any]]:
    """An application of the `eventsourcing` package as its handbook sets it up, on the same server."""
    place = urlsplit(url)
    application: Application[Any] = Application(
        env={
            "PERSISTENCE_MODULE": "eventsourcing.postgres",
            "POSTGRES_DBNAME": place.path[1:],
            "POSTGRES_HOST": place.hostname or "",
            "POSTGRES_PORT": str(place.port),
            "POSTGRES_USER": place.username or "",
            "POSTGRES_PASSWORD": unquote(place.password or ""),
        }
    )
    try:
        yield application
    finally:
        application.close()


def _save_all(application: Application[Any], whole: int) -> float:
    def writer(number: int) -> None:
        for turn in range(whole // WRITERS):
            application.save(_Bell(door=f"{number}-{turn}"))

    started = time.perf_counter()
    with ThreadPoolExecutor(WRITERS) as threads:
        list(threads.map(writer, range(WRITERS)))
    return whole / (time.perf_counter() - started)
