"""The facts that a rebuild folds in Python, in the order they were learned, and those that this code cannot read."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import asyncpg
from pydantic import ValidationError

from ..envelope import Recorded
from ..fact import UnreadableFactError
from ..refusal import NotNow
from ..store.sessions import ENDLESS
from ..store.store import recorded_from_row
from ..telemetry import log
from .compile import APART

__all__ = ["ALL", "BATCH", "Learned", "LeftOut", "Only", "UnreadableFacts", "unreadable"]

BATCH = 2000
_AT_ONCE = 50
_NAMED = 200
"""Unreadable facts of its own that a refusal names; more are counted."""
_LEARNED = """
    select * from (
        (select position as seq, '' as source, position, stream, version, type, schema_version, id, time, data::text as data,
                meta::text as meta
           from events e where position > $1 and position <= $2{own} order by position limit $3)
        union all
        (select seq, source, position, stream, version, type, schema_version, id, time, data::text, meta::text
           from inbox i where seq > $1 and seq <= $2
            and source <> $4
            and not exists (select 1 from parked p
                             where p.source = i.source and p.stream = i.stream and p.position = i.position)
            and not exists (select 1 from skipped s where s.source = i.source and s.position = i.position){received}
          order by seq limit $3)
    ) as learned order by seq limit $3
"""
# Each part has a limit of its own: joined without, every batch sorted all that was left of the store.
_QUEUED = f"""
    insert into {APART}.queued
    select i.source, i.stream, i.position,
           case when i.position = l.position then l.error else 'queued behind a parked fact' end
      from {APART}.left_out l join inbox i on i.source = l.source and i.stream = l.stream and i.position >= l.position
     where i.seq > $1 and i.seq <= $2
       and not exists (select from skipped s where s.source = i.source and s.position = i.position)
"""  # noqa: S608 - constant
# What is folded has had no reactions yet. A retry of the stream gives it all its effect.
_PARK = f"""
    with unreacted as (
        select n.source, n.position from not_understood n join {APART}.queued q using (source, position)
    ), told as (
        delete from not_understood n using {APART}.queued q
         where n.source = q.source and n.position = q.position and n.stage <> 'waiting'
    )
    insert into parked (source, stream, position, error, reacted)
    select q.source, q.stream, q.position, q.error,
           not exists (select from unreacted u where u.source = q.source and u.position = q.position)
      from {APART}.queued q
        on conflict (source, stream, position) do nothing
"""  # noqa: S608 - constants


class UnreadableFacts(NotNow):
    """Facts of the service's own cannot be left out: what they said is in its views, and in its decisions."""

    plain = True
    slug = "unreadable-facts"
    title_zh = "本服务存有无法读取的事实,读模型未替换"
    title_en = "The store holds facts of its own that this code cannot read: the views were not replaced"
    detail_zh = "共 {count} 个:{value}"
    detail_en = "{count} of them: {value}"
    do_zh = "请部署能读取这些类型和版本的程序(或补上缺少的升级函数),再重建。现有读模型照常使用。"
    do_en = "Deploy code that reads them (an upcaster may be missing), then rebuild. The views stay as they were."


class LeftOut(NamedTuple):
    """The first unreadable fact of a received stream; what comes after it in the stream waits behind it."""

    position: int
    error: str


class Only(NamedTuple):
    """Which facts are read: those of some types, and of these only the ones in streams with facts handled by hand."""

    types: tuple[str, ...]
    by_hand: bool = False
    own: bool = False


ALL = Only(())


@dataclass
class Learned:
    """`wanted`: the types that any view or deadline wants. What cannot be read and nobody wants changes nothing."""

    pool: asyncpg.Pool
    source: str
    wanted: frozenset[str]
    left_out: dict[tuple[str, str], LeftOut] = field(default_factory=dict)
    """(source, stream) of received facts -> where the readable part of the stream ends."""
    _noted: int = 0

    async def ahead(self, after: int, high: int, only: Only) -> AsyncGenerator[tuple[list[Recorded[Any]], int]]:
        """Batches up to `high`, and how far each goes; the next is read and decoded while one is folded."""
        while_folding: asyncio.Task[tuple[list[Recorded[Any]], int]] | None = None
        try:
            while after < high:
                batch, after = await (while_folding or self.batch(self.pool, after, high, only))
                while_folding = asyncio.create_task(self.batch(self.pool, after, high, only)) if after < high else None
                yield batch, after
        finally:
            if while_folding is not None:
                while_folding.cancel()
                await asyncio.gather(while_folding, return_exceptions=True)

    async def batch(self, connection: Any, after: int, high: int, only: Only = ALL) -> tuple[list[Recorded[Any]], int]:
        """Raises UnreadableFactError, naming the first fact that is wanted and cannot be read."""
        rows = await self._rows(connection, after, high, only)
        batch = []
        for number, row in enumerate(rows, 1):
            source = row["source"] or self.source
            if not self._is_left_out(row):
                try:
                    batch.append(recorded_from_row(row, source))
                except UnreadableFactError as error:
                    if row["type"] in self.wanted:
                        raise UnreadableFactError(f"{source} {row['position']}: {_why(error)}") from error
            # The service answers meanwhile.
            if number % _AT_ONCE == 0:
                await asyncio.sleep(0)
        return batch, rows[-1]["seq"] if len(rows) == BATCH else high

    async def survey(self, high: int) -> bool:
        """Reads every wanted fact and leaves out the received streams with one that cannot be read; whether there are new ones.

        Raises UnreadableFacts with all that are the service's own.
        """
        own: list[str] = []
        count, news, after = 0, False, 0
        while after < high:
            rows = await self._rows(self.pool, after, high, Only(tuple(self.wanted)))
            for number, row in enumerate(rows, 1):
                if number % _AT_ONCE == 0:
                    await asyncio.sleep(0)
                if self._is_left_out(row) or not (error := unreadable(row, row["source"] or self.source)):
                    continue
                named = f"{row['source'] or self.source} {row['position']} {row['type']}/{row['schema_version']}: {error}"
                log.error("rebuild.unreadable", fact=named)
                if row["source"]:
                    self.left_out[row["source"], row["stream"]] = LeftOut(row["position"], error)
                    news = True
                    continue
                count += 1
                if len(own) < _NAMED:
                    own.append(named)
            after = rows[-1]["seq"] if len(rows) == BATCH else high
        if own:
            raise UnreadableFacts(count=count, field="facts", value=own)
        return news

    async def note(self, connection: Any, high: int) -> None:
        """Puts down which received facts up to `high` wait, for the statements (table `left_out`) and for `park`."""
        if not self.left_out:
            return
        await connection.executemany(
            f"insert into {APART}.left_out values ($1, $2, $3, $4)",  # noqa: S608 - constant
            [(source, stream, left.position, left.error[:2000]) for (source, stream), left in self.left_out.items()],
        )
        await connection.execute(_QUEUED, 0, high, timeout=ENDLESS)
        self._noted = high

    async def park(self, connection: Any, high: int) -> None:
        """Parks what was left out, and what has come behind it up to `high`; in the transaction that swaps."""
        if not self.left_out:
            return
        await connection.execute(_QUEUED, self._noted, high)
        await connection.execute(_PARK)
        for (source, stream), left in self.left_out.items():
            log.error("consumer.parked", source=source, stream=stream, position=left.position, error=left.error)

    def _is_left_out(self, row: Any) -> bool:
        left = self.left_out.get((row["source"], row["stream"])) if self.left_out else None
        return left is not None and row["position"] >= left.position

    async def _rows(self, connection: Any, after: int, high: int, only: Only) -> Any:
        if not only.types:
            return await connection.fetch(_LEARNED.format(own="", received=""), after, high, BATCH, self.source)
        own, received = " and e.type = any($5)", " and false" if only.own else " and i.type = any($5)"
        if only.by_hand:
            inside = " and exists (select from {apart}.by_hand b where b.source = {source} and b.stream = {alias}.stream)"
            own += inside.format(apart=APART, source="$4", alias="e")
            received += inside.format(apart=APART, source="i.source", alias="i")
        query = _LEARNED.format(own=own, received=received)
        return await connection.fetch(query, after, high, BATCH, self.source, only.types)


def _why(error: UnreadableFactError) -> str:
    """What does not fit, without the values: who reads this need not be one who may read the fact."""
    cause = error.__cause__
    if isinstance(cause, ValidationError):
        found = cause.errors(include_url=False, include_context=False, include_input=False)
        return "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['type']}" for each in found[:10])
    return str(error)


def unreadable(row: Any, source: str) -> str:
    """Why this code cannot read a stored fact; empty when it can."""
    try:
        recorded_from_row(row, source)
    except UnreadableFactError as error:
        return _why(error)
    return ""
