"""Sessions that end without a word: the database's server dies and another takes its place, or a client's host dies."""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from datetime import datetime
from uuid import UUID

import psutil

from libs.events.resending import certificates, httpx
from libs.events.testing.waiting import eventually

from ..town import ThinError, Town
from ..workload import Answer, Op

__all__ = ["dead_session", "silent_failover"]

_BACK = 30.0
"""Quiet seconds within which a service works again by itself."""
_HOLD = 120.0
_STILL_OPEN = """
    select count(*) from pg_stat_activity a join unnest($1::integer[], $2::timestamptz[]) as o(pid, began)
        on a.pid = o.pid and a.xact_start = o.began
"""


async def silent_failover(town: Town, rng: random.Random) -> None:
    """Every session of every process is gone and none is told; measured until new facts go all the way again."""
    await asyncio.sleep(rng.uniform(0.1, 0.8))
    began = time.monotonic()
    if not town.ground.database.fail_over():
        raise ThinError("no process had a session with the database")
    await town.applied_after(await town.newest(), "a silent failover", still=_BACK)
    town.recovered["a silent failover"].append(round(time.monotonic() - began, 2))
    # Not one of them needs anybody: those that did nothing meanwhile have found it out too.
    for child in town.children.values():
        await eventually(lambda child=child: _ready(town, child.name), what=f"{child.name} is ready again", still=_BACK)


async def dead_session(town: Town, rng: random.Random) -> None:
    """The host of a service dies in the middle of a transaction, behind which no fact may be sent before it has ended."""
    child, database = town.children["chime-a"], town.ground.database
    await asyncio.sleep(rng.uniform(0.1, 0.8))
    store = await town.connect(f"/{town.home}/chime")
    try:
        held = asyncio.create_task(_held_open(town, rng))
        left_open = await eventually(lambda: _waiting(store), what="a transaction is held open")
        ports = {each.laddr.port for each in psutil.Process(child.pid).net_connections("tcp")}
        lost = database.lose(ports)
        await child.kill()
        await held
        if not lost or not await _open(store, left_open):
            raise ThinError("the server noticed the death of its client at once")
        child.start()
        await eventually(lambda: _gone(store, left_open), what="the server ends the transaction of the dead")
        # The dead host's other sessions may hold the relay's lock: the server's keepalives find that out.
        database.give_up_lost()
        await town.applied_after(await town.newest(), "a dead host's session", still=_BACK)
    finally:
        await store.close()


async def _held_open(town: Town, rng: random.Random) -> None:
    """Strikes a chime and never ends the transaction: it may or may not come to pass, and nobody hears which."""
    token = str(UUID(int=rng.getrandbits(128), version=4))
    bearer = {"Authorization": f"Bearer {town.ground.issuer.token('visitor', place=town.home, roles=['visitor'])}"}
    town.asked.append(Op(f"/{town.home}/chime", "strike", "dead", token, Answer.UNKNOWN))
    url = f"{town.children['chime-a'].url}/v1/strike"
    async with httpx.AsyncClient(timeout=_HOLD, headers=bearer, verify=certificates()) as client:
        with contextlib.suppress(httpx.HTTPError):
            await client.post(url, json={"chime": "dead", "token": token, "hold": _HOLD})


async def _waiting(store) -> list[tuple[int, datetime]]:
    """(session, its transaction's begin) of those that have said nothing for a while, with a position drawn."""
    rows = await store.fetch(
        "select a.pid, a.xact_start from pg_stat_activity a join appenders f on f.pid = a.pid"
        " where a.datname = current_database() and a.state = 'idle in transaction'"
        " and clock_timestamp() - a.state_change > interval '1 second'"
    )
    return [(row["pid"], row["xact_start"]) for row in rows]


async def _open(store, transactions: list[tuple[int, datetime]]) -> bool:
    return bool(await store.fetchval(_STILL_OPEN, *map(list, zip(*transactions, strict=True))))


async def _gone(store, transactions: list[tuple[int, datetime]]) -> bool:
    return not await _open(store, transactions)


async def _ready(town: Town, name: str) -> bool:
    try:
        return (await town.call(town.children[name], "GET", "/health/ready")).status_code == 200
    except httpx.HTTPError:
        return False
