"""Workbooks are kept in files while they arrive: how large one may be, and all that are there at once."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ..refusal import Refusal
from .faults import too_large

__all__ = ["Spool", "SpoolFull"]

_MOST_PACKED = 128 * 2**20
"""A full sheet of 1,048,576 entities has a third of this."""
_MOST_TOGETHER: Final = 192 * 2**20
"""The pod's temporary folder holds 256 MiB (deploy/k8s/base/patches/every-pod.yaml)."""
_TOLD_EVERY = 8 * 2**20


class SpoolFull(Refusal):
    slug = "spool-full"
    status = 503
    title_zh = "正在上传的工作簿过多"
    title_en = "Too many workbooks are arriving"
    detail_zh = "同时上传的工作簿合计超过 {most} MiB"
    detail_en = "the workbooks that are arriving have more than {most} MiB together"
    do_zh = "没有写入任何内容,请稍后重新导入。"
    do_en = "Nothing was written; send the file again a little later."


@dataclass
class Spool:
    """The workbooks of one process. `held`: bytes that are in files now."""

    most: int = _MOST_TOGETHER
    held: int = 0

    @asynccontextmanager
    async def keeping(self, body: AsyncIterator[bytes], told: Callable[[int], Awaitable[None]]) -> AsyncIterator[Path]:
        """The whole body in a file that is deleted afterwards; `told` is called with the number of bytes from time to time.

        Raises TooLarge and SpoolFull.
        """
        size = said = 0
        try:
            with tempfile.NamedTemporaryFile(prefix="checkonce-import-", suffix=".xlsx") as file:
                async for piece in body:
                    size += len(piece)
                    self.held += len(piece)
                    if size > _MOST_PACKED:
                        raise too_large(_MOST_PACKED)
                    if self.held > self.most:
                        raise SpoolFull(field="file", most=self.most // 2**20)
                    file.write(piece)
                    if size - said > _TOLD_EVERY:
                        said = size
                        await told(size)
                file.flush()
                yield Path(file.name)
        finally:
            self.held -= size
