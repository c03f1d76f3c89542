"""Files that were approved are applied; those that were not, or that nobody has asked for, are dropped."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol, cast

import orjson

from ...countersigning.decide import PREFIX
from ...countersigning.facts import Asked
from ...reactions import Environment
from ...refusal import Refusal
from ...running.turns import Turns
from ...store.calls import called
from ...store.runner import Origin, Runner
from ...store.store import PostgresStore
from ...telemetry import log, outline
from ..import_locks import WorkLocks, mark_interrupted
from ..import_run import Done, ImportRun
from ..kinds import ImportKind
from ..report import finished
from .holding import APPROVED_FILES, BLANK
from .pieces import HeldFile, drop

__all__ = ["HeldFiles", "held_files"]

_EVERY = 10.0
"""Seconds: approvals call; what was refused or belongs to a process that has died is found without."""
_FIRST_PAUSE, _LONGEST_PAUSE = 5, 600
"""Seconds until a file that could not be applied is tried again, twice as long each time."""
_SETTLED = (
    "select i.import_id, i.kind, i.caller, c.countersignature, c.state, c.settled_by, f.content_type, f.sheets,"
    " f.titles::text as titles from imports i join countersignatures c using (countersignature)"
    " left join import_files f using (import_id)"
    " where (i.state = 'waiting' and c.state <> 'waiting' or i.state = 'interrupted' and c.state = 'approved')"
    " and (i.again_at is null or i.again_at <= clock_timestamp()) order by c.settled_at, i.import_id"
)
_PUT_OFF = (
    "update imports set tries = tries + 1, fault = $2,"
    " again_at = clock_timestamp() + least($3 * 2 ^ least(tries, 30), $4) * interval '1 second' where import_id = $1"
)
_BEHIND = "select import_id, fault from imports where again_at is not null order by again_at"
_RUNNING = "select import_id from imports join import_files using (import_id) where state = 'running'"
_NOBODYS = (
    "delete from import_files f using imports i left join countersignatures c using (countersignature)"
    " where i.import_id = f.import_id and i.state not in ('running', 'waiting')"
    # One that was approved goes on.
    " and (c.state is distinct from 'approved' or i.state <> 'interrupted')"
)
# While it waited the counts were those of the preview.
_ANEW = BLANK.replace(" where", ", state = 'interrupted' where") + " and state = 'waiting' returning true"
_NO_NOTES = "delete from import_notes where import_id = $1"
_CLAIM = (
    "update imports set state = 'running', started_at = clock_timestamp(), approved_by = $2, bytes = 0, resumed_from = rows"
    " where import_id = $1 and state = 'interrupted' returning rows, done_hash"
)


class Applier(Protocol):
    """What applies files: a running service."""

    pool: Any
    settings: Any
    store: PostgresStore
    runner: Runner
    environment: Environment


def held_files(kinds: Mapping[str, ImportKind], running: Applier) -> dict[str, HeldFiles]:
    """The worker that applies files which were approved and drops those that were not."""
    return {"held files": HeldFiles(kinds, running, WorkLocks(running.pool))}


@dataclass(slots=True)
class HeldFiles:
    """The files of one process's kinds that wait for a second person, or for being applied."""

    kinds: Mapping[str, ImportKind]
    running: Applier
    locks: WorkLocks
    _begun: bool = False

    async def __call__(self, stop: asyncio.Event, turns: Turns) -> None:
        pool = self.running.pool
        if not self._begun:
            # This process may be of mended code.
            await pool.execute("update imports set again_at = clock_timestamp() where again_at is not null")
            self._begun = True
        async with called(pool, APPROVED_FILES) as calls:
            while not stop.is_set():
                with turns.lengthy():
                    await self.turn()
                behind = await pool.fetch(_BEHIND)
                turns.done(len(behind), again=_EVERY)
                if behind:
                    turns.failed(f"{behind[0]['import_id']} cannot be applied yet: {behind[0]['fault']}")
                await calls.wait(stop, _EVERY)

    async def turn(self) -> int:
        """Applies the files that were approved, and drops those that were refused, taken back or are overdue; how many.

        A file that cannot be applied now keeps no other waiting: it is put off, longer each time, and its report says why.
        """
        await _forsaken(self.running.pool)
        rows = await self.running.pool.fetch(_SETTLED)
        for row in rows:
            try:
                await self._settle(row)
            except Exception as error:  # noqa: BLE001 - whatever it is, it keeps no other waiting
                said = outline(error)
                log.error("imports.not-applied", import_id=row["import_id"], kind=row["kind"], error=said)
                # A server that is away fails at this too.
                await self.running.pool.execute(_PUT_OFF, row["import_id"], said, _FIRST_PAUSE, _LONGEST_PAUSE)
        return len(rows)

    async def _settle(self, row: Mapping[str, Any]) -> None:
        if row["state"] != "approved":
            await _drop(self.running.pool, row["import_id"], row["state"])
        elif row["content_type"] is None:
            await _drop(self.running.pool, row["import_id"], "broken-off")
        else:
            await _apply(self.kinds[row["kind"]], self.running, self.locks, row)


async def _forsaken(pool: Any) -> None:
    """What belongs to a process that has died: an import that was being applied goes on, and a file that was being kept when
    nobody had been asked yet is dropped. Its sender sends it again. No more is kept of a file that nobody waits for.
    """
    for row in await pool.fetch(_RUNNING):
        await mark_interrupted(pool, row["import_id"])
    await pool.execute(_NOBODYS)


async def _apply(kind: ImportKind, running: Applier, locks: WorkLocks, row: Mapping[str, Any]) -> None:
    pool, identity = running.pool, row["import_id"]
    history = await running.store.read(f"{PREFIX}-{row['countersignature']}")
    # What was asked is a fact: the table says of it what whoever writes there wants.
    asked = cast("Asked", history[0].fact)
    body = orjson.loads(asked.body)
    # Files that waited before they had a day say none.
    as_of = date.fromisoformat(day) if (day := body.get("as_of")) else None
    held = HeldFile(identity, kind, row["content_type"], row["sheets"], orjson.loads(row["titles"]), as_of)
    if await held.sha256(pool) != body["sha256"]:
        log.error("imports.another-file", import_id=identity, countersignature=row["countersignature"])
        await _drop(pool, identity, "broken-off")
        return
    async with locks.kept(identity):
        async with pool.acquire() as tx, tx.transaction():
            if await tx.fetchval(_ANEW, identity):
                await tx.execute(_NO_NOTES, identity)
        claimed = await pool.fetchrow(_CLAIM, identity, row["settled_by"])
        if claimed is None:
            # Another process was faster.
            return
        done = Done(claimed["rows"], claimed["done_hash"] or b"") if claimed["rows"] else Done()
        given = history[-1]
        origin = Origin(row["caller"], given.meta.correlation, str(given.id))
        file = held.file(pool, running.settings, locks)
        signed = {"asked_by": row["caller"], "approved_by": row["settled_by"]}
        try:
            parse = await kind.prepare(pool, running.environment)
            approved = await held.approved(pool)
            run = ImportRun(identity, kind, running.runner, origin, parse, file, done, signed, as_of=as_of, approved=approved)
            run.sender = asked.claims
            await run.run()
        except BaseException as error:
            await pool.execute(
                "update imports set state = 'interrupted', finished_at = clock_timestamp() where import_id = $1", identity
            )
            if not isinstance(error, Refusal):
                raise
            # It was read when it was asked: what it rests on has changed, and another try would not read it either.
            log.warning("imports.broken-off", import_id=identity, refusal=error.slug)
            await _drop(pool, identity, "broken-off")
            return
        async with pool.acquire() as tx, tx.transaction():
            await finished(tx, identity, file)
            await drop(tx, identity)


async def _drop(pool: Any, identity: str, state: str) -> None:
    async with pool.acquire() as tx, tx.transaction():
        await drop(tx, identity)
        await tx.execute(
            "update imports set state = $2, finished_at = clock_timestamp(), again_at = null"
            " where import_id = $1 and state <> 'running'",
            identity,
            state,
        )
