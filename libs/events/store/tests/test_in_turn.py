"""Who takes turns waits for each other, and shows nobody about what."""

import asyncio

from libs.events.store.in_turn import in_turn
from libs.events.testing.waiting import eventually

HELD = """
    select classid::bigint << 32 | objid::bigint as key, granted from pg_locks
     where locktype = 'advisory' and objsubid = 1 and pid <> pg_backend_pid()
       and database = (select oid from pg_database where datname = current_database())
"""


async def keys_while_held(pool, name) -> set[int]:
    async with pool.acquire() as connection, connection.transaction():
        await in_turn(connection, name)
        return {row["key"] for row in await pool.fetch(HELD)}


async def test_of_the_same_name_one_waits_for_the_other_and_another_name_for_none(pool):
    order, second_waits = [], asyncio.Event()

    async def second():
        async with pool.acquire() as connection, connection.transaction():
            second_waits.set()
            await in_turn(connection, "filing/E-1")
            order.append("second")

    async with pool.acquire() as connection, connection.transaction():
        await in_turn(connection, "filing/E-1")
        waiting = asyncio.create_task(second())
        await second_waits.wait()

        async def one_waits():
            return any(not row["granted"] for row in await pool.fetch(HELD))

        await eventually(one_waits, what="the second in the queue")
        await keys_while_held(pool, "filing/E-2")
        order.append("first")
    await waiting
    assert order == ["first", "second"]


async def test_whoever_sees_all_locks_of_the_server_does_not_find_the_name_by_trying(pool):
    (key,) = await keys_while_held(pool, "filing/E-1")
    assert await keys_while_held(pool, "filing/E-1") == {key}
    tried = await pool.fetchrow(
        "select hashtextextended($1, 0) as hashed, hashtext($1)::bigint as short,"
        " ('x' || left(encode(sha256(convert_to($1, 'UTF8')), 'hex'), 16))::bit(64)::bigint as digest",
        "filing/E-1",
    )
    assert key not in tried.values()
    # In another database, whose secret is another, the same name has another key.
    await pool.execute("update lock_secret set secret = secret || '\\x00'")
    assert await keys_while_held(pool, "filing/E-1") != {key}
