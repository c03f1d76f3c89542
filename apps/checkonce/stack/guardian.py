"""Stops the started servers when the program that started them is gone, however it ended.

The guardian is a small process of its own. It holds the read end of a pipe whose only write end belongs to the
program, so the end of that pipe is the end of the program: normal, crashed or killed (a program that forks
without exec shares that end with its children, and ends with the last of them).
"""

import contextlib
import json
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path

from . import guardian_program
from .errors import StackError

__all__ = ["Guardian"]


class Guardian:
    """The program's side: starts the guardian and tells it whom to watch. log: file for its complaints."""

    def __init__(self, log: Path) -> None:
        self._log = log
        self._lock = threading.Lock()
        self._ready = False
        with log.open("ab") as file:
            process = subprocess.Popen(
                [sys.executable, "-P", guardian_program.__file__],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=file,
                # Outside the terminal's group: otherwise Ctrl-C would end the guardian before the servers.
                start_new_session=True,
            )
        if process.stdin is None or process.stdout is None:
            raise BrokenPipeError
        self._process, self._orders, self._answers = process, process.stdin, process.stdout

    @property
    def pid(self) -> int:
        return self._process.pid

    def ready(self) -> None:
        """Returns when the guardian listens. Raises StackError when it did not start. Blocks for its start."""
        with self._lock:
            if self._ready:
                return
            if self._answers.readline() != guardian_program.READY:
                raise StackError(
                    f"守护进程未能启动, 日志: {self._log}",
                    f"the guardian process did not start, log: {self._log}",
                    log=self._log.read_text(errors="replace").strip()[-2000:],
                )
            self._ready = True

    def expect(self, folder: Path, quit_signal: int, grace: float) -> None:
        """From now on what works in `folder` ends with the program, until `watch` says which process that is."""
        self._say({"expect": str(folder.resolve()), "signal": int(quit_signal), "grace": grace})

    def watch(self, pid: int, quit_signal: int, grace: float, *, folder: Path | None = None) -> None:
        """From now on `pid` ends with the program: by `quit_signal`, after `grace` seconds by SIGKILL. It works in `folder`."""
        where = "" if folder is None else str(folder.resolve())
        self._say({"watch": pid, "signal": int(quit_signal), "grace": grace, "folder": where})

    def forget(self, pid: int) -> None:
        self._say({"forget": pid})

    def close(self) -> None:
        """Ends the guardian, which first stops whatever is still watched. Blocks until it is gone."""
        for pipe in (self._orders, self._answers):
            with contextlib.suppress(BrokenPipeError):
                pipe.close()
        self._process.wait()

    def _say(self, order: Mapping[str, float | str]) -> None:
        # If the guardian itself was killed, the servers stay: the next start finds them as leftovers.
        # Two servers start from two threads at once.
        with self._lock, contextlib.suppress(BrokenPipeError):
            self._orders.write(json.dumps(order).encode() + b"\n")
            self._orders.flush()
