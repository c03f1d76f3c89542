"""One service in a process of its own, which a fault may kill, stop or start again."""

import asyncio
import contextlib
import os
import signal
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from apps.checkonce.stack.lifeline import children, serve
from libs.events.patience import Patience
from libs.events.resending import certificates, httpx
from libs.events.service import Service

__all__ = ["Child"]

_STOP_SECONDS = 15.0
_PATIENCE = 60.0


@dataclass
class Child:
    """`service` is a name in `chime.SERVICES`; `environment` its settings; `url` where it will answer."""

    name: str
    service: str
    url: str
    log: Path
    environment: dict[str, str]
    _process: BaseProcess | None = field(default=None, repr=False)
    _lifeline: Connection | None = field(default=None, repr=False)

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.is_alive()

    @property
    def pid(self) -> int:
        """Of the process that runs."""
        if self._process is None or self._process.pid is None:
            raise RuntimeError(f"{self.name} does not run")
        return self._process.pid

    def start(self, *, point: str = "") -> None:
        """`point` = `name:n` of `points.POINTS`: where this life of the process ends by itself."""
        environment = {**self.environment, "FAULT_POINT": point}
        with children() as context:
            inner, self._lifeline = context.Pipe(duplex=False)
            self._process = context.Process(
                target=_serve, args=(self.service, environment, str(self.log), inner), name=self.name
            )
            self._process.start()
            inner.close()

    async def ready(self) -> None:
        """Waits until it is alive and its workers run. Raises TimeoutError with the log's end."""
        patience = Patience(_PATIENCE, step=0.05)
        async with httpx.AsyncClient(timeout=10, verify=certificates()) as client:
            while True:
                with contextlib.suppress(httpx.HTTPError):
                    if (await client.get(f"{self.url}/health/ready")).status_code == 200:
                        return
                if not self.running or not await patience.pause(self.said()):
                    tail = self.said()[-1500:]
                    raise TimeoutError(f"{self.name} is not ready (running: {self.running}, {patience})\n{tail}")

    def said(self) -> str:
        """All that its lives have put in the log."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def signal(self, number: signal.Signals) -> None:
        """Sends a signal; nothing when the process is gone."""
        if self.running and self._process is not None and self._process.pid is not None:
            os.kill(self._process.pid, number)

    async def kill(self) -> None:
        """Ends it as a power cut would."""
        self.signal(signal.SIGKILL)
        await self._gone()

    async def died(self, still: float) -> bool:
        """Whether it ended by itself within so many seconds of a quiet machine."""
        patience = Patience(still, step=0.05)
        while self.running:
            if not await patience.pause():
                return False
        return True

    async def stop(self) -> None:
        """Ends it in order, after a while by force."""
        self.signal(signal.SIGCONT)
        if self._lifeline is not None:
            self._lifeline.close()
        if not await self.died(_STOP_SECONDS):
            self.signal(signal.SIGKILL)
        await self._gone()

    async def _gone(self) -> None:
        if self._process is not None:
            # Not `join` in a thread: nothing could end that wait.
            if not await self.died(_STOP_SECONDS):
                raise TimeoutError(f"{self.name} does not end")
            self._process.join()
            self._process.close()
        if self._lifeline is not None:
            self._lifeline.close()
        self._process = self._lifeline = None


def _code(environment: Mapping[str, str]) -> Mapping[str, Service]:
    """The services as of today, or, by `FAULT_CODE=newer`, as of tomorrow. Importing tomorrow's code makes its facts known."""
    if environment.get("FAULT_CODE") == "newer":
        return import_module(".kinds.newer", __package__).SERVICES  # type: ignore[no-any-return]
    return import_module(".chime", __package__).SERVICES  # type: ignore[no-any-return]


def _serve(service: str, environment: dict[str, str], log: str, lifeline: Connection) -> None:
    def work(stop: asyncio.Event) -> Coroutine[Any, Any, None]:
        from libs.events.settings import Settings  # noqa: PLC0415 - the child's own

        from .kinds.points import arm  # noqa: PLC0415

        services = _code(environment)
        arm()
        return services[service].serve(Settings(), stop=stop)

    serve(lifeline, log, environment, work)
