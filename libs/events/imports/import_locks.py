"""A lock in the database says that the process of a long work is alive: it ends with the process, however that ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import asyncpg

from ..telemetry import log
from .spool import Spool

__all__ = ["WorkLocks", "is_gone", "mark_interrupted"]

_CLASS = 4208806
_INTERRUPTED = f"""
    with running as materialized (select import_id from imports where state = 'running'
                                     and import_id = coalesce($1, import_id) for update)
    update imports i set state = 'interrupted', finished_at = clock_timestamp() from running r
     where i.import_id = r.import_id and pg_try_advisory_xact_lock({_CLASS}, hashtext(r.import_id))
"""  # noqa: S608 - a constant


@dataclass
class WorkLocks:
    """The locks of one process for its imports and other long work. One session holds them all, while there are any.

    `workbooks` lets one workbook be read at a time: unpacked, each takes hundreds of MiB. `spool` keeps those that arrive.
    """

    pool: asyncpg.Pool
    workbooks: asyncio.Lock = field(default_factory=asyncio.Lock)
    spool: Spool = field(default_factory=Spool)
    _session: Any = None
    _count: int = 0
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    @asynccontextmanager
    async def kept(self, import_id: str) -> AsyncIterator[None]:
        """The import counts as running until this ends or the process does."""
        async with self._turn:
            if self._session is None:
                self._session = await self.pool.acquire()
            self._count += 1
            await self._session.execute("select pg_advisory_lock_shared($1, hashtext($2))", _CLASS, import_id)
        try:
            yield
        finally:
            await asyncio.shield(self._let_go(import_id))

    async def _let_go(self, import_id: str) -> None:
        async with self._turn:
            self._count -= 1
            if not self._session.is_closed():
                await self._session.execute("select pg_advisory_unlock_shared($1, hashtext($2))", _CLASS, import_id)
            if not self._count:
                session, self._session = self._session, None
                await self.pool.release(session)


async def is_gone(db: Any, name: str) -> bool:
    """Whether no process keeps `name` alive (any more). `db`: pool or connection."""
    look = "select case when pg_try_advisory_lock($1, hashtext($2)) then pg_advisory_unlock($1, hashtext($2)) else false end"
    gone: bool = await db.fetchval(look, _CLASS, name)
    return gone


async def mark_interrupted(pool: asyncpg.Pool, import_id: str | None = None) -> None:
    """Imports (or one) that say `running` and whose process is gone become `interrupted`; sent again, they are resumed."""
    async with pool.acquire() as tx, tx.transaction():
        done: str = await tx.execute(_INTERRUPTED, import_id)
    if not done.endswith(" 0"):
        log.warning("imports.interrupted", imports=int(done.rpartition(" ")[2]))
