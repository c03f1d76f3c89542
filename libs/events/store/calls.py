"""A process calls those that wait for something to do in its database, whichever process they are in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import asyncpg

from .sessions import held_open

__all__ = ["Calls", "call", "called"]


async def call(db: Any, name: str) -> None:
    """Wakes who waits under that name; within a transaction, at its end. `db`: pool or connection. A call may be lost."""
    await db.execute("select pg_notify($1, '')", name)


@dataclass(slots=True)
class Calls:
    """What is heard over one session. Calls that come while nobody waits are heard at the next wait."""

    _heard: asyncio.Event = field(default_factory=asyncio.Event)
    gone: bool = False
    """Whether the session has ended."""

    def hear(self, *_: object) -> None:
        self._heard.set()

    def end(self, *_: object) -> None:
        self.gone = True
        self._heard.set()

    async def wait(self, stop: asyncio.Event, seconds: float) -> None:
        """Until somebody calls, until `stop`, or at most so long. Raises InterfaceError when the session is gone."""
        waiting = [asyncio.create_task(event.wait()) for event in (stop, self._heard)]
        try:
            await asyncio.wait(waiting, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in waiting:
                task.cancel()
            await asyncio.gather(*waiting, return_exceptions=True)
        if self.gone:
            raise asyncpg.InterfaceError("the session over which calls are heard is gone")
        self._heard.clear()


@asynccontextmanager
async def called(pool: asyncpg.Pool, name: str) -> AsyncIterator[Calls]:
    """Within it calls under that name are heard, over a session of its own."""
    async with pool.acquire() as session:
        calls = Calls()
        await session.add_listener(name, calls.hear)
        session.add_termination_listener(calls.end)
        try:
            async with held_open(session):
                yield calls
        finally:
            if not calls.gone:
                session.remove_termination_listener(calls.end)
                await session.remove_listener(name, calls.hear)
