"""The workers of one process as tasks: started again when they fail, stopped in order, and asked how they get on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager

from ..clock import pause
from ..http.ops import WorkerState
from ..telemetry import log, metrics
from .turns import Turns

__all__ = ["Worker", "Workers"]

Worker = Callable[[asyncio.Event, Turns], Awaitable[None]]
"""Works until the event is set, and reports each turn."""
_RESTART = 1.0
_END = 5.0
"""Seconds that workers have to end in order; then they are cancelled."""
_CANCELLED = 2.0
_HANGS = 5
"""Times `patience`. The longest that a worker waits without a word is a statement's limit and a lost session's end."""


class Workers:
    """`patience`: seconds without a turn that led somewhere after which a worker is stuck."""

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._turns: dict[str, Turns] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._beside: dict[str, Turns] = {}

    def __bool__(self) -> bool:
        return bool(self._tasks)

    @asynccontextmanager
    async def running(self, workers: Mapping[str, Worker]) -> AsyncIterator[None]:
        """Within it they work."""
        stop = asyncio.Event()
        self._turns = {name: Turns(name) for name in workers}
        self._tasks = {name: asyncio.create_task(self._keep(name, work, stop)) for name, work in workers.items()}
        try:
            yield
        finally:
            stop.set()
            _, late = await asyncio.wait(self._tasks.values(), timeout=_END)
            if late:
                log.warning("workers.cancelled", workers=sorted(name for name, task in self._tasks.items() if task in late))
                for task in late:
                    task.cancel()
                # What does not hear that either ends with the process.
                await asyncio.wait(late, timeout=_CANCELLED)

    @contextmanager
    def beside(self, name: str) -> Iterator[Turns]:
        """Within it, work that runs in any process, and is no worker of its own, reports its turns under this name."""
        turns = self._beside[name] = Turns(name)
        try:
            yield turns
        finally:
            del self._beside[name]
            metrics.worker_late.remove(name)

    async def _keep(self, name: str, work: Worker, stop: asyncio.Event) -> None:
        while not stop.is_set():
            try:
                await work(stop, self._turns[name])
            except Exception as error:  # noqa: BLE001 - whatever it is, the worker starts again
                self._turns[name].failed(error)
                log.exception("worker.failed", worker=name)
                await pause(stop, _RESTART)

    def hanging(self) -> list[str]:
        """Workers that have come to no end of a turn, good or bad, for so long that nothing is to be hoped for."""
        return sorted(name for name, turns in (self._turns | self._beside).items() if turns.hangs(_HANGS * self._patience))

    def states(self, behind: Mapping[str, int]) -> dict[str, WorkerState]:
        """How each gets on. `behind`: what the tables say to wait for some of them."""
        ended = {name for name, task in self._tasks.items() if task.done()}
        known = {**{name: self._turns[name] for name in self._tasks}, **self._beside}
        return {name: self._state(turns, behind.get(name), ended=name in ended) for name, turns in known.items()}

    def _state(self, turns: Turns, behind: int | None, *, ended: bool) -> WorkerState:
        how, turned, well, _, error, known = turns.state(self._patience)
        return WorkerState(
            state="stopped" if ended else how,
            turned=round(turned, 1),
            well=round(well, 1),
            error=error,
            behind=known if behind is None else behind,
        )

    def measure(self) -> None:
        """Brings their gauges up to date."""
        for name, turns in (self._turns | self._beside).items():
            state = turns.state(self._patience)
            metrics.worker_late.labels(name).set(state.late)
            if state.behind is not None:
                metrics.worker_behind.labels(name).set(state.behind)
