"""Files handed through from an API as they come, without holding them whole."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

from ..clients import Api

__all__ = ["download"]


async def download(api: Api, path: str) -> AsyncIterator[bytes]:
    """The bytes at a path of the API. Its errors are raised here, while an error page can still be sent."""
    stack = AsyncExitStack()
    chunks = await stack.enter_async_context(api.file(path))

    async def parts() -> AsyncIterator[bytes]:
        async with stack:
            async for chunk in chunks:
                yield chunk

    return parts()
