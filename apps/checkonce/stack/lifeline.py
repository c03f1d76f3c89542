"""Children started by `multiprocessing` that end with the program that started them, however that ends.

The child holds the read end of a pipe whose only write end belongs to the program. A thread waits for the pipe's end: an
event loop that watched the pipe itself would find it readable from then on and spin, and a loop that hangs would never look.
"""

import asyncio
import contextlib
import multiprocessing
import os
import sys
import threading
from collections.abc import Callable, Coroutine, Iterator, Mapping
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from types import ModuleType
from typing import Any, Final

from libs.events.patience import Patience

__all__ = ["children", "serve"]

GRACE: Final = 30.0
"""Quiet seconds an orderly end may take once the program is gone; then the child ends at once."""
CUT_SHORT: Final = 70


@contextlib.contextmanager
def children() -> Iterator[ForkServerContext]:
    """The context whose processes are forked from a server that has imported everything once.

    Each of them would run the program's main module again, for the sake of functions defined there: a second of imports for
    each child, and none of ours is defined there.
    """
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield multiprocessing.get_context("forkserver")
    finally:
        sys.modules["__main__"] = main


def serve(
    lifeline: Connection, log: str, environment: Mapping[str, str], work: Callable[[asyncio.Event], Coroutine[Any, Any, None]]
) -> None:
    """In the child: runs `work` until the lifeline breaks, then tells it to stop. All output goes to `log`."""
    from libs.events.running.fast import run_fast  # noqa: PLC0415 - the child's own, of which the program itself needs nothing

    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(output, 1)
    os.dup2(output, 2)
    for key in [key for key in os.environ if key.startswith("CHECKONCE_")]:
        del os.environ[key]
    os.environ.update(environment)

    async def run() -> None:
        stop, loop = asyncio.Event(), asyncio.get_running_loop()

        def end() -> None:
            # The loop may have ended just now.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(stop.set)

        threading.Thread(target=_wait, args=(lifeline, end), daemon=True).start()
        await work(stop)

    try:
        run_fast(run())
    except KeyboardInterrupt:
        sys.exit(0)


def _wait(lifeline: Connection, end: Callable[[], None]) -> None:
    with contextlib.suppress(EOFError, OSError):
        lifeline.recv_bytes()
    end()
    patience = Patience(GRACE, step=0.2)
    while patience.rest():
        pass
    # Something hangs, and the program that would notice is gone.
    os._exit(CUT_SHORT)
