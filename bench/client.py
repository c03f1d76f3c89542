"""A small HTTP/1.1 client for measuring: keep-alive connections and nothing that would cost more than the server."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import cast

__all__ = ["Connection", "connect", "request"]

_END = b"\r\n\r\n"


def request(path: str, body: bytes, token: str = "", **headers: str) -> bytes:
    """A POST of JSON as it goes over the wire."""
    lines = [f"POST {path} HTTP/1.1", "Host: bench", "Content-Type: application/json", f"Content-Length: {len(body)}"]
    if token:
        lines.append(f"Authorization: Bearer {token}")
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + _END + body


class Connection(asyncio.Protocol):
    """One request at a time."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._buffer = b""
        self._answer: asyncio.Future[_Answer] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are no subclasses of asyncio's.
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, found, body = self._buffer.partition(_END)
        if not found or self._answer is None or self._answer.done():
            return
        length = next(int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        if len(body) >= length:
            self._buffer = b""
            self._answer.set_result(_Answer(int(head[9:12]), body))

    def connection_lost(self, exc: Exception | None) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(exc or ConnectionError("the server closed the connection"))

    async def post(self, wire: bytes) -> bytes:
        """Sends what `request` made; the answer's body. Raises RuntimeError unless it is 200 or 201."""
        assert self._transport is not None
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(wire)
        answer = await self._answer
        if answer.status not in {200, 201}:
            raise RuntimeError(f"{answer.status}: {answer.body.decode()}")
        return answer.body

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    body: bytes


async def connect(port: int) -> Connection:
    """A connection to this machine."""
    _, connection = await asyncio.get_running_loop().create_connection(Connection, "127.0.0.1", port)
    return connection
