"""One bad thing that may stop nothing but itself: a deadline whose command fails, stored facts that the code cannot read."""

from __future__ import annotations

import asyncio
import random
from typing import Any
from uuid import UUID

from libs.events.resending import certificates, httpx
from libs.events.testing.waiting import eventually

from ..chime import PATIENCE
from ..town import ThinError, Town
from ..workload import Answer, Op

__all__ = ["failing_deadline", "unreadable_fact"]

_BROKEN = """
    create function public.broken() returns trigger language plpgsql as $$
    begin
        if new.type = 'chime.lapsed' and new.stream = 'chime-broken' then
            raise exception 'a mistake in the program' using errcode = 'data_exception';
        end if;
        return new;
    end $$;
    create trigger broken before insert on public.events for each row execute function public.broken()
"""
_IT = "select count(*) from views.deadlines where key = 'lapse/broken'"
_MENDED = "drop trigger broken on public.events; drop function public.broken()"


async def failing_deadline(town: Town, rng: random.Random) -> None:
    """The oldest deadline of all fails in the database. All others fire; it is named, and fires once it is mended."""
    await asyncio.sleep(rng.uniform(0.0, 0.5))
    source = f"/{town.home}/chime"
    store = await town.connect(source)
    try:
        await _strike(town, rng, "broken")
        await store.execute("update views.deadlines set due = due - interval '1 minute' where key = 'lapse/broken'")
        await store.execute(_BROKEN)
        try:
            last = await store.fetchval("select max(due) from views.deadlines")
            town.jump(PATIENCE.total_seconds() + 60)
            await eventually(lambda: _named(town), what="the failing deadline is named")
            others = "select count(*) from views.deadlines where due <= $1 and key <> 'lapse/broken'"
            await eventually(lambda: _none(store, others, last), what="all other deadlines fire")
            if await _none(store, _IT):
                raise ThinError("the deadline that was to fail has fired")
        finally:
            await store.execute(_MENDED)
        again = await town.call(town.children["chime-a"], "POST", "/v1/ops/deadlines/retry", json={"key": "lapse/broken"})
        again.raise_for_status()
        await eventually(lambda: _none(store, _IT), what="the mended deadline fires")
    finally:
        await store.close()


async def _named(town: Town) -> bool:
    answer = await town.call(town.children["chime-b"], "GET", "/v1/ops/deadlines/failing")
    return [each["key"] for each in answer.json()] == ["lapse/broken"]


async def unreadable_fact(town: Town, rng: random.Random) -> None:
    """Facts that the code can no longer read, one received and two of the service's own, and rebuilds that meet them.

    The received one is left out and parked with its stream, the own ones refuse the swap, both of them named. Mended, all is
    as if they had been readable all along: the checker compares tables and counts answers.
    """
    await asyncio.sleep(rng.uniform(0.0, 0.5))
    await _received(town, rng)
    await _own(town, rng)


async def _received(town: Town, rng: random.Random) -> None:
    echo = await town.connect(f"/{town.home}/echo")
    try:
        received = "select seq, stream, position, data::text as data from public.inbox where type = 'chime.struck' order by seq"
        row = rng.choice(await eventually(lambda: echo.fetch(received), what="strokes received"))
        await _spoil(echo, "inbox", "seq", row["seq"])
        await _rebuilt(town, "echo-a", 200)
        listed = (await town.call(town.children["echo-a"], "GET", "/v1/ops/parked")).json()["items"]
        if [(each["stream"], each["position"]) for each in listed] != [(row["stream"], row["position"])]:
            raise AssertionError(f"parked: {listed}, and not {row['stream']} {row['position']}")
        await asyncio.sleep(rng.uniform(0.0, 1.0))
        await _restore(echo, "inbox", "seq", row["seq"], row["data"])
        answer = await town.call(
            town.children["echo-a"], "POST", "/v1/ops/parked/retry-many", json={"source": listed[0]["source"]}
        )
        if answer.json()["freed"] != 1:
            raise AssertionError(f"not freed: {answer.text}")
    finally:
        await echo.close()


async def _own(town: Town, rng: random.Random) -> None:
    store = await town.connect(f"/{town.home}/chime")
    try:
        # In streams that no client asks for: a command on one of them would find it unreadable, rightly.
        for chime in ("unread-1", "unread-2"):
            await _strike(town, rng, chime)
        rows = await store.fetch(
            "select position, data::text as data from public.events where stream like 'chime-unread-%' order by position"
        )
        # What is spoilt later was sent as it was.
        unsent = "select count(*) from public.relay_checkpoint where position < $1"
        await eventually(lambda: _none(store, unsent, rows[-1]["position"]), what="the strokes are sent")
        for row in rows:
            await _spoil(store, "events", "position", row["position"])
        refused = await _rebuilt(town, "chime-b", 409)
        for row in rows:
            if f"/{town.home}/chime {row['position']} " not in refused.json()["detail"]:
                raise AssertionError(f"{row['position']} is not named: {refused.text}")
            await _restore(store, "events", "position", row["position"], row["data"])
        await _rebuilt(town, "chime-b", 200)
    finally:
        await store.close()


async def _rebuilt(town: Town, name: str, status: int) -> httpx.Response:
    async def answered() -> httpx.Response | None:
        answer = await town.call(town.children[name], "POST", "/v1/ops/rebuild")
        busy = answer.status_code == 409 and answer.json()["type"].endswith("rebuild-running")
        return None if busy else answer

    answer: httpx.Response = await eventually(answered, what=f"a rebuild of {name}")
    if answer.status_code != status:
        raise AssertionError(f"rebuild of {name}: {answer.status_code} {answer.text}")
    return answer


async def _spoil(connection: Any, table: str, key: str, value: int) -> None:
    await connection.execute(f"update public.{table} set data = '{{}}' where {key} = $1", value)


async def _restore(connection: Any, table: str, key: str, value: int, data: str) -> None:
    await connection.execute(f"update public.{table} set data = $2::jsonb where {key} = $1", value, data)


async def _strike(town: Town, rng: random.Random, chime: str) -> None:
    """A stroke of a chime that no client strikes."""
    token = str(UUID(int=rng.getrandbits(128), version=4))
    bearer = {"Authorization": f"Bearer {town.ground.issuer.token('visitor', place=town.home, roles=['visitor'])}"}
    async with httpx.AsyncClient(timeout=120, headers=bearer, verify=certificates()) as client:
        url = f"{town.children['chime-a'].url}/v1/strike"
        (await client.post(url, json={"chime": chime, "token": token})).raise_for_status()
    town.asked.append(Op(f"/{town.home}/chime", "strike", chime, token, Answer.OK))


async def _none(connection: Any, query: str, *parameters: Any) -> bool:
    return not await connection.fetchval(query, *parameters)
