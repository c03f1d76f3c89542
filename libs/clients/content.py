"""What is sent to an import."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, AsyncIterator
from dataclasses import dataclass
from pathlib import Path

_PIECE = 1 << 18


@dataclass(frozen=True)
class File:
    """A file of this machine, sent in pieces. The service is told its size, and can say how much is left."""

    path: Path

    @property
    def size(self) -> int:
        return self.path.stat().st_size

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with await asyncio.to_thread(self.path.open, "rb") as content:
            while piece := await asyncio.to_thread(content.read, _PIECE):
                yield piece


Content = bytes | AsyncIterable[bytes]
"""A file's bytes, whole or in pieces."""
