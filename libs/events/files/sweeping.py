"""What is removed from the store: contents that were erased, uploads whose time is over, and what crashes have left."""

from __future__ import annotations

import asyncio
from typing import Final

from ..refusal import Refusal
from ..running.turns import Turns
from ..store.in_turn import in_turn
from ..telemetry import log
from .keeping import FileStore
from .storage import SHARDS
from .uploads import Uploads

__all__ = ["Sweeping"]

_EVERY: Final = 60.0
_AT_A_TIME: Final = 100
_ORPHAN: Final = 7 * 86_400.0
"""Seconds. A crash leaves a content without a row. So does a database that was restored to an earlier day: within a week
somebody sees that, and copies what is needed.
"""
_ERASED: Final = "select sha256 from erased_files join files using (sha256) where gone_at is null limit $1"
_NOBODYS: Final = (
    "select d.sha256 from unnest($1::text[]) d (sha256)"
    " where not exists (select from files f where f.sha256 = d.sha256 and f.gone_at is null)"
)


class Sweeping:
    """The worker of one process. Several may sweep at once."""

    def __init__(self, store: FileStore, hours: int) -> None:
        self._store, self._uploads = store, Uploads(store, hours)
        # What is written to lasts at least as long as its upload.
        self._left = (hours + 1) * 3600.0
        self._shard = 0

    async def run(self, stop: asyncio.Event, turns: Turns) -> None:
        while not stop.is_set():
            try:
                await self.turn()
            except Refusal as refusal:
                # The store is away: readiness says so, and nothing is lost by waiting.
                turns.failed(refusal)
                await asyncio.wait([asyncio.create_task(stop.wait())], timeout=_EVERY)
                continue
            await turns.pause(stop, _EVERY)

    async def turn(self) -> None:
        """What was erased, what is over, and one part of the contents: all of them in four hours. Raises StoreAway."""
        while await self._erase():
            pass
        while await self._uploads.drop_expired(_AT_A_TIME):
            pass
        for name in await self._store.storage.incoming_older(self._left):
            await self._store.storage.discard(name)
        await self.sweep(SHARDS[self._shard])
        self._shard = (self._shard + 1) % len(SHARDS)

    async def _erase(self) -> int:
        """The bytes go first: where this ends in between, it is done again."""
        rows = await self._store.pool.fetch(_ERASED, _AT_A_TIME)
        for row in rows:
            async with self._store.pool.acquire() as tx, tx.transaction():
                await in_turn(tx, f"file/{row['sha256']}")
                await self._store.storage.remove(row["sha256"])
                gone = "update files set gone_at = $2 where sha256 = $1"
                await tx.execute(gone, row["sha256"], self._store.clock())
        return len(rows)

    async def sweep(self, shard: str) -> None:
        """Removes the contents of a shard that no row names."""
        old = await self._store.storage.older(shard, _ORPHAN)
        for row in await self._store.pool.fetch(_NOBODYS, old):
            async with self._store.pool.acquire() as tx, tx.transaction():
                await in_turn(tx, f"file/{row['sha256']}")
                # Its row may have come while this waited.
                if await tx.fetchval(_NOBODYS, [row["sha256"]]) is not None:
                    await self._store.storage.remove(row["sha256"])
                    log.info("files.orphan", sha256=row["sha256"])
