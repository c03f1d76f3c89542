"""One service in a process of its own, which a fault may kill, stop or start again."""

import asyncio
import multiprocessing
import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

import httpx

from libs.events.service import Service

__all__ = ["Child"]

_STOP_SECONDS = 15.0


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

    def start(self, *, point: str = "") -> None:
        """`point` = `name:n` of `points.POINTS`: where this life of the process ends by itself."""
        context = multiprocessing.get_context("forkserver")
        inner, self._lifeline = context.Pipe(duplex=False)
        environment = {**self.environment, "FAULT_POINT": point}
        self._process = context.Process(target=_serve, args=(self.service, environment, str(self.log), inner), name=self.name)
        self._process.start()
        inner.close()

    async def ready(self, within: float = 30.0) -> None:
        """Waits until it is alive and its workers run. Raises TimeoutError with the log's end."""
        deadline = asyncio.get_running_loop().time() + within
        async with httpx.AsyncClient(timeout=2) as client:
            while True:
                try:
                    if (await client.get(f"{self.url}/health/ready")).status_code == 200:
                        return
                except httpx.HTTPError:
                    pass
                if not self.running or asyncio.get_running_loop().time() > deadline:
                    tail = self.log.read_text(errors="replace")[-1500:] if self.log.exists() else ""
                    raise TimeoutError(f"{self.name} is not ready (running: {self.running})\n{tail}")
                await asyncio.sleep(0.05)

    def signal(self, number: signal.Signals) -> None:
        """Sends a signal; nothing when the process is gone."""
        if self.running and self._process is not None and self._process.pid is not None:
            os.kill(self._process.pid, number)

    async def kill(self) -> None:
        """Ends it as a power cut would."""
        self.signal(signal.SIGKILL)
        await self._gone()

    async def died(self, within: float) -> bool:
        """Whether it ended by itself within so many seconds."""
        if self._process is not None:
            await asyncio.to_thread(self._process.join, within)
        return not self.running

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
            await asyncio.to_thread(self._process.join)
            self._process.close()
        if self._lifeline is not None:
            self._lifeline.close()
        self._process = self._lifeline = None


def _code(environment: Mapping[str, str]) -> Mapping[str, Service]:
    """The services as of today, or, by `FAULT_CODE=newer`, as of tomorrow. Importing tomorrow's code makes its facts known."""
    if environment.get("FAULT_CODE") == "newer":
        return import_module(".newer", __package__).SERVICES  # type: ignore[no-any-return]
    return import_module(".chime", __package__).SERVICES  # type: ignore[no-any-return]


def _serve(service: str, environment: dict[str, str], log: str, lifeline: Connection) -> None:
    from libs.events.service import run_fast  # noqa: PLC0415 - the child's own
    from libs.events.settings import Settings  # noqa: PLC0415

    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(output, 1)
    os.dup2(output, 2)
    for key in [key for key in os.environ if key.startswith("CHECKONCE_")]:
        del os.environ[key]
    os.environ.update(environment)
    from .points import arm  # noqa: PLC0415

    services = _code(environment)
    arm()

    async def run() -> None:
        stop = asyncio.Event()
        asyncio.get_running_loop().add_reader(lifeline.fileno(), stop.set)
        await services[service].serve(Settings(), stop=stop)

    try:
        run_fast(run())
    except KeyboardInterrupt:
        sys.exit(0)
