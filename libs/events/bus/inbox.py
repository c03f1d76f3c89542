"""The effect of received facts, and the streams that are parked because a fact keeps failing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

import asyncpg

from ..envelope import Recorded
from ..fact import Unknown, UnreadableFactError, catalog
from ..reactions import Environment, Pending, Reactions
from ..refusal import NotFound
from ..store.blame import passes
from ..store.runner import Runner
from ..store.store import Transaction, recorded_from_row
from ..telemetry import log, outline
from ..views.rebuild import RebuildRunning
from ..views.views import Views
from .unapplied.brake import Brake

__all__ = ["INBOX_COLUMNS", "Inbox", "ParkedStream"]

_REBUILD_LOCK = 4208804
"""Held by rebuild.py while it runs."""
_PARKED = """
    with first as (
        select distinct on (source, stream) source, stream, position, error, attempts, parked_at as since
          from parked where (source, stream) > ($1, $2) order by source, stream, position limit $3
    )
    select f.source, f.stream, position, i.type, f.error, f.attempts, f.since,
           (select count(*) from parked p where (p.source, p.stream) = (f.source, f.stream)) as waiting
      from first f join inbox i using (source, position) order by f.source, f.stream
"""
INBOX_COLUMNS = (
    "i.position, i.stream, i.version, i.type, i.schema_version, i.id, i.time, i.data::text as data, i.meta::text as meta"
)


@dataclass(frozen=True, slots=True)
class ParkedStream:
    """`waiting` counts the failing fact, whose `type` is named, and those queued behind it."""

    source: str
    stream: str
    position: int
    type: str
    error: str
    attempts: int
    waiting: int
    since: datetime


class Again(NamedTuple):
    """How many facts were applied, and whether none of the stream waits any more."""

    applied: int
    free: bool


@dataclass
class Inbox:
    pool: asyncpg.Pool
    views: Views
    reactions: Reactions
    runner: Runner
    environment: Environment
    brake: Brake = field(default_factory=Brake)

    def concerns(self, item: Recorded[Any]) -> bool:
        """Whether any view or reaction wants facts like this one; the others are only kept."""
        home = item.place == self.environment.place
        cls = type(item.fact)
        return self.views.handles(cls, home=home) or self.reactions.handles(cls, home=home)

    def touches(self, item: Recorded[Any]) -> frozenset[str] | None:
        """The tables that a fact's views write or read; None where a reaction may read all and append."""
        home = item.place == self.environment.place
        cls = type(item.fact)
        if self.reactions.handles(cls, home=home):
            return None
        return frozenset() if item.source == self.runner.store.source else self.views.touches(cls, home=home)

    async def apply(
        self, tx: Transaction, group: Sequence[Recorded[Any]], pending: Pending | None = None, *, reacted: bool = False
    ) -> None:
        """The effect of facts of one class: views first, then reactions. Own facts updated the views when they were appended.

        With `pending` the reactions' commands are left in it; its owner flushes it when the batch is through. `reacted`: a
        rebuild has taken the facts out of the views after they had had their reactions.
        """
        source = group[0].source
        if source != self.runner.store.source:
            if group[0].place == self.environment.place:
                await self.views.apply(tx, group)
            else:
                await self.views.apply_neighbour(tx, group)
        if not reacted and self.reactions.handles_any(type(group[0].fact)):
            await self.reactions.react(tx, group, self.environment, self.runner, pending)

    def said(self, fact_type: str, error: Exception) -> str:
        """What logs and operators are told of an error at a fact. Its text may show what the fact says, and what a reaction has
        read: it is told where all of the place read the fact, and no command follows from it.
        """
        cls = catalog.newest(fact_type)
        plain = cls is not None and cls.visibility.open and not self.reactions.handles_any(cls)
        return repr(error) if plain else outline(error)

    async def apply_isolated(
        self,
        tx: Transaction,
        group: Sequence[Recorded[Any]],
        parked: set[tuple[str, str]],
        blamed: type[Exception] | None = None,
    ) -> None:
        """One savepoint per fact; what fails is parked with its stream (added to `parked`) and the rest goes on.

        What passes is raised, unless it is the error that the fact is `blamed` for: it is parked then too, where the server
        answers. Raises FailingError when too many of its type fail.
        """
        for item in group:
            if (item.source, item.stream) in parked:
                await self.park(tx, item, "queued behind a parked fact")
                continue
            try:
                async with tx.transaction():
                    await self.apply(tx, [item])
                self.brake.well([item])
            except Exception as error:  # whatever it is, it must not stop the partition
                if passes(error) and type(error) is not blamed:
                    raise
                parked.add((item.source, item.stream))
                said = self.said(item.fact.fact_type, error)
                await self.park(tx, item, said)
                self.brake.failed(item, said)

    @staticmethod
    async def note_unknown(tx: Transaction, items: Sequence[Recorded[Any]]) -> None:
        """Notes which of the facts just received are newer than this code: late_facts.py gives them their effect later."""
        unknown = [item for item in items if isinstance(item.fact, Unknown)]
        if unknown:
            await tx.execute(
                "insert into not_understood (seq, source, position, stream, type, schema_version)"
                " select i.seq, i.source, i.position, i.stream, i.type, i.schema_version from inbox i"
                " join unnest($1::text[], $2::bigint[]) as u(source, position) using (source, position)",
                [item.source for item in unknown],
                [item.position for item in unknown],
            )

    @staticmethod
    async def parked_among(tx: Transaction, items: Sequence[Recorded[Any]]) -> set[tuple[str, str]]:
        # `for share` waits for a repair under way: what it frees is free, what it leaves is queued behind.
        rows = await tx.fetch(
            "select source, stream from parked where stream = any($1) order by source, stream, position for share",
            list({item.stream for item in items}),
        )
        return {(row["source"], row["stream"]) for row in rows}

    @staticmethod
    async def park(tx: Transaction, item: Recorded[Any], error: str) -> None:
        log.error("consumer.parked", source=item.source, stream=item.stream, position=item.position, error=error)
        await tx.execute(
            "insert into parked (source, stream, position, error) values ($1, $2, $3, $4)"
            " on conflict (source, stream, position) do update set error = excluded.error, attempts = parked.attempts + 1",
            item.source,
            item.stream,
            item.position,
            error[:2000],
        )

    async def parked(self, after: tuple[str, str] = ("", ""), most: int | None = None) -> list[ParkedStream]:
        """By source and stream, those behind `after`; at most so many."""
        return [ParkedStream(**row) for row in await self.pool.fetch(_PARKED, *after, most)]

    async def retry(self, source: str, stream: str) -> int:
        """Applies the stream's waiting facts in order; returns how many. A fact that fails again keeps the rest waiting.

        Raises NotFound when nothing is parked under that name, RebuildRunning while the views are rebuilt.
        """
        return (await self.again(source, stream)).applied

    async def again(self, source: str, stream: str) -> Again:
        """As `retry`, and says whether anything still waits."""
        async with self.runner.store.transaction() as tx:
            await self._first(tx, source, stream)
            return await self._resume(tx, source, stream)

    async def skip(self, source: str, stream: str, *, actor: str, reason: str) -> int:
        """Gives up the first waiting fact, on the record (it stays in the inbox), and retries those behind it.

        Returns how many of those were applied; raises as `retry` does.
        """
        async with self.runner.store.transaction() as tx:
            first = await self._first(tx, source, stream)
            await self._understood(tx, source, first["position"])
            await tx.execute(
                "with gone as (delete from parked where source = $1 and stream = $2 and position = $3 returning error)"
                " insert into skipped (source, stream, position, error, actor, reason)"
                " select $1, $2, $3, error, $4, $5 from gone",
                source,
                stream,
                first["position"],
                actor,
                reason,
            )
            return (await self._resume(tx, source, stream)).applied

    async def _first(self, tx: Transaction, source: str, stream: str) -> Any:
        """The fact the stream is parked for; the rows of all that wait are locked. Raises NotFound or RebuildRunning."""
        await self._keep_views(tx)
        rows = await self._waiting(tx, source, stream)
        if not rows:
            raise NotFound(
                f"nothing is parked for {source} {stream}",
                f"{source} {stream} 没有被搁置的事件",
                field="stream",
                value=stream,
                do_en="List the parked streams.",
                do_zh="请先列出被搁置的流。",
            )
        return rows[0]

    async def _resume(self, tx: Transaction, source: str, stream: str) -> Again:
        done, well = 0, True
        # Once more after the last: a batch that held these rows before us may have queued another fact behind them.
        while well and (waiting := await self._waiting(tx, source, stream)):
            for item in waiting:
                well = await self._again(tx, source, item)
                if not well:
                    break
                done += 1
        return Again(done, well)

    async def _again(self, tx: Transaction, source: str, item: Any) -> bool:
        """Applies a waiting fact and lets it go; False when it fails again."""
        try:
            async with tx.transaction():
                recorded = recorded_from_row(item, source)
                await self.apply(tx, [recorded], reacted=item["reacted"])
                if not isinstance(recorded.fact, Unknown):
                    await self._understood(tx, source, item["position"])
        except (UnreadableFactError, Exception) as error:
            if passes(error):
                raise
            # The operator reads what it was.
            await tx.execute(
                "update parked set error = $4, attempts = attempts + 1 where source = $1 and stream = $2 and position = $3",
                source,
                item["stream"],
                item["position"],
                self.said(item["type"], error)[:2000],
            )
            return False
        await tx.execute(
            "delete from parked where source = $1 and stream = $2 and position = $3", source, item["stream"], item["position"]
        )
        return True

    @staticmethod
    async def _keep_views(tx: Transaction) -> None:
        """No rebuild until the end of this transaction. Raises RebuildRunning.

        It would pass over a fact that is still parked, and then swap away the tables to which that fact was applied.
        """
        if not await tx.fetchval("select pg_try_advisory_xact_lock_shared($1)", _REBUILD_LOCK):
            raise RebuildRunning(do_en="Wait for it to end.", do_zh="请等待重建完成。")

    @staticmethod
    async def _understood(tx: Transaction, source: str, position: int) -> None:
        await tx.execute(
            "delete from not_understood where source = $1 and position = $2 and stage = 'waiting'", source, position
        )

    @staticmethod
    async def _waiting(tx: Transaction, source: str, stream: str) -> list[Any]:
        return list(
            await tx.fetch(
                f"select {INBOX_COLUMNS}, p.reacted from parked p join inbox i using (source, position)"  # noqa: S608 - constant
                " where p.source = $1 and p.stream = $2 order by position for update of p",
                source,
                stream,
            )
        )
