"""The stage of a fault round: broker and database behind proxies; at home two chimes and an echo, next door a chime."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import struct
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import asyncpg

from libs.events.bus.kafka import events_topic, shared_topic
from libs.events.bus.keyring import make_keys
from libs.events.clock import StoryClock
from libs.events.resending import certificates, httpx
from libs.events.signatures import load_key
from libs.events.testing.waiting import eventually

from .child import Child
from .ground import Ground, free_port

if TYPE_CHECKING:
    from .workload import Op

__all__ = ["PARTITIONS", "ThinError", "Town"]

PARTITIONS = 3
_LONGEST = 300.0
"""Seconds of one call of an operator. A rebuild takes long beside much other work; the round's limit ends the rest."""


class ThinError(AssertionError):
    """The fault did not really strike: the round says nothing, and says so."""


@dataclass
class Town:
    """Fresh places, databases, topics and processes of one round."""

    ground: Ground
    seed: int
    defect: str = ""
    children: dict[str, Child] = field(default_factory=dict)
    databases: dict[str, str] = field(default_factory=dict)
    """Source (`/place/service`) -> database."""
    expected_rejected: int = 0
    """Ids of well-formed events of a source nobody knows: kept, without effect."""
    forged: set[str] = field(default_factory=set)
    """Ids of events put on the neighbour's shared topic by somebody else: nothing of them counts."""
    sent_again: set[str] = field(default_factory=set)
    """Topics that were emptied and then filled again by their service: what it sent in between came first there."""
    asked: list[Op] = field(default_factory=list)
    """What a fault itself asked for, beside the clients."""
    passed: int = 0
    """How many held messages the operator passed over."""
    died_there: int = 0
    """How often a process really passed the point at which it was to die."""
    unavailable: int = 0
    """How often a client was answered 503."""
    wrong_answers: list[str] = field(default_factory=list)
    """Answers of 500 and above that are no refusal in both languages."""
    recovered: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    """Who was killed -> seconds until the first fact appended afterwards was applied at the echo."""
    _clock: StoryClock | None = None

    def __post_init__(self) -> None:
        self.home = str(100_000 + (self.seed * 2) % 800_000)
        self.far = str(int(self.home) + 1)
        self.folder = Path(tempfile.mkdtemp(prefix=f"round-{self.seed}-", dir=self.ground.folder))
        self.databases = {
            f"/{place}/{service}": f"f{place}_{service}"
            for place, service in ((self.home, "chime"), (self.home, "echo"), (self.far, "chime"))
        }
        self.topics = [
            *(events_topic(*source.split("/")[1:]) for source in self.databases),
            events_topic(self.far, "echo"),
            shared_topic(self.home),
            shared_topic(self.far),
        ]

    @property
    def clock(self) -> StoryClock:
        if self._clock is None:
            self._clock = StoryClock(self.folder / "clock")
        return self._clock

    def jump(self, seconds: float) -> None:
        """Sets the clock of all processes forward or back. Forward only is what a story may do; faults may do both."""
        clock: Any = self.clock
        (offset,) = struct.unpack("<q", clock._map[:])
        clock._map[:] = struct.pack("<q", offset + int(seconds * 1_000_000))

    def public_key(self, place: str) -> dict[str, Any]:
        return dict(load_key(self.key(place, "chime")).as_dict(private=False))

    def key(self, place: str, service: str) -> Path:
        """Where the private key of a service is."""
        return self.folder / place / f"{service}.jwk"

    async def connect(self, source: str) -> asyncpg.Connection:
        """A connection past the proxy, for who looks on."""
        return await asyncpg.connect(self.ground.dsn(self.databases[source], proxied=False), timeout=120)

    async def open(self) -> None:
        """Topics, databases, keys, then all processes, ready."""
        await self.ground.kafka.ensure_topics([(name, PARTITIONS) for name in self.topics])
        for name in self.databases.values():
            await self.ground.postgres.create_database(name)
        for place in (self.home, self.far):
            make_keys(self.folder / place, ("chime", "echo"))
        self.clock.set(datetime.now(UTC))
        for name, place, service in (
            ("chime-a", self.home, "chime"),
            ("chime-b", self.home, "chime"),
            ("echo-a", self.home, "echo"),
            ("far-chime", self.far, "chime"),
        ):
            self.add(name, place, service).start()
        await asyncio.gather(*(child.ready() for child in self.children.values()))
        await self.trust()

    async def trust(self) -> None:
        """The echo knows the neighbour's key from the first moment."""
        connection = await self.connect(f"/{self.home}/echo")
        try:
            await connection.execute("insert into public.keys values ($1, $2)", self.far, json.dumps(self.public_key(self.far)))
        finally:
            await connection.close()

    def add(self, name: str, place: str, service: str) -> Child:
        """A process, not started yet."""
        port = free_port()
        g = self.ground
        neighbours = [{"place": self.far, "bootstrap": g.bootstrap, "username": "admin",
                       "password": g.kafka.password, "security": "SASL_PLAINTEXT"}] if service == "echo" else []  # fmt: skip
        environment = {
            "CHECKONCE_PLACE": place,
            "CHECKONCE_PROFILE": "embedded",
            "CHECKONCE_DATABASE_URL": g.dsn(self.databases.get(f"/{place}/{service}", f"f{place}_{service}"), proxied=True),
            "CHECKONCE_KAFKA_BOOTSTRAP": g.bootstrap,
            "CHECKONCE_KAFKA_USERNAME": "admin",
            "CHECKONCE_KAFKA_PASSWORD": g.kafka.password,
            "CHECKONCE_KAFKA_SECURITY": "SASL_PLAINTEXT",
            "CHECKONCE_NEIGHBOURS": json.dumps(neighbours),
            "CHECKONCE_PORT": str(port),
            "CHECKONCE_OIDC_ISSUER": g.issuer.url,
            "CHECKONCE_SIGNING_KEY": str(self.key(place, service)),
            "CHECKONCE_SERVICE_KEYS": str(self.folder / place / "service-keys.json"),
            "CHECKONCE_STORY_CLOCK": str(self.folder / "clock"),
            "CHECKONCE_WORKER_SECONDS": str(g.worker_seconds),
            "CHECKONCE_LOG_LEVEL": "WARNING",
            "FAULT_DEFECT": self.defect,
        }
        child = Child(name, service, f"http://127.0.0.1:{port}", self.folder / f"{name}.log", environment)
        self.children[name] = child
        return child

    def of(self, service: str) -> Iterator[Child]:
        return (child for child in self.children.values() if child.service == service)

    def operator(self, place: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.ground.issuer.token('operator', place=place, roles=['operator'])}"}

    async def call(self, child: Child, method: str, path: str, **more: Any) -> httpx.Response:
        """What an operator asks of a process. Raises httpx.HTTPError when it does not answer."""
        headers = self.operator(child.environment["CHECKONCE_PLACE"])
        async with httpx.AsyncClient(timeout=_LONGEST, headers=headers, verify=certificates()) as client:
            return await client.request(method, f"{child.url}{path}", **more)

    async def newest(self) -> int:
        """The position of the home chimes' newest fact."""
        store = await self.connect(f"/{self.home}/chime")
        try:
            return int(await store.fetchval("select coalesce(max(position), 0) from public.events"))
        finally:
            await store.close()

    async def applied_after(self, last: int, what: str, *, still: float = 60.0) -> None:
        """Waits until a fact of the home chimes behind position `last` is applied at the echo."""
        echo, source = await self.connect(f"/{self.home}/echo"), f"/{self.home}/chime"
        applied = "select exists (select from public.inbox where source = $1 and position > $2)"
        try:
            await eventually(lambda: echo.fetchval(applied, source, last), what=f"new facts applied after {what}", still=still)
        finally:
            await echo.close()

    async def heal(self) -> None:
        """Everything runs again and the network is fine."""
        await self.ground.heal()
        for child in self.children.values():
            child.signal(signal.SIGCONT)
            if not child.running:
                child.start()
        await asyncio.gather(*(child.ready() for child in self.children.values()))

    async def close(self) -> None:
        """Ends the processes and removes databases and topics; the folder with the logs stays until the ground goes."""
        # Each step is taken whatever becomes of the others: what a broken round leaves open would be met by the next test.
        async with AsyncExitStack() as closing:
            closing.push_async_callback(self._remove_topics)
            for name in self.databases.values():
                closing.push_async_callback(self._drop, name)
            if self._clock is not None:
                closing.callback(self._clock.close)
            for child in self.children.values():
                closing.push_async_callback(child.kill)

    async def _drop(self, database: str) -> None:
        with contextlib.suppress(asyncpg.PostgresError):
            await self.ground.postgres.drop_database(database)

    async def _remove_topics(self) -> None:
        known = await self.ground.kafka.topics()
        if mine := [name for name in self.topics if name in known]:
            admin = self.ground.admin()
            deleted = admin.delete_topics(mine)
            await asyncio.to_thread(lambda: [future.result(300) for future in deleted.values()])
