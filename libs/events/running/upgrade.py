"""What a process does once when its code differs from that which ran before: parked streams are given another try."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterable
from pathlib import Path

import asyncpg

from ..bus.inbox import Inbox
from ..bus.unapplied.parked import retry_all
from ..telemetry import log
from .turns import Turns

__all__ = ["digest_of", "parked_again"]

_ENGINE = Path(__file__).parents[2]
"""The engine and what stands beside it."""
_FOR_GOOD = 1e9


def digest_of(*folders: Path) -> str:
    """SHA-256 over all code and migrations below the folders, without tests."""
    found = hashlib.sha256()
    for name, path in sorted(_files(folders)):
        found.update(f"{name}\0".encode())
        found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()


def _files(folders: Iterable[Path]) -> Iterable[tuple[str, Path]]:
    for folder in folders:
        for path in folder.rglob("*"):
            name = path.relative_to(folder.parent)
            if path.suffix in {".py", ".sql"} and "tests" not in name.parts:
                yield name.as_posix(), path


async def parked_again(pool: asyncpg.Pool, inbox: Inbox, code: Path, stop: asyncio.Event, turns: Turns) -> None:
    """A worker: every parked stream is tried once where another code has run before; then it waits for `stop`.

    A stream is parked for what its handler could not do: an upgrade is what mends that. `code`: the service's folder.
    """
    digest = await asyncio.to_thread(digest_of, code, _ENGINE)
    if await pool.fetchval("select digest from code_seen") != digest:
        with turns.lengthy():
            done = await retry_all(inbox, stop)
        if stop.is_set():
            # Broken off: the next process begins again.
            return
        await pool.execute(
            "insert into code_seen (digest) values ($1) on conflict (only_row) do update set digest = $1, since = now()", digest
        )
        if done.streams:
            log.info("parked.tried_after_upgrade", streams=done.streams, freed=done.freed, facts=done.applied)
    turns.done(again=_FOR_GOOD)
    await stop.wait()
