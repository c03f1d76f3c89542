"""How long to wait for something that must come: as long as there is progress. A slow machine fails no fixed limit."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Any, TypeVar

T = TypeVar("T")

_LOAD = 10.0
"""A machine may be this many times slower than a quiet one; a slower one counts as out of order."""


@dataclass
class Patience:
    """One wait. It ends when nothing has changed for `still` seconds of a quiet machine.

    ```python
    patience = Patience()
    while not await arrived():
        if not await patience.pause(await how_far()):
            raise TimeoutError(...)
    ```

    Each pause counts for little more than its nominal length, however long it really took. On a busy machine, where a pause
    of 20 ms takes 200, the limit is therefore ten times as long by the clock. `at_most` ends a wait whose signs of progress
    never end.
    """

    still: float = 60.0
    step: float = 0.02
    at_most: float = 3600.0
    _sign: Any = None
    _quiet: float = 0.0

    def __post_init__(self) -> None:
        self._began = self._looked = time.monotonic()

    async def pause(self, sign: Any = None) -> bool:
        """Waits a step. False when waiting longer is pointless; `sign` is a value that changes while there is progress."""
        await asyncio.sleep(self.step)
        return self.look(sign)

    def rest(self, sign: Any = None) -> bool:
        """As `pause`, without an event loop. Blocks."""
        time.sleep(self.step)
        return self.look(sign)

    def look(self, sign: Any = None) -> bool:
        """As `pause`, when a step has been waited already."""
        now = time.monotonic()
        passed, self._looked = now - self._looked, now
        self._quiet += max(min(passed, 2 * self.step), passed / _LOAD)
        if sign != self._sign:
            self._sign, self._quiet = sign, 0.0
        return self._quiet < self.still and now - self._began < self.at_most

    def __str__(self) -> str:
        return f"{self._quiet:.1f} s without progress, {time.monotonic() - self._began:.1f} s in all"


async def in_time(work: Awaitable[T], *, still: float = 60.0, what: str = "it") -> T:
    """The result of `work`; TimeoutError, and `work` cancelled, when it takes `still` seconds of a quiet machine."""
    task = asyncio.ensure_future(work)
    patience = Patience(still)
    try:
        while not (await asyncio.wait({task}, timeout=patience.step))[0]:
            if not patience.look():
                raise TimeoutError(f"{what} did not end: {patience}")
        return task.result()
    finally:
        task.cancel()
