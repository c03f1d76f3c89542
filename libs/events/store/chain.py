"""A hash chain over all that a service knows, so that a row which was altered, removed or put in later is found (audit.py).

Each of the tables `events` and `inbox` has one chain of blocks (table `store_chain`), made behind the appends by one worker at
a time: whoever appends neither waits for it nor for others. A row is chained about a second after its commit; what is altered
before that is not found.

What is hashed: a row's *leaf* is its position as 8 bytes, big-endian, and the SHA-256 of its text in UTF-8. The text is the
JSON array of its columns as PostgreSQL writes it, times in UTC. A block's *hash* is the SHA-256 of the hash before it and the
leaves of its rows, in order of position. Before the first block stands the SHA-256 of `checkonce {source} {table}`, as in
`checkonce /421088/library events`.

The role that the service runs as may add blocks and change none (roles.py). Whoever owns the database can write the whole chain
anew; so its ends are kept elsewhere (anchors, audit.py).
"""

from __future__ import annotations

import asyncio
import hashlib
import time as clocks
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import asyncpg

from ..clock import pause
from ..running.turns import Turns
from ..telemetry import log
from .blame import FAILURES

__all__ = ["INBOX", "LOGS", "Chain", "Log", "genesis"]

ROWS: Final = 1000
"""Most rows of a block."""
_LOCK = 4208807
_EVERY = 1.0


class Log(NamedTuple):
    """A table that is chained: its name, the column that orders it, and what the text of a row is made of."""

    name: str
    position: str
    columns: str

    @property
    def text(self) -> str:
        """The text of a row, as bytes. Built-in functions alone: they cannot be exchanged as ours could.

        They are named with their schema. `json_build_array` takes anything: a function of that name with these very types, in
        whatever schema of the search path, would be preferred to it.
        """
        return f"pg_catalog.convert_to(pg_catalog.json_build_array({self.columns})::pg_catalog.text, 'UTF8')"


_FACT = "stream, version, type, schema_version, id, time at time zone 'UTC', data, meta"
INBOX: Final = Log("inbox", "seq", f"seq, source, position, topic, partition, kafka_offset, {_FACT}")
LOGS: Final = (Log("events", "position", f"position, {_FACT}"), INBOX)
_NEWER = """
    select coalesce((select max(position) from events) > chained_to('events'), false)
        or coalesce((select max(seq) from inbox) > chained_to('inbox'), false)
"""
_END = "select number, last, hash from public.store_chain where log = $1 order by number desc limit 1"


def genesis(source: str, name: str) -> bytes:
    """What stands before the first block of a source's table."""
    return hashlib.sha256(f"checkonce {source} {name}".encode()).digest()


def _block(table: Log) -> str:
    """Adds the next block; gives the number of its rows. They are hashed where they are: nothing is carried to and fro."""
    at = table.position
    return f"""
        with rows as (
            select {at} as at, int8send({at}) || sha256({table.text}) as leaf from public.{table.name}
             where {at} > $3 and {at} <= $4 order by {at} limit {ROWS}
        ), block as (
            select max(at) as last, string_agg(leaf, ''::bytea order by at) as leaves from rows
        )
        insert into public.store_chain (log, number, last, leaves, hash)
        select $1, $2, last, leaves, sha256($5 || leaves) from block where leaves is not null
        returning octet_length(leaves) / 40
    """  # noqa: S608 - names of our own tables


_BLOCKS: Final = {table.name: _block(table) for table in LOGS}


@dataclass
class Chain:
    """Continues the chains of a service's store. Any process of the service may try; one at a time does it."""

    pool: asyncpg.Pool
    source: str

    async def run(self, stop: asyncio.Event, turns: Turns | None = None) -> None:
        """Until `stop`; survives a database that is away."""
        turns = turns or Turns()
        turns.done(again=_EVERY)
        while not await pause(stop, _EVERY):
            try:
                await self.catch_up(stop, turns)
                turns.done(again=_EVERY)
            except FAILURES as error:
                turns.failed(error)
                log.warning("chain.interrupted", error=repr(error))

    async def catch_up(self, stop: asyncio.Event, turns: Turns | None = None) -> int:
        """Chains all that has settled, a store of before this chain from its first row on; returns the number of rows."""
        if not await self.pool.fetchval(_NEWER):
            return 0
        # A position below which no row can appear any more: one that did would lie in a block that is closed.
        high = await self.pool.fetchval("select high from settled_learned()")
        chained = 0
        for table in LOGS:
            rows = ROWS
            while rows == ROWS and not stop.is_set():
                started = clocks.perf_counter()
                rows = await self._add(table.name, high)
                chained += rows
                if turns is not None:
                    turns.done()
                # A store of millions leaves half of the time to those who use it.
                if rows == ROWS and await pause(stop, clocks.perf_counter() - started):
                    break
        return chained

    async def _add(self, name: str, high: int) -> int:
        async with self.pool.acquire() as tx, tx.transaction():
            if not await tx.fetchval("select pg_try_advisory_xact_lock($1)", _LOCK):
                return 0
            end: Any = await tx.fetchrow(_END, name)
            number, last, before = end or (0, 0, genesis(self.source, name))
            return await tx.fetchval(_BLOCKS[name], name, number + 1, last, high, before) or 0
