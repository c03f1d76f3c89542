"""The servers of the fault rounds: a real broker and a real PostgreSQL, reached through proxies only."""

from __future__ import annotations

import asyncio
import multiprocessing
import shutil
import socket
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import psutil
from confluent_kafka.admin import AdminClient

from apps.checkonce.stack import Kafka, OwnPostgres, Postgres, Stack, StackError
from libs.events.bus.kafka import Access
from libs.events.http.issuer import DevelopmentIssuer
from libs.events.patience import Patience
from libs.events.testing.servers import serve_issuer

from .brokers import Brokers, also_set, node_runs, three_brokers
from .kinds.disks import Disk, small_disk
from .proxy import Network, Proxy

__all__ = ["Ground", "free_port", "ground"]

_DATABASE_MB = 320
_BROKER_MB = 192
_UNREADY = 10.0


@dataclass
class Ground:
    """The servers, the same for all rounds. `folder` holds their data and the processes' logs.

    `disks`: what `database` and `broker` write to, where these are small disks that a fault may fill. `brokers`: three in the
    place of the stack's one, reached without a proxy.
    """

    stack: Stack
    issuer: DevelopmentIssuer
    broker: Proxy
    database: Proxy
    folder: Path
    disks: dict[str, Disk] = field(default_factory=dict)
    _exit: AsyncExitStack = field(default_factory=AsyncExitStack)
    brokers: Brokers | None = None
    worker_seconds: float = 60.0
    """As in the services' settings."""
    _small: Ground | None = None
    _three: Ground | None = None

    @property
    def kafka(self) -> Kafka | Brokers:
        return self.brokers or self.stack.kafka

    @property
    def bootstrap(self) -> str:
        """Where the services find the broker."""
        return self.brokers.bootstrap if self.brokers else f"127.0.0.1:{self.broker.port}"

    @property
    def postgres(self) -> Postgres:
        return self.stack.postgres

    @property
    def access(self) -> Access:
        """The broker without the proxy's moods only as long as the proxy is fine: it is advertised there."""
        return Access(self.kafka.bootstrap, "admin", self.kafka.password, "SASL_PLAINTEXT")

    def dsn(self, name: str, *, proxied: bool) -> str:
        dsn = self.postgres.dsn(name)
        return dsn.replace(f":{urlsplit(dsn).port}/", f":{self.database.port}/") if proxied else dsn

    def admin(self) -> AdminClient:
        return AdminClient(self.kafka._librdkafka())

    def database_processes(self) -> list[psutil.Process]:
        """The server and all it has started, for SIGSTOP."""
        main = psutil.Process(self.postgres.pid)
        return [main, *main.children(recursive=True)]

    @property
    def broker_runs(self) -> bool:
        return node_runs(self.stack.kafka)

    def log(self, server: str) -> str:
        """What `kafka` or `postgres` has said so far."""
        return (self.stack.folder / "log" / f"{server}.log").read_text(errors="replace")

    async def heal(self) -> None:
        """Disks have room, both servers run, answer and are reached; what panicked or halted is started as by an operator."""
        for disk in self.disks.values():
            disk.make_room()
        self.broker.become(Network.FINE)
        self.database.become(Network.FINE)
        patience = Patience(step=0.1)
        while True:
            try:
                await self.postgres.start()
                await self.postgres.databases()
                break
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, StackError):
                # It may still be on its way down after a panic.
                if not await patience.pause(len(self.log("postgres"))):
                    raise
        await self.kafka.start()

    async def on_small_disks(self) -> Ground:
        """A second ground whose servers write to small disks; opened once. Raises NoSmallDiskError."""
        if self._small is None:
            self._small = await self._exit.enter_async_context(ground(small=True))
        return self._small

    async def on_three_brokers(self) -> Ground:
        """This ground with three brokers instead of the one; opened once."""
        if self._three is None:
            brokers = await self._exit.enter_async_context(three_brokers(self.folder / "three", free_port))
            # Less patient than usual: a round does not last as long as services wait before they call themselves unready.
            self._three = replace(self, brokers=brokers, worker_seconds=_UNREADY)
        return self._three


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class _SplitStack(Stack):
    """The database on a disk of its own: each server can run out of room alone."""

    database_folder: Path

    def _postgres(self, log: Path, guardian: Any) -> Postgres:
        return OwnPostgres(self.database_folder / "postgres", log=log, kept=self.kept, guardian=guardian)


@asynccontextmanager
async def ground(*, small: bool = False) -> AsyncIterator[Ground]:
    """A stack of its own in a temporary folder. Raises NoSmallDiskError when `small` disks cannot be had here."""
    # Children begin with everything imported but what they import by themselves (child.py): a start takes a third of a second.
    multiprocessing.get_context("forkserver").set_forkserver_preload(["tests.faults.chime", "libs.events.service"])
    folder = Path(tempfile.mkdtemp(prefix="checkonce-faults-"))
    try:
        async with AsyncExitStack() as exit_stack:
            issuer = await exit_stack.enter_async_context(serve_issuer())
            disks: dict[str, Disk] = {}
            if small:
                for name, megabytes in (("database", _DATABASE_MB), ("broker", _BROKER_MB)):
                    disks[name] = exit_stack.enter_context(small_disk(folder / name, megabytes))
            stack = await exit_stack.enter_async_context(_stack(folder, disks))
            # Before the broker starts: whoever asks whether it serves is sent to its proxy already.
            broker = Proxy(free_port(), stack.kept.port("kafka"))
            await broker.start()
            exit_stack.push_async_callback(broker.stop)
            # From its first start it sends its clients there: only so does a proxy stay between them.
            also_set(stack.kafka, lambda: {"advertised.listeners": f"CLIENT://127.0.0.1:{broker.port}"})
            await asyncio.gather(stack.postgres.start(), stack.kafka.start())
            database = Proxy(free_port(), urlsplit(stack.postgres.dsn("x")).port or 5432)
            await database.start()
            exit_stack.push_async_callback(database.stop)
            here = Ground(stack, issuer, broker, database, folder, disks)
            async with here._exit:
                yield here
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _stack(folder: Path, disks: dict[str, Disk]) -> Stack:
    if not disks:
        return Stack(folder, lazy=True)
    (folder / "stack").mkdir()
    stack = _SplitStack(folder / "stack", lazy=True)
    # Not through the constructor, which resolves the path: one into another mount space leads nowhere then. Ports,
    # passwords and logs stay on the large disk.
    stack.folder = disks["broker"].path / "stack"
    stack.folder.mkdir()
    (folder / "log").mkdir()
    (stack.folder / "log").symlink_to(folder / "log")
    stack.database_folder = disks["database"].path
    return stack
