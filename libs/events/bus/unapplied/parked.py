"""Parked streams come back many at once: those of a source, of a type of facts, of an error, or all."""

from __future__ import annotations

import asyncio
import time as clocks
from dataclasses import dataclass

from ...clock import pause
from ...refusal import NotFound
from ...store.store import ConflictError
from ...telemetry import log
from ...views.rebuild import RebuildRunning
from ..inbox import Inbox

__all__ = ["ALL", "AllDone", "Choice", "Page", "retry_all", "retry_some"]

_MOST = 200
"""Streams of one page."""
_SECONDS = 5.0
"""After which a page ends, full or not: whoever asked for it shows how far it is."""
_ATTEMPTS = 3
_BUSY = 0.2
# Of each stream the fact that it is parked for; the others only wait behind that.
_FIRST = """
    with first as (
        select distinct on (source, stream) source, stream, position, error from parked order by source, stream, position
    ), chosen as (
        select f.source, f.stream from first f join inbox i using (source, position)
         where ($1::text is null or f.source = $1) and ($2::text is null or i.type = $2)
           and ($3::text is null or strpos(f.error, $3) > 0) and (f.source, f.stream) > ($4, $5)
    )
    select source, stream, count(*) over () as left_over from chosen order by source, stream limit $6
"""


@dataclass(frozen=True, slots=True)
class Choice:
    """`type`: of the fact that the stream is parked for. `error`: words that its error holds. None: any."""

    source: str | None = None
    type: str | None = None
    error: str | None = None


ALL = Choice()


@dataclass(frozen=True, slots=True)
class Page:
    """`streams` were tried and `freed` of them are parked no more; `applied` counts facts. `left` streams come after `next`,
    where the next page begins; None: that was all.
    """

    streams: int
    freed: int
    applied: int
    left: int
    next: tuple[str, str] | None


async def retry_some(inbox: Inbox, choice: Choice, after: tuple[str, str] = ("", ""), seconds: float = _SECONDS) -> Page:
    """Gives the next chosen streams another try, each in a transaction of its own; a failing one keeps no other back.

    Raises RebuildRunning while the views are rebuilt.
    """
    rows = await inbox.pool.fetch(_FIRST, choice.source, choice.type, choice.error, *after, _MOST)
    until = clocks.monotonic() + seconds
    streams = freed = applied = 0
    for row in rows:
        done, free = await _again(inbox, row["source"], row["stream"])
        streams, freed, applied = streams + 1, freed + free, applied + done
        if clocks.monotonic() > until:
            break
    left = rows[0]["left_over"] - streams if rows else 0
    last = rows[streams - 1] if left else None
    return Page(streams, freed, applied, left, (last["source"], last["stream"]) if last else None)


async def _again(inbox: Inbox, source: str, stream: str) -> tuple[int, bool]:
    """How many facts were applied, and whether the stream is free."""
    for attempt in range(_ATTEMPTS):
        try:
            again = await inbox.again(source, stream)
        except NotFound:
            # Somebody else has freed it meanwhile.
            return 0, True
        except ConflictError:
            log.info("parked.conflict", source=source, stream=stream, attempt=attempt)
        else:
            return again.applied, again.free
    return 0, False


@dataclass(frozen=True, slots=True)
class AllDone:
    streams: int
    freed: int
    applied: int


async def retry_all(inbox: Inbox, stop: asyncio.Event) -> AllDone:
    """Every parked stream once; it waits while the views are rebuilt, and ends early when `stop` is set."""
    streams = freed = applied = 0
    after: tuple[str, str] | None = ("", "")
    while after is not None and not stop.is_set():
        try:
            page = await retry_some(inbox, ALL, after)
        except RebuildRunning:
            await pause(stop, _BUSY)
            continue
        streams, freed, applied = streams + page.streams, freed + page.freed, applied + page.applied
        after = page.next
    return AllDone(streams, freed, applied)
