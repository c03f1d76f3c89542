"""A command over HTTP until it is stored, against a bare endpoint with one INSERT on the same server."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from itertools import count

import orjson

from bench.client import connect, request
from bench.ground import Ground
from bench.measure import Row, alternate
from bench.rebuild import stored
from bench.work import BELL_TABLES
from libs.events.store.migrate import migrate
from libs.events.store.store import connect_pool

__all__ = ["command", "command_line", "post_rate"]

CALLERS = 16

Make = Callable[[str], bytes]


async def command(ground: Ground) -> list[Row]:
    whole = ground.count(6000, 160)
    numbers = count(1)
    url = await ground.database()
    token = ground.issuer.token("bench", roles=["visitor"])
    pool = await connect_pool(url, size=2)
    await migrate(pool, BELL_TABLES)
    await pool.execute("create table public.bare_events (like events including all)")
    try:
        async with (
            ground.program("bell", url, CHECKONCE_ROLE="api") as bell,
            ground.program("bare", url) as bare,
        ):

            async def ours() -> float:
                return await post_rate(bell, whole, next(numbers), lambda door: _label(door, token))

            async def peer() -> float:
                return await post_rate(bare, whole, next(numbers), _label)

            async def nothing() -> float:
                return await post_rate(bare, whole, next(numbers), lambda door: _label(door, path="/v1/nothing"))

            async def keyed() -> float:
                return await post_rate(bell, whole, next(numbers), lambda door: _label(door, token, key=door))

            for warm in (ours, peer):
                await warm()
            mine, theirs, limit, once = await alternate(ground.runs, ours, peer, nothing, keyed)
        stored: int = await pool.fetchval("select count(*) from events")
        assert stored == whole * (2 * ground.runs + 1), "every command is stored"
    finally:
        await pool.close()
        await ground.stack.postgres.drop_database(url.rpartition("/")[2])
    return [
        Row(
            "http", mine, theirs, "fastapi", "commands/s", whole, ground.runs, 0.6,
            limit=limit, limit_name="the bare endpoint without its INSERT",
            note=f"with an Idempotency-Key: {once:,.0f}/s",
        )
    ]  # fmt: skip


def _label(door: str, token: str = "", *, path: str = "/v1/labels", key: str = "") -> bytes:
    headers = {"Idempotency_Key": key} if key else {}
    return request(path, orjson.dumps({"door": door, "label": "number"}), token, **headers)


_KEYS = """
    insert into idempotency (key, caller, fingerprint, body)
    select 'kept-' || n, 'bench', repeat('0', 64), '{}' from generate_series(1, $1::integer) n
"""


@asynccontextmanager
async def command_line(ground: Ground, held: int, *, keys: int = 0) -> AsyncIterator[Callable[[int], Awaitable[float]]]:
    """A running service that holds `held` facts; what is given posts so many commands and says how many a second.

    With `keys` each command has an Idempotency-Key, and so many came before: after the service has begun to look keys up.
    """
    url, numbers = await ground.database(), count(1)
    token = ground.issuer.token("bench", roles=["visitor"])
    pool = await connect_pool(url, size=2)
    try:
        await migrate(pool, BELL_TABLES)
        if held:
            await stored(pool, 1, held)
        async with ground.program("bell", url, CHECKONCE_ROLE="api") as port:

            async def post(whole: int) -> float:
                return await post_rate(port, whole, next(numbers), lambda door: _label(door, token, key=door if keys else ""))

            if keys:
                await post(320)
                await pool.execute(_KEYS, keys, timeout=300)
            yield post
    finally:
        await pool.close()
        await ground.stack.postgres.drop_database(url.rpartition("/")[2])


async def post_rate(port: int, whole: int, run: int, make: Make) -> float:
    """Answered requests per second of 16 callers, each on a connection of its own."""
    connections = [await connect(port) for _ in range(CALLERS)]

    async def caller(number: int) -> None:
        for turn in range(whole // CALLERS):
            await connections[number].post(make(f"{run}-{number}-{turn}"))

    started = time.perf_counter()
    try:
        await asyncio.gather(*(caller(number) for number in range(CALLERS)))
        return whole / (time.perf_counter() - started)
    finally:
        for connection in connections:
            connection.close()
