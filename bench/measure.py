"""What a row of the table is, and how its figures are taken: sides alternate, the median counts."""

from __future__ import annotations

import os
import platform
import resource
import statistics
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path
from typing import Any, Literal

__all__ = ["Row", "alternate", "flushing", "fsync_rate", "load", "machine", "peak_mib", "percentile"]

Side = Callable[[], Awaitable[float]]

_BLOCK = 8192
"""Bytes of one page of PostgreSQL's write-ahead log."""


@dataclass(frozen=True, slots=True)
class Row:
    """One comparison. `ours` and `peer` in `unit`, medians of `runs`; `n` operations in each run.

    `limit` is what the machine itself allows in the same unit (None where the peer is that limit). `bar` is to be reached
    by `ours / peer`: from above when `better` is `more`, from below when it is `less`. None: a peer to look at.
    """

    name: str
    ours: float
    peer: float
    peer_name: str
    unit: str
    n: int
    runs: int
    bar: float | None
    better: Literal["more", "less"] = "more"
    limit: float | None = None
    limit_name: str = ""
    note: str = ""

    @property
    def ratio(self) -> float:
        return self.ours / self.peer

    @property
    def reached(self) -> bool | None:
        if self.bar is None:
            return None
        return self.ratio >= self.bar if self.better == "more" else self.ratio <= self.bar

    def as_json(self) -> dict[str, Any]:
        figures = {name: _short(value) for name, value in asdict(self).items()}
        return {**figures, "ratio": _short(self.ratio), "reached": self.reached}


def _short(value: Any) -> Any:
    return float(f"{value:.4g}") if isinstance(value, float) else value


async def alternate(runs: int, *sides: Side) -> list[float]:
    """Median of each side over `runs`; the order turns round each time, so that no side always comes first."""
    taken: list[list[float]] = [[] for _ in sides]
    for turn in range(runs):
        order = range(len(sides)) if turn % 2 == 0 else reversed(range(len(sides)))
        for index in order:
            taken[index].append(await sides[index]())
    return [statistics.median(values) for values in taken]


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` (0 to 1) of all do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, -(-int(share * 1000) * len(ordered) // 1000) - 1))]


def fsync_rate(folder: Path, times: int = 200) -> float:
    """Writes of one log page that reach the disk, each before the next: per second, in `folder`."""
    took = fsync_seconds(folder, times)
    return 1 / statistics.median(took)


def fsync_seconds(folder: Path, times: int) -> list[float]:
    """Seconds of each of `times` writes of one page with fdatasync, as PostgreSQL does at a commit."""
    with flushing(folder) as flush:
        return [flush() for _ in range(times)]


@contextmanager
def flushing(folder: Path) -> Iterator[Callable[[], float]]:
    """What is given writes one page and waits until it is on the disk: seconds."""
    path = folder / "fsync.probe"
    file = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    block, turns = bytes(_BLOCK), count()

    def flush() -> float:
        os.lseek(file, next(turns) % 128 * _BLOCK, os.SEEK_SET)
        started = time.perf_counter()
        os.write(file, block)
        os.fdatasync(file)
        return time.perf_counter() - started

    try:
        # Space that exists already, as in a log segment: what is timed is the flush, not the growth of the file.
        os.write(file, block * 128)
        os.fsync(file)
        yield flush
    finally:
        os.close(file)
        path.unlink()


def load() -> str:
    """Load averages of 1, 5 and 15 minutes."""
    return " ".join(f"{value:.2f}" for value in os.getloadavg())


def peak_mib() -> float:
    """The most memory this process has held so far, MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def machine() -> str:
    """Processors, memory, system and Python, in one line."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{os.cpu_count()} cores ({_processor()}), {memory:.0f} GiB, {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}"
    )


def _processor() -> str:
    known = Path("/proc/cpuinfo")
    for line in known.read_text(encoding="utf-8").splitlines() if known.exists() else ():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()
