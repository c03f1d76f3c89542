"""The guardian's own program, run as `python guardian_program.py`: it imports nothing beside it.

Reads orders, one JSON object a line, from standard input: `{"watch": pid, "signal": number, "grace": seconds}` or
`{"forget": pid}`. At the end of input it stops whatever is still watched, all at once, and ends.
"""

import contextlib
import json
import os
import signal
import sys
import threading
import time
from typing import IO, Final

import psutil

__all__ = ["READY", "alive", "halt"]

READY: Final = b"ready\n"
AFTER_KILL_SECONDS: Final = 5.0


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


def _guard(orders: IO[bytes]) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    # The program may be gone already; its orders still stand in the pipe.
    with contextlib.suppress(BrokenPipeError):
        os.write(sys.stdout.fileno(), READY)
    watched: dict[int, tuple[psutil.Process, int, float]] = {}
    for line in orders:
        order = json.loads(line)
        if "forget" in order:
            watched.pop(order["forget"], None)
            continue
        with contextlib.suppress(psutil.NoSuchProcess):
            watched[order["watch"]] = (psutil.Process(order["watch"]), order["signal"], order["grace"])
    threads = [threading.Thread(target=halt, args=entry) for entry in watched.values()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    _guard(sys.stdin.buffer)
