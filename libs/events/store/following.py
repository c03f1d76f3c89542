"""One reader of the store's end for all live feeds of a process: what comes is read, judged and written out once."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext

from ..clock import pause
from ..envelope import Recorded
from ..fact import Raw
from ..running.turns import Turns
from ..telemetry import log
from .blame import FAILURES
from .store import PostgresStore

__all__ = ["Following"]

_BATCH = 500
_KEPT = 2000
"""Newest events that are kept for those who read a little behind."""
_AT_ONCE = 25
_POLL = 1.0
"""Seconds after which it looks for what other processes have appended."""


class Following:
    """Follows a store's public facts while anybody reads along. `event` writes a fact out, None for one that is not public.

    `reporting` gives what its turns are reported to while it follows.
    """

    def __init__(
        self,
        store: PostgresStore,
        event: Callable[[Recorded[Raw]], bytes | None],
        reporting: Callable[[], AbstractContextManager[Turns]] = lambda: nullcontext(Turns()),
    ) -> None:
        self._store, self._event, self._reporting = store, event, reporting
        self._recent: deque[tuple[int, bytes]] = deque()
        self._since = 0
        """Every public fact after it, up to `high`, is in `_recent`."""
        self.high = 0
        self._woken, self._moved = asyncio.Event(), asyncio.Event()
        self._readers = 0
        self._task: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def joined(self) -> AsyncIterator[None]:
        """As long as somebody reads. The first one starts the following, the last one ends it."""
        self._readers += 1
        if self._task is None:
            self._recent.clear()
            self._since = self.high = 0
            self._store.on_append(self._woken.set)
            self._task = asyncio.create_task(self._run())
        try:
            yield
        finally:
            self._readers -= 1
            if not self._readers and self._task is not None:
                self._store.off_append(self._woken.set)
                self._task.cancel()
                self._task = None

    async def after(self, position: int, limit: int) -> tuple[list[bytes], int]:
        """Public facts after a position, written out, at most `limit`; and the last position that was looked at."""
        if position < self._since:
            return await self._before(position, limit)
        newer = []
        for one in reversed(self._recent):
            if one[0] <= position:
                break
            newer.append(one)
        found = newer[: -limit - 1 : -1]
        last = found[-1][0] if found else position
        return [event for _, event in found], last if len(found) == limit else max(last, self.high)

    async def _before(self, position: int, limit: int) -> tuple[list[bytes], int]:
        rows = await self._store.read_raw(position, self.high, limit)
        found = [event for row in rows if (event := self._event(row)) is not None]
        return found, rows[-1].position if len(rows) == limit else self.high

    async def moved(self, position: int, seconds: float) -> bool:
        """Waits at most so long for facts after a position; whether there are any, public or not."""
        return self.high > position or await pause(self._moved, seconds)

    async def _run(self) -> None:
        with self._reporting() as turns:
            while True:
                try:
                    await self._follow(turns)
                except FAILURES as error:
                    turns.failed(error)
                    log.warning("feed.interrupted", error=repr(error))
                    await asyncio.sleep(_POLL)

    async def _follow(self, turns: Turns) -> None:
        if not self.high:
            # What was before is read by each who asks for it.
            self._since = self.high = await self._store.settled()
            self._tell()
        while True:
            self._woken.clear()
            facts, high = await self._store.read_settled(self.high, _BATCH)
            turns.done(again=0.0 if facts else _POLL)
            if not facts:
                await pause(self._woken, _POLL)
                continue
            events = []
            for number, fact in enumerate(facts, 1):
                if (event := self._event(fact)) is not None:
                    events.append((fact.position, event))
                if number % _AT_ONCE == 0:
                    await asyncio.sleep(0)
            self._recent.extend(events)
            while len(self._recent) > _KEPT:
                self._since, _ = self._recent.popleft()
            self.high = facts[-1].position if len(facts) == _BATCH else high
            self._tell()

    def _tell(self) -> None:
        self._moved.set()
        self._moved = asyncio.Event()
