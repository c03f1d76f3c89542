"""Waiting in tests: for a condition, as long as there is progress."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from ..patience import Patience


async def eventually(
    condition: Callable[[], Any], *, what: str = "condition", progress: Callable[[], Any] | None = None, still: float = 60.0
) -> Any:
    """Waits until `condition()` is true and returns its value. AssertionError when nothing changes for `still` quiet seconds.

    What changes is the condition's own value, or that of `progress()`. Both may be plain or async.
    """
    patience = Patience(still)
    while True:
        value = await _value(condition)
        if value:
            return value
        sign = (value, await _value(progress) if progress else None)
        assert await patience.pause(sign), f"{what} did not come true ({patience}); last: {sign!r}"


async def _value(ask: Callable[[], Any]) -> Any:
    value = ask()
    return await value if asyncio.iscoroutine(value) else value
