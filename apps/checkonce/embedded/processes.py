"""One process per service. They are forked from a server that has imported everything once: twelve start in a second and share
the pages of what they import. This program itself imports no service: that would hold up its event loop for seconds.
"""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from apps.checkonce.stack import StackError
from apps.checkonce.stack.lifeline import children, serve
from libs.events.patience import Patience

from .layout import Described, describe

__all__ = ["ServiceProcess", "described", "preload"]

_STOP_SECONDS = 15.0
_TAIL = 15


def preload() -> None:
    """Starts the fork server with the services imported; later starts are quick."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["apps.checkonce.embedded.preloaded"])
    # Started now, so that it imports while broker and database start.
    with children():
        forkserver.ensure_running()


async def described() -> Described:
    """What the services say of themselves, asked of a child that has them imported."""
    try:
        # In a thread: the fork server answers once it has imported everything.
        return await asyncio.to_thread(_ask)
    except EOFError:
        raise StackError(
            "服务无法加载, 错误见上。请执行 make setup", "the services cannot be loaded, see above: try `make setup`"
        ) from None


def _ask() -> Described:
    with children() as context:
        answer, inner = context.Pipe(duplex=False)
        process = context.Process(target=_describe, args=(inner,), name="describe")
        process.start()
        inner.close()
    try:
        found: Described = answer.recv()
    finally:
        process.join()
        process.close()
        answer.close()
    return found


def _describe(answer: Connection) -> None:
    answer.send(describe())


@dataclass
class ServiceProcess:
    """A running service. `pid` may be killed by a test; `stop` ends it in order."""

    name: str
    log: Path
    environment: Mapping[str, str]
    wanted: bool = False
    """Whether it should run: a process that ended although it is wanted has died."""
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
        with children() as context:
            inner, self._lifeline = context.Pipe(duplex=False)
            self._process = context.Process(
                target=_serve, args=(self.name, dict(self.environment), str(self.log), inner), name=self.name
            )
            self._process.start()
            inner.close()
        self.wanted = True

    async def stop(self) -> None:
        """Ends the process in order, or by force when it makes no progress."""
        process, self.wanted = self._process, False
        if process is None:
            return
        if self._lifeline is not None:
            self._lifeline.close()
        patience = Patience(_STOP_SECONDS)
        while process.is_alive() and await patience.pause(self.said()):
            pass
        if process.is_alive():
            process.kill()
        await asyncio.to_thread(process.join)
        process.close()
        self._process = None

    def said(self) -> int:
        """The size of its log, which grows while it makes progress."""
        return self.log.stat().st_size if self.log.exists() else 0

    def failure(self) -> StackError:
        tail = self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-_TAIL:] if self.log.exists() else []
        return StackError(
            f"{self.name} 未能启动, 日志: {self.log}", f"{self.name} did not start, log: {self.log}", log="\n".join(tail)
        )


def _serve(name: str, environment: dict[str, str], log: str, lifeline: Connection) -> None:
    """In the child: one service until the lifeline breaks, which it also does when the parent is killed."""
    from .layout import services  # noqa: PLC0415 - the child's own

    def run(stop: asyncio.Event) -> Coroutine[Any, Any, None]:
        service = services()[name.partition(".")[2]]
        return service.serve(service.settings_class(), stop=stop)

    serve(lifeline, log, environment, run)
