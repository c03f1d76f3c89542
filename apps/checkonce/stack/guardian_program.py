"""The guardian's own program, run as `python guardian_program.py`: it imports nothing beside it.

Reads orders, one JSON object a line, from standard input: `{"watch": pid, "signal": number, "grace": seconds, "folder": path}`,
`{"forget": pid}`, or `{"expect": folder, "signal": number, "grace": seconds}` before a server starts that will work in a
folder, until it is watched. At the end of input it stops whatever is still watched or expected, all at once, and ends.
"""

import contextlib
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Container, Iterator
from typing import IO, Final

import psutil

__all__ = ["READY", "alive", "halt"]

READY: Final = b"ready\n"
AFTER_KILL_SECONDS: Final = 5.0
FORKED_SECONDS: Final = 0.5


def alive(process: psutil.Process) -> bool:
    """Whether this very process runs: not a zombie, not another one that got the same pid."""
    try:
        return bool(process.is_running()) and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def halt(process: psutil.Process, quit_signal: int, grace: float) -> None:
    """Asks `process` to end, waits up to `grace` seconds, then kills it. Does nothing to one that is gone.

    psutil compares the start time before each signal, so a pid that was given to another process is never hit.
    """
    for number, seconds in ((quit_signal, grace), (signal.SIGKILL, AFTER_KILL_SECONDS)):
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(number)
        deadline = time.monotonic() + seconds
        while alive(process):
            if time.monotonic() > deadline:
                break
            time.sleep(0.02)
        else:
            return


def _working_in(folders: Container[str]) -> Iterator[tuple[psutil.Process, str]]:
    """Servers that were started when the program ended, before it could say their pids."""
    if not folders:
        return
    # One that is just being forked is not in its folder yet.
    time.sleep(FORKED_SECONDS)
    for process in psutil.process_iter(["cwd"]):
        if process.info["cwd"] in folders and process.pid != os.getpid():
            yield process, process.info["cwd"]


def _guard(orders: IO[bytes]) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    # The program may be gone already; its orders still stand in the pipe.
    with contextlib.suppress(BrokenPipeError):
        os.write(sys.stdout.fileno(), READY)
    watched: dict[int, tuple[psutil.Process, int, float]] = {}
    expected: dict[str, tuple[int, float]] = {}
    for line in orders:
        order = json.loads(line)
        if "forget" in order:
            watched.pop(order["forget"], None)
            continue
        if "expect" in order:
            expected[order["expect"]] = (order["signal"], order["grace"])
            continue
        expected.pop(order["folder"], None)
        with contextlib.suppress(psutil.NoSuchProcess):
            watched[order["watch"]] = (psutil.Process(order["watch"]), order["signal"], order["grace"])
    entries = [*watched.values(), *((process, *expected[folder]) for process, folder in _working_in(expected))]
    threads = [threading.Thread(target=halt, args=entry) for entry in entries]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    _guard(sys.stdin.buffer)
