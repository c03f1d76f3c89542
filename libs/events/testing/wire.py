"""HTTP by hand, for tests of what no well-behaved client sends."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def problem(self) -> dict[str, Any]:
        assert self.headers["content-type"] == "application/problem+json", self
        found: dict[str, Any] = json.loads(self.body)
        return found


@dataclass
class Wire:
    """One connection. `sent` counts the bytes that the other side's kernel or program took."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    sent: int = 0

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()
        self.sent += len(data)

    async def head(self, method: str, path: str, headers: dict[str, str]) -> None:
        lines = [f"{method} {path} HTTP/1.1", "Host: service", *(f"{name}: {value}" for name, value in headers.items())]
        await self.send("\r\n".join([*lines, "", ""]).encode())

    async def answer(self) -> Answer:
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
        body = await self.reader.readexactly(int(headers["content-length"]))
        return Answer(int(head[0].split()[1]), headers, body)

    async def send_until_answered(self, parts: Iterable[bytes]) -> Answer:
        """Sends part after part, until an answer comes or the other side takes no more."""
        answer = asyncio.ensure_future(self.answer())
        try:
            for part in parts:
                sending = asyncio.ensure_future(self.send(part))
                await asyncio.wait({answer, sending}, return_when=asyncio.FIRST_COMPLETED)
                if answer.done():
                    sending.cancel()
                    break
        except ConnectionError:
            pass
        return await answer

    async def closed(self) -> bool:
        """Waits until the other side closes."""
        try:
            return await self.reader.read() == b""
        except ConnectionError:
            return True


@asynccontextmanager
async def wire(url: str) -> AsyncIterator[Wire]:
    where = urlsplit(url)
    reader, writer = await asyncio.open_connection(where.hostname, where.port)
    try:
        yield Wire(reader, writer)
    finally:
        writer.transport.abort()
