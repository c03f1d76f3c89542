"""How the workers of a process get on: each reports its turns, and one rule says which of them need somebody.

A worker may live and yet do nothing: it catches what goes wrong and tries again. So it says after every turn whether that led
somewhere. Nothing here waits or asks anybody, and so it answers whatever hangs.
"""

from __future__ import annotations

import asyncio
import time as clocks
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal, NamedTuple

from ..clock import pause
from ..telemetry import metrics, outline

__all__ = ["State", "Turns", "Well"]

Well = Literal["running", "failing", "stuck"]
_SHOWN = 500
"""Characters of an error that are kept."""


class State(NamedTuple):
    """`turned`, `well`: seconds since it ended a turn at all, and one that led somewhere. `late`: how much later than is usual
    the latter is. `error` is of its last turn, None where that went well. `behind`: what it knows to wait for it.
    """

    how: Well
    turned: float
    well: float
    late: float
    error: str | None
    behind: int | None


class Turns:
    """The turns of one worker. Its clock begins when the object is made."""

    def __init__(self, name: str = "") -> None:
        self.name = name
        self._turned = self._well = self._due = clocks.monotonic()
        self._error: str | None = None
        self._lengthy = 0
        self._counts = self._well
        self.behind: int | None = None

    def done(self, behind: int | None = None, *, again: float = 0.0) -> None:
        """A turn led somewhere, if only to nothing that was to be done. The next one ends within `again` seconds and what it
        takes.
        """
        self._turned, self.behind = clocks.monotonic(), behind
        if self._turned >= self._counts:
            self._well, self._due, self._error = self._turned, self._turned + again, None

    def doubt(self, seconds: float) -> None:
        """Good turns count again only in so many seconds: those before the last failure led nowhere in the end."""
        self._counts = clocks.monotonic() + seconds

    def failed(self, error: BaseException | str) -> None:
        """A turn ended without success; another one follows."""
        self._turned = clocks.monotonic()
        self._error = (error if isinstance(error, str) else outline(error))[:_SHOWN]
        metrics.worker_failures.labels(self.name).inc()

    async def pause(self, stop: asyncio.Event, seconds: float) -> bool:
        """A turn is done, and the next one begins after so many seconds. True when `stop` was set in the meantime."""
        self.done(self.behind, again=seconds)
        return await pause(stop, seconds)

    @contextmanager
    def lengthy(self) -> Iterator[None]:
        """A turn may take as long as it needs, for example to catch up after an upgrade. It reports otherwise how far it is."""
        self._lengthy += 1
        try:
            yield
        finally:
            self._lengthy -= 1
        # One that failed led nowhere, however long it took.
        self.done(self.behind)

    def state(self, patience: float) -> State:
        """`patience`: seconds that a turn may take. Beyond them a worker is `stuck`; before that its last error makes it
        `failing`.
        """
        now = clocks.monotonic()
        if self._lengthy:
            return State("running", 0.0, 0.0, 0.0, None, self.behind)
        late = max(0.0, now - self._due)
        how: Well = "stuck" if late > patience else "running" if self._error is None else "failing"
        return State(how, now - self._turned, now - self._well, late, self._error, self.behind)

    def hangs(self, patience: float) -> bool:
        """Whether it has not come to the end of any turn, good or bad, in so many seconds beyond its usual pause."""
        return not self._lengthy and clocks.monotonic() - max(self._turned, self._due) > patience
