"""One process per service. They are forked from a server that has imported everything once: twelve start in a second and share
the pages of what they import.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from apps.checkonce.stack import StackError

__all__ = ["ServiceProcess", "preload"]

_STOP_SECONDS = 15.0
_TAIL = 15


def preload() -> None:
    """Starts the fork server with the services imported; later starts are quick."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["apps.checkonce.embedded.preloaded"])
    # Now and not with the first service: it imports while broker and database start.
    forkserver.ensure_running()


@dataclass
class ServiceProcess:
    """A running service. `pid` may be killed by a test; `stop` ends it in order."""

    name: str
    log: Path
    environment: Mapping[str, str]
    _process: BaseProcess | None = None
    _lifeline: Connection | None = None

    @property
    def pid(self) -> int:
        if self._process is None or self._process.pid is None:
            raise RuntimeError(f"{self.name} was not started")
        return self._process.pid

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.is_alive()

    def start(self) -> None:
        context = multiprocessing.get_context("forkserver")
        inner, self._lifeline = context.Pipe(duplex=False)
        self._process = context.Process(
            target=_serve, args=(self.name, dict(self.environment), str(self.log), inner), name=self.name
        )
        self._process.start()
        inner.close()

    async def stop(self) -> None:
        """Ends the process in order, after a while by force."""
        process = self._process
        if process is None:
            return
        if self._lifeline is not None:
            self._lifeline.close()
        await asyncio.to_thread(process.join, _STOP_SECONDS)
        if process.is_alive():
            process.kill()
            await asyncio.to_thread(process.join)
        process.close()
        self._process = None

    def failure(self) -> StackError:
        tail = self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-_TAIL:] if self.log.exists() else []
        return StackError(f"{self.name} 未能启动", f"{self.name} did not start", log="\n".join(tail))


def _serve(name: str, environment: dict[str, str], log: str, lifeline: Connection) -> None:
    """In the child: one service until the lifeline breaks, which it also does when the parent is killed."""
    from libs.events.service import run_fast  # noqa: PLC0415
    from libs.events.settings import Settings  # noqa: PLC0415 - the child's own

    from .layout import services  # noqa: PLC0415

    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(output, 1)
    os.dup2(output, 2)
    for key in [key for key in os.environ if key.startswith("CHECKONCE_")]:
        del os.environ[key]
    os.environ.update(environment)

    async def run() -> None:
        stop = asyncio.Event()
        asyncio.get_running_loop().add_reader(lifeline.fileno(), stop.set)
        await services()[name.partition(".")[2]].serve(Settings(), stop=stop)

    try:
        run_fast(run())
    except KeyboardInterrupt:
        sys.exit(0)
