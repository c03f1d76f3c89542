"""A command over HTTP until it is stored, against FastAPI with one INSERT and against ASGI with one, on the same server."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from functools import partial
from itertools import count

import orjson

from bench.client import connect, request
from bench.ground import PLACE, Ground
from bench.measure import Row, alternate
from bench.rows.rebuild import stored
from bench.work import BELL_TABLES
from libs.events.store.migrate import migrate
from libs.events.store.store import connect_pool

__all__ = ["command", "command_line", "post_rate"]

CALLERS = 16

Make = Callable[[str], bytes]


async def command(ground: Ground) -> list[Row]:
    url = await ground.database()
    token = ground.issuer.token("bench", place=PLACE, roles=["visitor"])
    pool = await connect_pool(url, size=2)
    await migrate(pool, BELL_TABLES)
    await pool.execute("create table public.bare_events (like events including all)")
    rows: list[Row] = []
    try:
        async with (
            ground.program("bell", url, CHECKONCE_ROLE="api") as bell,
            ground.program("bare", url) as bare,
            ground.program("raw", url) as raw,
        ):
            numbers = count(1)
            for callers, whole, bar in ((CALLERS, ground.count(6000, 160), 1.0), (1, ground.count(1500, 64), 0.7)):
                rows += await _rows(ground, (bell, bare, raw), token, numbers, callers, whole, bar)
        stored: int = await pool.fetchval("select count(*) from events")
        assert stored == sum(row.n for row in rows[::2]) * (2 * ground.runs + 1), "every command is stored"
    finally:
        await pool.close()
        await ground.stack.postgres.drop_database(url.rpartition("/")[2])
    return rows


async def _rows(  # noqa: PLR0917 - one call
    ground: Ground, ports: tuple[int, int, int], token: str, numbers: Iterator[int], callers: int, whole: int, bar: float
) -> list[Row]:
    """With so many callers at once, beside FastAPI and beside a bare ASGI application."""
    bell, bare, raw = ports

    async def ours() -> float:
        return await post_rate(bell, whole, next(numbers), lambda door: _label(door, token), callers)

    async def peer() -> float:
        return await post_rate(bare, whole, next(numbers), _label, callers)

    async def plain() -> float:
        return await post_rate(raw, whole, next(numbers), _label, callers)

    async def nothing() -> float:
        return await post_rate(bare, whole, next(numbers), lambda door: _label(door, path="/v1/nothing"), callers)

    async def keyed() -> float:
        return await post_rate(bell, whole, next(numbers), lambda door: _label(door, token, key=door), callers)

    for warm in (ours, peer, plain):
        await warm()
    mine, theirs, least, limit, once = await alternate(ground.runs, ours, peer, plain, nothing, keyed)
    note = f"{callers} at once; with an Idempotency-Key: {once:,.0f}/s"
    row = partial(Row, "http", unit="commands/s", n=whole, runs=ground.runs, note=note)
    return [
        row(mine, theirs, "fastapi", bar=bar, limit=limit, limit_name="FastAPI without the INSERT"),
        row(mine, least, "asgi", bar=None),
    ]


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
    token = ground.issuer.token("bench", place=PLACE, roles=["visitor"])
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


async def post_rate(port: int, whole: int, run: int, make: Make, callers: int = CALLERS) -> float:
    """Answered requests per second of so many callers, each on a connection of its own."""
    connections = [await connect(port) for _ in range(callers)]

    async def caller(number: int) -> None:
        for turn in range(whole // callers):
            await connections[number].post(make(f"{run}-{number}-{turn}"))

    started = time.perf_counter()
    try:
        await asyncio.gather(*(caller(number) for number in range(callers)))
        return whole / (time.perf_counter() - started)
    finally:
        for connection in connections:
            connection.close()
