"""A TCP proxy between clients and one server, that can misbehave like a network."""

import asyncio
import contextlib
from collections.abc import Collection
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


@dataclass(eq=False)
class _Line:
    """One connection: from a client, and on to the server."""

    client: asyncio.StreamWriter
    server: asyncio.StreamWriter
    failed_over: bool = False
    """The server is gone; the client hears nothing of it."""
    lost: bool = False
    """The client is gone; the server hears nothing of it."""

    def abort(self) -> None:
        self.client.transport.abort()
        self.server.transport.abort()


@dataclass
class Proxy:
    """Listens on `port` of this machine for `target` (a port too)."""

    port: int
    target: int
    state: Network = Network.FINE
    _server: asyncio.Server | None = None
    _open: set[_Line] = field(default_factory=set)
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

    def fail_over(self) -> int:
        """Another server takes the place of this one: its sessions are gone, and no client is told. New connections are fine.

        Returns how many clients hear nothing any more.
        """
        lines = [line for line in self._open if not line.failed_over]
        for line in lines:
            line.failed_over = True
            line.server.transport.abort()
        return len(lines)

    def lose(self, ports: Collection[int]) -> int:
        """The host of the clients with these ports dies: the server gets no further word, not even that. Returns how many."""
        lines = [line for line in self._open if line.client.get_extra_info("peername")[1] in ports]
        for line in lines:
            line.lost = True
        return len(lines)

    def give_up_lost(self) -> None:
        """What the server's keepalives find out in time: nobody answers for the lost."""
        for line in [line for line in self._open if line.lost]:
            line.abort()

    def _reset(self) -> None:
        for line in list(self._open):
            line.abort()

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
        line = _Line(writer, back)
        self._open.add(line)
        try:
            await asyncio.gather(self._pass(reader, back, line, answers=False), self._pass(there, writer, line, answers=True))
        finally:
            self._open.discard(line)
            line.abort()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, line: _Line, *, answers: bool) -> None:
        with contextlib.suppress(OSError):
            while piece := await reader.read(65536):
                if self.state is Network.SLOW:
                    await asyncio.sleep(0.2)
                dropped = self.state is Network.HALF_OPEN or (self.state is Network.MUTE and answers)
                if dropped or line.failed_over or line.lost:
                    continue
                writer.write(piece)
                await writer.drain()
        # Whoever is to hear nothing does not hear the end either.
        if not (line.failed_over if answers else line.lost) and not writer.is_closing():
            writer.transport.abort()
