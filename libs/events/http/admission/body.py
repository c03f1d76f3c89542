"""A request's body: no larger than its route takes, and no slower than a line that works."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar, cast

from starlette.types import Message, Receive, Scope

from .refusals import BodyTooLarge, BodyTooSlow

__all__ = ["MOST", "Body", "Patience", "declared", "is_streamed", "streamed"]

MOST: Final = 2**20
"""Bytes of a body, unless the route says more (`max_body_size`). A command is a few kilobytes."""
_STREAMED = "checkonce_streamed"

F = TypeVar("F", bound=Callable[..., Any])


def streamed(endpoint: F) -> F:
    """A route's function that reads its body as it comes and has its own limit: admission sees only that it keeps coming."""
    setattr(endpoint, _STREAMED, True)
    return endpoint


def is_streamed(endpoint: Any) -> bool:
    return getattr(endpoint, _STREAMED, False)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for a body: `seconds` for its next part, and beyond them at least `least` bytes a second over all."""

    seconds: float
    least: int


def declared(scope: Scope) -> int | None:
    """Bytes of the body by Content-Length, 0 where there is none; None where it comes in chunks and nobody knows how many."""
    length: int | None = 0
    for name, value in scope["headers"]:
        if name == b"transfer-encoding":
            return None
        if name == b"content-length":
            length = int(value) if value.isdigit() else None
    return length


class Body:
    """The parts of one request's body as they come."""

    __slots__ = ("_arrived", "_clock", "_late", "_patience", "_receive", "_waited", "_whole", "messages")

    def __init__(self, receive: Receive, patience: Patience, clock: Callable[[], float] = time.monotonic) -> None:
        self._receive, self._patience, self._clock = receive, patience, clock
        self._arrived, self._waited, self._late, self._whole = 0, 0.0, False, False
        self.messages: list[Message] = []
        """What `read` has received."""

    async def read(self, most: int) -> bytes | None:
        """The whole body; None when the caller has gone. Raises BodyTooLarge and BodyTooSlow."""
        parts: list[bytes] = []
        while True:
            message = await self.part()
            self.messages.append(message)
            if message["type"] != "http.request":
                return None
            parts.append(message.get("body", b""))
            if self._arrived > most:
                raise too_large(most)
            if not message.get("more_body", False):
                return parts[0] if len(parts) == 1 else b"".join(parts)

    async def part(self) -> Message:
        """The next message. Raises BodyTooSlow. Only the wait for it counts, not what is done with it."""
        if self._whole:
            # Whoever asks now waits for the caller to leave.
            return await self._receive()
        patience, clock = self._patience, self._clock
        began, task = clock(), cast("asyncio.Task[Any]", asyncio.current_task())
        # What asyncio.timeout does, at a quarter of its time: this is done for every request.
        self._late = False
        timer = asyncio.get_running_loop().call_later(patience.seconds, self._end, task)
        try:
            message = await self._receive()
        except asyncio.CancelledError:
            if self._late and task.uncancel() == 0:
                raise self._slow() from None
            raise
        finally:
            timer.cancel()
        self._waited += clock() - began
        self._arrived += len(message.get("body", b""))
        self._whole = not message.get("more_body", False)
        beyond = self._waited - patience.seconds
        if beyond > 0 and not self._whole and self._arrived < beyond * patience.least:
            raise self._slow()
        return message

    def _end(self, task: asyncio.Task[Any]) -> None:
        self._late = True
        task.cancel()

    async def replayed(self) -> Message:
        """Gives once more what has been received, then what comes."""
        return self.messages.pop(0) if self.messages else await self._receive()

    def _slow(self) -> BodyTooSlow:
        return BodyTooSlow(field="body", seconds=f"{self._patience.seconds:g}", least=self._patience.least)


def too_large(most: int) -> BodyTooLarge:
    return BodyTooLarge(field="body", most=f"{most / 2**20:g} MiB" if most >= 2**20 else f"{most} B")
