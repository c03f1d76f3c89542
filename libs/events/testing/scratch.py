"""Where tests keep the data of servers: in memory where there is room."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of its own is made in it
_ROOM = 4 * 1024**3
"""Bytes that must be free: several processes of tests write there, a few hundred megabytes each."""


@contextmanager
def scratch(name: str) -> Iterator[Path]:
    """A fresh folder, removed with all it holds.

    A file system on disk (ext4) keeps numbers of files that were deleted within the last minutes out of use and looks at each
    of them for each new file. Where databases of hundreds of files are made and dropped one after another, a database then
    costs 0.3 s of processor time, and 0.02 s in memory.
    """
    # Not pytest's own temporary folder: that one is closed to other accounts again at each session, and a database
    # started by root runs under another account.
    folder = Path(tempfile.mkdtemp(prefix=f"checkonce-{name}-", dir=_MEMORY if _has_room() else None))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def _has_room() -> bool:
    if not (_MEMORY.is_dir() and os.access(_MEMORY, os.W_OK)):
        return False
    return min(psutil.virtual_memory().available, shutil.disk_usage(_MEMORY).free) >= _ROOM
