"""What time it is. Real time everywhere, except in the embedded stack, where a story may set the clock forward."""

from __future__ import annotations

import asyncio
import mmap
import struct
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson

__all__ = ["Clock", "StoryClock", "milliseconds", "pause", "system_clock", "utc_text"]

Clock = Callable[[], datetime]
"""Returns the present time, UTC, with offset."""


def system_clock() -> datetime:
    return datetime.now(UTC)


def milliseconds(at: datetime) -> datetime:
    """The moment without what is below a millisecond: finer times do not survive every library that reads a fact."""
    below = at.microsecond % 1000
    return at.replace(microsecond=at.microsecond - below) if below else at


def utc_text(at: datetime) -> str:
    """RFC 3339 in UTC, as `2026-03-02T02:00:00.123Z`; six digits where a fact of before was recorded to the microsecond."""
    utc = at if at.tzinfo is UTC else at.astimezone(UTC)
    # A third of what `isoformat` takes; each fact on its way is dated by it.
    text = orjson.dumps(utc, option=orjson.OPT_UTC_Z).decode()
    if fraction := utc.microsecond:
        return f"{text[1:27]}Z" if fraction % 1000 else f"{text[1:24]}Z"
    return f"{text[1:20]}.000Z"


class StoryClock:
    """Real time plus an offset that all processes of an embedded stack share through one small mapped file.

    Only settings with `profile = embedded` accept it: a production service refuses to start with a story clock.
    """

    _FORMAT = "<q"  # microseconds

    def __init__(self, path: Path) -> None:
        if not path.exists():
            path.write_bytes(struct.pack(self._FORMAT, 0))
        self._file = path.open("r+b")
        self._map = mmap.mmap(self._file.fileno(), struct.calcsize(self._FORMAT))

    def __call__(self) -> datetime:
        (offset,) = struct.unpack(self._FORMAT, self._map[:])
        return datetime.now(UTC) + timedelta(microseconds=offset)

    def set(self, to: datetime) -> None:
        """Moves the present to `to`; from there time flows on. Raises ValueError if that would go backwards."""
        if to < self() and self.started:
            raise ValueError(f"the story clock stands at {self().isoformat()} and never goes back to {to.isoformat()}")
        offset = (to - datetime.now(UTC)) // timedelta(microseconds=1)
        self._map[:] = struct.pack(self._FORMAT, offset)
        self._map.flush()

    @property
    def started(self) -> bool:
        """False until the clock was set once."""
        return bool(struct.unpack(self._FORMAT, self._map[:])[0])

    def close(self) -> None:
        self._map.close()
        self._file.close()


async def pause(stop: asyncio.Event, seconds: float) -> bool:
    """Waits. True when `stop` was set in the meantime."""
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return False
    return True
