"""One server process of the stack: started with its own log, waited for, stopped, explained when it dies."""

import asyncio
import contextlib
import os
import signal
import subprocess
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

import psutil

from libs.events.patience import Patience

from .errors import StackError
from .guardian import Guardian
from .guardian_program import alive, halt

__all__ = ["Account", "Process", "stop_leftovers", "uninterrupted"]

TAIL_LINES: Final = 25
TAIL_BYTES: Final = 16_384
LOG_BYTES: Final = 16 * 1024 * 1024
"""A log past this size is set aside at the next start, over the one set aside before."""


class Account:
    """The system account a server runs under; None for `uid` and `gid` means the caller's own."""

    __slots__ = ("gid", "uid")

    def __init__(self, uid: int | None = None, gid: int | None = None) -> None:
        self.uid = uid
        self.gid = gid

    def run(self, command: Sequence[str | Path], **options: object) -> subprocess.CompletedProcess[str]:
        """Runs a short command under this account; never raises for its exit code."""
        return subprocess.run(  # type: ignore[call-overload,no-any-return]
            command, check=False, capture_output=True, text=True, **self.options(), **options
        )

    def options(self) -> dict[str, object]:
        if self.uid is None:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


class Process:
    """A running server under the guardian's eye.

    quit_signal: what the server understands as an orderly stop. grace: seconds it gets before SIGKILL.
    folder becomes its working directory, by which the next start recognises a leftover of a crash.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        folder: Path,
        log: Path,
        guardian: Guardian,
        quit_signal: signal.Signals,
        grace: float,
        environment: Mapping[str, str] | None = None,
        account: Account | None = None,
    ) -> None:
        self.name = name
        self.log = log
        self._quit_signal = quit_signal
        self._grace = grace
        self._guardian = guardian
        # First, or a program killed in the next tenth of a second would leave the server unguarded.
        guardian.ready()
        guardian.expect(folder, quit_signal, grace)
        if log.exists() and log.stat().st_size > LOG_BYTES:
            log.replace(log.with_suffix(".old.log"))
        with log.open("ab") as file:
            self._log_start = file.tell()
            self._popen: subprocess.Popen[bytes] = subprocess.Popen(  # type: ignore[call-overload]
                command,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                env=None if environment is None else dict(environment),
                # Ctrl-C goes to the program alone, which stops its servers in order.
                start_new_session=True,
                **(account or Account()).options(),
            )
        guardian.watch(self.pid, quit_signal, grace, folder=folder)

    @property
    def pid(self) -> int:
        return int(self._popen.pid)

    @property
    def running(self) -> bool:
        return self._popen.poll() is None

    async def until(self, ready: Callable[[], Awaitable[bool]], *, still: float) -> None:
        """Waits until `ready()` holds.

        Raises StackError with the last log lines when the process ends first, or says nothing more for `still` seconds of
        a quiet machine.
        """
        patience = Patience(still)
        while not await ready():
            if not self.running:
                raise StackError(
                    f"{self.name} 启动时退出 (退出码 {self._popen.returncode}), 日志: {self.log}",
                    f"{self.name} ended while starting (exit code {self._popen.returncode}), log: {self.log}",
                    log=self.tail(),
                )
            if not await patience.pause(self.log.stat().st_size):
                raise StackError(
                    f"{self.name} 没有就绪, 也不再有进展 ({patience}), 日志: {self.log}",
                    f"{self.name} is not ready and gets no further ({patience}), log: {self.log}",
                    log=self.tail(),
                )

    def tail(self) -> str:
        """The last lines this run wrote to its log."""
        with self.log.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(self._log_start, size - TAIL_BYTES))
            lines = file.read().decode(errors="replace").splitlines()
        return "\n".join(lines[-TAIL_LINES:])

    def stop(self) -> None:
        """Stops in order, by force after the grace; harmless when it is already gone. Blocks."""
        if self.running:
            with contextlib.suppress(ProcessLookupError):
                self._popen.send_signal(self._quit_signal)
        try:
            self._popen.wait(self._grace)
        except subprocess.TimeoutExpired:
            self._popen.kill()
            self._popen.wait()
        self._guardian.forget(self.pid)

    def kill(self) -> None:
        """Ends it as a power cut would, for tests of recovery. Blocks until it is gone."""
        self._popen.kill()
        self._popen.wait()
        self._guardian.forget(self.pid)


def stop_leftovers(folder: Path, program: str, quit_signal: signal.Signals, *, grace: float) -> int:
    """Stops every process named `program` that works in `folder`; returns how many there were.

    Only for the holder of the folder's lock: nobody else can then rightly be running there. Found by working
    directory, because a pid on disk may belong to somebody else by now, and a database's children carry no path in
    their command line.
    """
    where = str(folder.resolve())
    found = [
        process
        for process in psutil.process_iter(["name", "cwd"])
        if process.info["cwd"] == where and process.info["name"] == program and alive(process)
    ]
    for process in found:
        halt(process, quit_signal, grace)
    return len(found)


async def uninterrupted(work: Callable[[], None]) -> None:
    """Runs blocking `work` in a thread, and on cancellation waits for its end before giving way.

    A thread goes on when its awaiter is cancelled: a server it starts then would have no owner.
    """
    task = asyncio.ensure_future(asyncio.to_thread(work))
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise
