"""The end of a process: heard of in every state, and within a stated time even where something hangs."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, Final

from ..telemetry import log

__all__ = ["CUT_SHORT", "WITHIN", "Ending"]

WITHIN: Final = 18.0
"""Seconds from the word to the end of the process: less than containers are given (20), more than requests (5), workers (7) and
sessions (2) need one after the other.
"""
CUT_SHORT: Final = 70
"""Exit code of a process that something kept from ending in order."""


class Ending:
    """`told` is set once somebody says that it is time: a signal, or `now`.

    From then on a thread waits: a loop that hangs would never look at a clock.
    """

    def __init__(self) -> None:
        self.told = asyncio.Event()
        self.started = False
        """Set by the work from when on it ends in order once it is told. Before that it is cancelled, whatever it waits for."""
        self._loop, self._begun, self._over = asyncio.get_running_loop(), False, threading.Event()

    async def run(self, work: Coroutine[Any, Any, None]) -> None:
        """The work to its end, which is no later than `WITHIN` seconds after the word."""
        with self._heard():
            working = asyncio.create_task(work)
            telling = asyncio.create_task(self.told.wait())
            try:
                await asyncio.wait((working, telling), return_when=asyncio.FIRST_COMPLETED)
                if not self.started:
                    working.cancel()
                await working
            except asyncio.CancelledError:
                if not self.told.is_set():
                    raise
            finally:
                telling.cancel()

    def now(self) -> None:
        """It is time."""
        if self._begun:
            return
        self._begun = True
        threading.Thread(target=self._guard, daemon=True).start()
        self._loop.call_soon_threadsafe(self.told.set)

    def _guard(self) -> None:
        if not self._over.wait(WITHIN):
            log.error("service.cut_short", seconds=WITHIN)
            os._exit(CUT_SHORT)

    @contextmanager
    def _heard(self) -> Iterator[None]:
        def hear(_number: int, _frame: FrameType | None) -> None:
            self.now()

        # By Python's own handlers: those of the loop wait for a turn of it.
        before = {number: signal.signal(number, hear) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
            self._over.set()
