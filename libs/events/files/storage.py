"""Where contents lie: a small protocol, and the folder that is its one implementation."""

from __future__ import annotations

import asyncio
import errno
import os
import shutil
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, Protocol
from uuid import uuid4

from ..telemetry import log
from .refusals import StoreAway, StoreFull

__all__ = ["SHARDS", "Folder", "Incoming", "Storage"]

SHARDS: Final = tuple(f"{n:02x}" for n in range(256))
"""What digests begin with: contents are looked through a part at a time."""
_PIECE: Final = 2**18
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT})


class Incoming(Protocol):
    """Bytes that come and are nobody's yet. `name` finds them again, also in another process."""

    name: str

    async def write(self, piece: bytes) -> None: ...

    async def sync(self) -> None:
        """What was written outlives a power cut."""

    async def close(self) -> None: ...


class Storage(Protocol):
    """All raise StoreFull and StoreAway. What is placed is never changed."""

    async def incoming(self) -> Incoming: ...

    async def place(self, name: str, sha256: str) -> None:
        """What came under that name is the content of that digest from now on. It has been synced."""

    async def size(self, sha256: str) -> int | None:
        """None where there is no such content."""

    def read(self, sha256: str, start: int, end: int) -> AsyncIterator[bytes]:
        """The bytes from `start` until before `end`."""

    def read_incoming(self, name: str, size: int) -> AsyncIterator[bytes]: ...

    async def remove(self, sha256: str) -> None:
        """Also where it is not there."""

    async def discard(self, name: str) -> None:
        """Also where it is not there."""

    async def older(self, shard: str, seconds: float) -> list[str]:
        """The digests of a shard whose content was placed longer ago."""

    async def incoming_older(self, seconds: float) -> list[str]:
        """The names of what came, and was written to last, longer ago."""

    async def fault(self) -> str | None:
        """What is wrong with the store now, in English and Chinese; None: nothing."""


@contextmanager
def _told() -> Iterator[None]:
    """Turns what the system says into refusals. The log names the file; the caller is not told where files lie."""
    try:
        yield
    except OSError as error:
        log.error("files.fault", error=repr(error))
        raise (StoreFull() if error.errno in _FULL else StoreAway()) from error


def _synced(folder: Path) -> None:
    """A name in a folder outlives a power cut once the folder itself was written."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class _Part:
    """A file in the folder of what comes."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self.name, self._descriptor = path.name, descriptor

    async def write(self, piece: bytes) -> None:
        with _told():
            await asyncio.to_thread(self._write, memoryview(piece))

    def _write(self, piece: memoryview) -> None:
        while piece:
            piece = piece[os.write(self._descriptor, piece) :]

    async def sync(self) -> None:
        with _told():
            await asyncio.to_thread(os.fsync, self._descriptor)

    async def close(self) -> None:
        if self._descriptor >= 0:
            descriptor, self._descriptor = self._descriptor, -1
            with _told():
                await asyncio.to_thread(os.close, descriptor)


class Folder:
    """A folder of one service; its processes share it. It is made by operations: one that is missing is a volume that is away.

    `content/ab/abcd...` holds what is kept, `incoming/` what comes. Both lie on one volume, so that placing is renaming.
    """

    def __init__(self, path: Path) -> None:
        self._path, self._content, self._incoming = path, path / "content", path / "incoming"

    async def incoming(self) -> Incoming:
        with _told():
            return await asyncio.to_thread(self._open)

    def _open(self) -> _Part:
        path = self._incoming / uuid4().hex
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        try:
            return _Part(path, os.open(path, flags, 0o640))
        except FileNotFoundError:
            # The first one of all. The folder itself is not made: something else would lie where the volume is not mounted.
            self._incoming.mkdir(exist_ok=True)
            return _Part(path, os.open(path, flags, 0o640))

    async def place(self, name: str, sha256: str) -> None:
        with _told():
            await asyncio.to_thread(self._place, name, sha256)

    def _place(self, name: str, sha256: str) -> None:
        target = self._file(sha256)
        if not target.parent.is_dir():
            target.parent.mkdir(parents=True, exist_ok=True)
            _synced(self._content)
            _synced(self._path)
        (self._incoming / name).rename(target)
        # Renaming keeps the time of the last write, and this is when it was placed.
        os.utime(target)
        _synced(target.parent)

    async def size(self, sha256: str) -> int | None:
        with _told():
            try:
                return (await asyncio.to_thread(self._file(sha256).stat)).st_size
            except FileNotFoundError:
                # Missing is said of a file, never of a folder that is away.
                await asyncio.to_thread(self._path.stat)
                return None

    def read(self, sha256: str, start: int, end: int) -> AsyncIterator[bytes]:
        return _pieces(self._file(sha256), start, end)

    def read_incoming(self, name: str, size: int) -> AsyncIterator[bytes]:
        return _pieces(self._incoming / name, 0, size)

    async def remove(self, sha256: str) -> None:
        with _told():
            await asyncio.to_thread(self._file(sha256).unlink, missing_ok=True)

    async def discard(self, name: str) -> None:
        with _told():
            await asyncio.to_thread((self._incoming / name).unlink, missing_ok=True)

    async def older(self, shard: str, seconds: float) -> list[str]:
        return await self._older(self._content / shard, seconds)

    async def incoming_older(self, seconds: float) -> list[str]:
        return await self._older(self._incoming, seconds)

    async def _older(self, folder: Path, seconds: float) -> list[str]:
        with _told():
            return await asyncio.to_thread(_names, folder, time.time() - seconds)

    async def fault(self) -> str | None:
        return await asyncio.to_thread(self._fault)

    def _fault(self) -> str | None:
        try:
            if not self._path.is_dir():
                return f"folder {self._path} is missing · 文件夹 {self._path} 不存在"
            probe = self._path / f".probe-{uuid4().hex}"
            probe.write_bytes(b"?")
            probe.unlink()
            free = shutil.disk_usage(self._path).free
        except OSError as error:
            said = error.strerror or repr(error)
            return f"folder {self._path} cannot be written: {said} · 文件夹 {self._path} 无法写入:{said}"
        if free < _SCARCE:
            return f"{free // 2**20} MiB are left in {self._path} · {self._path} 仅余 {free // 2**20} MiB"
        return None

    def _file(self, sha256: str) -> Path:
        return self._content / sha256[:2] / sha256


_SCARCE: Final = 2**30
"""Bytes: below that the store is said to be nearly full, a few films before nothing more goes in."""


async def _pieces(path: Path, start: int, end: int) -> AsyncIterator[bytes]:
    with _told():
        file = await asyncio.to_thread(path.open, "rb")
    try:
        with _told():
            await asyncio.to_thread(file.seek, start)
        while start < end:
            with _told():
                piece = await asyncio.to_thread(file.read, min(_PIECE, end - start))
                if not piece:
                    raise OSError(errno.EIO, "the file is shorter than its row says", str(path))
            start += len(piece)
            yield piece
    finally:
        file.close()


def _names(folder: Path, before: float) -> list[str]:
    found = []
    with suppress(FileNotFoundError), os.scandir(folder) as entries:
        for entry in entries:
            # Gone in the meantime: another process sweeps too.
            with suppress(FileNotFoundError):
                if entry.stat().st_mtime < before:
                    found.append(entry.name)
    return sorted(found)
