"""The ground all rows stand on: both embedded servers in a temporary folder, topics, fresh databases, processes."""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg

from apps.checkonce.stack import Grant, Operation, Stack
from libs.events.bus.kafka import Access
from libs.events.bus.keyring import Keyring, make_keys
from libs.events.bus.local_seal import Checker, Sealer
from libs.events.http.issuer import DevelopmentIssuer
from libs.events.signatures import load_key
from libs.events.store.migrate import migrate
from libs.events.store.store import connect_pool
from libs.events.testing.servers import serve_issuer
from libs.events.testing.waiting import eventually

__all__ = ["PLACE", "Ground", "durability", "ground"]

PLACE = "421088"
_CONNECTIONS = 16


@dataclass
class Ground:
    """`size` scales every row's number of operations; `runs` is how often each side is measured."""

    stack: Stack
    issuer: DevelopmentIssuer
    folder: Path
    size: float
    runs: int

    def count(self, whole: int, least: int = 16) -> int:
        """Operations of a run: `whole` at size 1, divisible among 16."""
        return max(least, int(whole * self.size)) // _CONNECTIONS * _CONNECTIONS

    @property
    def access(self) -> Access:
        return Access(self.stack.kafka.bootstrap, "bench", self.stack.secret("bench"), "SASL_PLAINTEXT")

    async def database(self) -> str:
        """URL of a fresh database."""
        name = f"bench_{secrets.token_hex(6)}"
        await self.stack.postgres.create_database(name)
        return self.stack.postgres.dsn(name)

    @asynccontextmanager
    async def pool(self, migrations: Path, *, size: int = _CONNECTIONS) -> AsyncIterator[asyncpg.Pool]:
        """Connections to a fresh database with the store's tables and those of `migrations`; dropped afterwards."""
        url = await self.database()
        pool = await connect_pool(url, size=size)
        try:
            await migrate(pool, migrations)
            yield pool
        finally:
            await pool.close()
            await self.stack.postgres.drop_database(url.rpartition("/")[2])

    async def topic(self, partitions: int = 3, name: str = "") -> str:
        """A fresh topic that the benchmark's user may write and read."""
        name = name or f"bench.{secrets.token_hex(6)}"
        await self.stack.kafka.ensure_topics([(name, partitions)])
        return name

    def sealer(self, service: str) -> Sealer:
        """Signs as a service does."""
        return Sealer(load_key(self.folder / "keys" / f"{service}.jwk"))

    def checker(self) -> Checker:
        """Checks what the services have signed."""
        return Checker(Keyring(self.folder / "keys" / "service-keys.json"))

    def port(self) -> int:
        """A port nobody listens on."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            return int(probe.getsockname()[1])

    @asynccontextmanager
    async def program(self, what: str, database: str, *arguments: str, **variables: str) -> AsyncIterator[int]:
        """`python -m bench.serve what` as a process of its own; gives the port it answers on."""
        port = self.port()
        environment = {
            **os.environ,
            "CHECKONCE_PLACE": PLACE,
            "CHECKONCE_PROFILE": "embedded",
            "CHECKONCE_DATABASE_URL": database,
            "CHECKONCE_KAFKA_BOOTSTRAP": self.access.bootstrap,
            "CHECKONCE_KAFKA_USERNAME": self.access.username,
            "CHECKONCE_KAFKA_PASSWORD": self.access.password,
            "CHECKONCE_KAFKA_SECURITY": self.access.security,
            "CHECKONCE_OIDC_ISSUER": self.issuer.url,
            "CHECKONCE_SIGNING_KEY": str(self.folder / "keys" / f"{what}.jwk"),
            "CHECKONCE_SERVICE_KEYS": str(self.folder / "keys" / "service-keys.json"),
            "CHECKONCE_PORT": str(port),
            "CHECKONCE_LOG_LEVEL": "ERROR",
            **variables,
        }
        process = await asyncio.create_subprocess_exec(sys.executable, "-m", "bench.serve", what, *arguments, env=environment)
        try:
            await eventually(lambda: _answers(process, port), what=f"{what} answers")
            yield port
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()


@asynccontextmanager
async def ground(size: float, runs: int) -> AsyncIterator[Ground]:
    """Starts both servers in a temporary folder; everything is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="checkonce-bench-"))
    try:
        async with Stack(folder / "stack") as stack, serve_issuer() as issuer:
            made = Ground(stack, issuer, folder, size, runs)
            make_keys(folder / "keys", ("bell", "door", "registry", "inspection"))
            await _let_in(stack)
            yield made
    finally:
        shutil.rmtree(folder)


async def _let_in(stack: Stack) -> None:
    rights: tuple[Operation, ...] = ("READ", "WRITE", "DESCRIBE")
    await stack.kafka.ensure_users({"bench": stack.secret("bench")})
    await stack.kafka.ensure_acls(
        [
            *(Grant(user="bench", resource="topic", name=n, operations=rights, prefixed=True) for n in ("bench.", "4210")),
            *(Grant(user="bench", resource="group", name=n, operations=("READ",), prefixed=True) for n in ("bench", "4210")),
            Grant(user="bench", resource="cluster", name="kafka-cluster", operations=("IDEMPOTENT_WRITE",)),
        ]
    )


async def _answers(process: Any, port: int) -> bool:
    if process.returncode is not None:
        raise RuntimeError(f"a program of the benchmark ended with {process.returncode}")
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    await writer.wait_closed()
    return True


async def durability(pool: Any) -> dict[str, str]:
    """Settings of the database that decide what a commit means."""
    names: Sequence[str] = ("fsync", "synchronous_commit", "full_page_writes", "server_version")
    return {name: await pool.fetchval("select current_setting($1)", name) for name in names}
