"""A TCP proxy between clients and one server, that can misbehave like a network."""

import asyncio
import contextlib
from dataclasses import dataclass, field
from enum import StrEnum

__all__ = ["Network", "Proxy"]


class Network(StrEnum):
    """What the network does to bytes."""

    FINE = "fine"
    CUT = "cut"
    """Connections are reset, new ones refused at once."""
    HALF_OPEN = "half-open"
    """Connections stay, nothing passes: only a timeout tells."""
    MUTE = "mute"
    """Requests arrive, answers do not: what was asked is done and nobody learns it."""
    SLOW = "slow"
    """Every piece is late by a fifth of a second."""


@dataclass
class Proxy:
    """Listens on `port` of this machine for `target` (a port too)."""

    port: int
    target: int
    state: Network = Network.FINE
    _server: asyncio.Server | None = None
    _open: set[asyncio.StreamWriter] = field(default_factory=set)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
        self._reset()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def become(self, state: Network) -> None:
        """Also resets what is open when bytes were lost: a stream with a hole must not go on."""
        lossy = {Network.CUT, Network.HALF_OPEN, Network.MUTE}
        if state is Network.CUT or (self.state in lossy and state is not self.state):
            self._reset()
        self.state = state

    def _reset(self) -> None:
        for writer in list(self._open):
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        if self.state is Network.CUT:
            writer.transport.abort()
            return
        try:
            there, back = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            writer.transport.abort()
            return
        self._open |= {writer, back}
        try:
            await asyncio.gather(self._pass(reader, back, answers=False), self._pass(there, writer, answers=True))
        finally:
            for end in (writer, back):
                self._open.discard(end)
                end.transport.abort()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, answers: bool) -> None:
        with contextlib.suppress(OSError):
            while piece := await reader.read(65536):
                if self.state is Network.SLOW:
                    await asyncio.sleep(0.2)
                if self.state is Network.HALF_OPEN or (self.state is Network.MUTE and answers):
                    continue
                writer.write(piece)
                await writer.drain()
        if not writer.is_closing():
            writer.transport.abort()
