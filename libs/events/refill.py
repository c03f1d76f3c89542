"""A topic that was lost is filled again from the store: the store is the truth, a topic only a way to tell it.

First `read_again` in the database of every service that reads the topic, then `refill` in the database of the one that
writes it. Both work while the services run. The new topic needs the same number of partitions as the old one where
neighbours read it (`{place}.shared`): a chain is followed within its partition.
"""

from __future__ import annotations

import asyncio

import asyncpg

from .relay import RELAY_LOCK

__all__ = ["read_again", "refill"]

_PAUSE = 0.02


async def refill(pool: asyncpg.Pool, *, within: float = 30.0) -> int:
    """Lets the service's relay send every fact once more, in order; returns how many facts the store holds.

    The active relay is made to begin anew, so its own checkpoint cannot undo this. Sealed facts are sent with their old
    seals. Raises TimeoutError when the relay's lock cannot be had within so many seconds.
    """
    deadline = asyncio.get_running_loop().time() + within
    async with pool.acquire() as session:
        while not await session.fetchval("select pg_try_advisory_lock($1)", RELAY_LOCK):
            if asyncio.get_running_loop().time() > deadline:
                raise TimeoutError(f"the relay kept its lock for {within} s: stop the service's workers and try again")
            # The relay holds its checkpoint in memory and would write it over ours.
            await session.execute(
                "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted and classid = 0"
                " and objid = $1 and database = (select oid from pg_database where datname = current_database())",
                RELAY_LOCK,
            )
            await asyncio.sleep(_PAUSE)
        try:
            await session.execute("update relay_checkpoint set position = 0")
            return int(await session.fetchval("select count(*) from events"))
        finally:
            await session.execute("select pg_advisory_unlock($1)", RELAY_LOCK)


async def read_again(pool: asyncpg.Pool, topic: str) -> None:
    """Lets a consuming service read the topic from its beginning; what it has it skips."""
    async with pool.acquire() as tx, tx.transaction():
        # The row lock comes first: a batch under way ends before, and the next one sees both changes.
        await tx.execute("update consumer_offsets set next_offset = -1 where topic = $1", topic)
        if not topic.endswith(".shared"):
            # Keys may fall into other partitions now; the inbox still knows every fact by source and position.
            await tx.execute("delete from consumer_positions where topic = $1", topic)
