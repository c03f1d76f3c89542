"""Files passed through from an API as they come, without holding them whole."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack

__all__ = ["download"]


async def download(file: AbstractAsyncContextManager[AsyncIterator[bytes]]) -> AsyncIterator[bytes]:
    """The bytes of a client's file. A refusal is raised here, while an error page can still be sent."""
    stack = AsyncExitStack()
    chunks = await stack.enter_async_context(file)

    async def parts() -> AsyncIterator[bytes]:
        async with stack:
            async for chunk in chunks:
                yield chunk

    return parts()
