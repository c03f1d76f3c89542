"""Group commit: what several tasks ask for while a transaction is under way shares the next one.

Alone, an append costs a round trip and a flush, a command two round trips; sixteen callers pay them once together. Nobody
waits for company: the first starts at once, those that come meanwhile go together when it is done, or beside it when the disk
is slow.
Source: DeWitt et al., "Implementation Techniques for Main Memory Database Systems", SIGMOD 1984, section 5.2 (group commit).
"""

from __future__ import annotations

import asyncio
import time as clocks
from collections.abc import Awaitable, Callable, Hashable, Iterable, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from .blame import perhaps_written

__all__ = ["GroupCommit"]

_MOST = 64
_LANES = 4
_SLOW = 0.002
"""Seconds after which a transaction no longer holds up those who come later: others are decided while the disk has these."""

T = TypeVar("T")
R = TypeVar("R")


class _Waiting(NamedTuple, Generic[T, R]):
    item: T
    answer: asyncio.Future[R]
    touched: frozenset[Hashable]

    def tell(self, what: R | BaseException) -> None:
        # The caller may have gone; what was written stays written.
        if self.answer.done():
            return
        if isinstance(what, BaseException):
            self.answer.set_exception(what)
        else:
            self.answer.set_result(what)


class GroupCommit(Generic[T, R]):
    """Does what tasks of one process ask for, group by group.

    `work(items)` writes all in one transaction and gives an answer each (an exception for who is refused); when it raises,
    nothing is written and each item is done alone, so that only the culprit hears of its mistake. Items with the same
    `apart(item)` never share a group. What two items `touch` alike is done in one group or one group after the other: side by
    side one of the groups would fail and be done again.
    """

    def __init__(
        self,
        work: Callable[[Sequence[T]], Awaitable[Sequence[R | Exception]]],
        apart: Callable[[T], Hashable | None] = lambda _: None,
        touch: Callable[[T], Iterable[Hashable]] = lambda _: (),
    ) -> None:
        self._work, self._apart, self._touch = work, apart, touch
        self._touched: set[Hashable] = set()
        self._queue: list[_Waiting[T, R]] = []
        self._lanes: dict[asyncio.Task[None], float] = {}

    async def do(self, item: T) -> R:
        """The item's answer. Raises what it was refused with; a lost session means: perhaps written, perhaps not."""
        waiting: _Waiting[T, R] = _Waiting(item, asyncio.get_running_loop().create_future(), frozenset(self._touch(item)))
        self._queue.append(waiting)
        now = clocks.monotonic()
        # One lane makes the largest groups; slow work opens another for those behind it.
        if not self._lanes or (len(self._lanes) < _LANES and now - max(self._lanes.values()) > _SLOW):
            self._lanes[asyncio.create_task(self._run())] = now
        return await waiting.answer

    async def _run(self) -> None:
        me: Any = asyncio.current_task()
        # Whoever is ready to ask comes along.
        await asyncio.sleep(0)
        try:
            while self._queue:
                self._lanes[me] = clocks.monotonic()
                group, touched = self._next()
                if not group:
                    # All wait for groups of other lanes, which go on with them.
                    break
                try:
                    await self._settle(group)
                finally:
                    self._touched -= touched
        finally:
            # Here and not when the task is seen to be done: an item that comes in between would wait for a lane that has ended.
            del self._lanes[me]

    def _next(self) -> tuple[list[_Waiting[T, R]], set[Hashable]]:
        """The next group, and what it touches."""
        group: list[_Waiting[T, R]] = []
        left: list[_Waiting[T, R]] = []
        marks: set[Hashable] = set()
        mine: set[Hashable] = set()
        for waiting in self._queue:
            mark = self._apart(waiting.item)
            if len(group) < _MOST and (mark is None or mark not in marks) and self._touched.isdisjoint(waiting.touched):
                group.append(waiting)
                marks.add(mark)
                mine |= waiting.touched
            else:
                left.append(waiting)
        self._queue = left
        self._touched |= mine
        return group, mine

    async def _settle(self, group: list[_Waiting[T, R]]) -> None:
        try:
            answers: Sequence[R | Exception] = await self._work([waiting.item for waiting in group])
        except asyncio.CancelledError:
            for waiting in group:
                waiting.tell(ConnectionAbortedError("the service stops"))
            raise
        except Exception as error:  # noqa: BLE001 - each caller hears of its own mistake
            if len(group) > 1 and not perhaps_written(error):
                for waiting in group:
                    await self._settle([waiting])
                return
            answers = [error] * len(group)
        if len(answers) != len(group):
            # A mistake of ours may not leave a caller waiting without end.
            answers = [RuntimeError(f"{len(answers)} answers for {len(group)}")] * len(group)
        for waiting, answer in zip(group, answers, strict=True):
            waiting.tell(answer)
