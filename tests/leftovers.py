"""Processes that outlive the tests that started them: every descendant carries the run's mark in its environment."""

import os
import secrets

import psutil

from libs.events.patience import Patience

__all__ = ["NAME", "end", "left", "mark"]

NAME = "TEST_RUN_OF_CHECKONCE"
_OWN = ("multiprocessing.forkserver", "multiprocessing.resource_tracker")
"""Servers of this very process, which end with it."""


def mark() -> str:
    """The run's mark, set once by the first process of the run and inherited by all others."""
    return os.environ.setdefault(NAME, secrets.token_hex(8))


def left(still: float = 10.0) -> list[psutil.Process]:
    """What of this run goes on running, after giving it time to end: it may be on its way down."""
    patience = Patience(still, step=0.2)
    while (found := _marked()) and patience.rest(found):
        pass
    return found


def end(process: psutil.Process) -> str:
    """Ends it by force; says what it was."""
    try:
        said = f"{process.pid} {' '.join(process.cmdline())[:200]} (parent {process.ppid()}, {process.cwd()})"
        process.kill()
    except psutil.NoSuchProcess:
        return f"{process.pid} (gone just now)"
    return said


def _marked() -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        try:
            if process.pid != os.getpid() and process.environ().get(NAME) == mark() and not _is_own(process):
                found.append(process)
        except psutil.Error:
            # Gone meanwhile, a zombie, or somebody else's.
            continue
    return found


def _is_own(process: psutil.Process) -> bool:
    """A server of `multiprocessing` that this process itself started, without anything below it."""
    if process.ppid() != os.getpid() or process.children():
        return False
    return any(name in " ".join(process.cmdline()) for name in _OWN)
