"""For tests of services: given / when / then on decisions, and one service on a real database with facts delivered to it.

given(WHISTLE, blown).when(CallDepartments(...), at=NOON).then(DepartmentsCalled(...))
given(WHISTLE).when(ReportIn(...), at=NOON).refused(NoSuchWhistle)
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import uvicorn
from aiokafka import ConsumerRecord
from joserfc.jwk import OKPKey
from starlette.types import ASGIApp

from .bus.consumer import Consumer
from .bus.kafka import events_topic
from .bus.ledger import Link, Signer
from .calendar import WorkingCalendar
from .decider import Command, Decider
from .envelope import Meta, Recorded, to_cloudevent, to_kafka
from .fact import Fact
from .issuer import DevelopmentIssuer
from .patience import Patience
from .refusal import Refusal
from .resending import KEPT_BY_SERVERS, AsyncResending
from .service import Running, Service
from .settings import Role, Settings
from .store.store import ConflictError, NewFacts, Settled
from .timers import Timers

__all__ = ["InMemoryStore", "MovableClock", "ServiceUnderTest", "eventually", "given", "serve_issuer", "service_under_test"]


@dataclass
class Given:
    decider: Decider[Any, Any]
    facts: tuple[Fact, ...]

    def when(self, command: Command, *, at: datetime) -> Then:
        state = self.decider.fold(self.facts)
        try:
            return Then(tuple(self.decider.decide(command, state, at)), None)
        except Refusal as refusal:
            return Then((), refusal)


@dataclass
class Then:
    facts: tuple[Fact, ...]
    refusal: Refusal | None

    def then(self, *expected: Fact) -> None:
        assert self.refusal is None, f"refused: {self.refusal!r}"
        assert self.facts == expected, f"\n got {self.facts}\nwant {expected}"

    def nothing(self) -> None:
        self.then()

    def refused(self, rule: type[Refusal]) -> Refusal:
        assert type(self.refusal) is rule, f"got {self.refusal!r} and {self.facts}, want {rule.__name__}"
        assert self.refusal.do_en and self.refusal.do_zh, "a refusal says what to do, in both languages"
        return self.refusal


def given(decider: Decider[Any, Any], *facts: Fact) -> Given:
    return Given(decider, facts)


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


class MovableClock:
    """A clock that stands until it is moved."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@dataclass
class InMemoryStore:
    """The store's behaviour without a database, for decision-level tests; passes the same contract suite."""

    source: str
    _events: list[Recorded[Fact]] = field(default_factory=list)

    async def append(self, batch: Sequence[NewFacts], meta: Meta, *, at: datetime, tx: Any = None) -> list[Recorded[Fact]]:
        del tx
        versions = {new.stream: len(await self.read(new.stream)) for new in batch}
        for new in batch:
            if new.facts and versions[new.stream] != new.expected:
                raise ConflictError("not at the expected version")
            versions[new.stream] += len(new.facts)
        recorded = [
            Recorded(fact, self.source, new.stream, new.expected + i, len(self._events) + n, uuid4(), at, meta)
            for n, (new, i, fact) in enumerate(((new, i, fact) for new in batch for i, fact in enumerate(new.facts, 1)), 1)
        ]
        self._events += recorded
        return recorded

    async def read(self, stream: str, *, tx: Any = None) -> list[Recorded[Any]]:
        del tx
        return [item for item in self._events if item.stream == stream]

    async def read_all(self, after: int, limit: int = 500) -> Settled:
        found: list[Any] = [item for item in self._events if item.position > after]
        return Settled(found[:limit], len(self._events))


@asynccontextmanager
async def serve_issuer() -> AsyncIterator[DevelopmentIssuer]:
    """A development issuer on a free port of this machine."""
    key = OKPKey.generate_key("Ed25519")
    issuer = DevelopmentIssuer("", key)
    async with serve(issuer.app()) as issuer.url:
        yield issuer


@asynccontextmanager
async def serve(app: ASGIApp, **settings: Any) -> AsyncIterator[str]:
    """An application on a free port of this machine; yields its URL. `settings` are uvicorn's."""
    server = uvicorn.Server(
        uvicorn.Config(
            app, host="127.0.0.1", port=0, log_config=None, lifespan="off", timeout_keep_alive=KEPT_BY_SERVERS, **settings
        )
    )
    # Not serve(), which takes the signals over: a run that is told to end would go on without its servers.
    task = asyncio.create_task(server._serve())  # noqa: SLF001
    await eventually(lambda: server.started or task.done(), what="server")
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        await task


def patient_client(url: str, **settings: Any) -> httpx.AsyncClient:
    """A client of a real server that no busy machine makes lose its patience; a lost connection is no answer to it."""
    return httpx.AsyncClient(base_url=url, timeout=600, trust_env=False, transport=AsyncResending(), **settings)


@dataclass
class ServiceUnderTest:
    """One service with its database; facts of other services are delivered through the real consumer code."""

    running: Running
    issuer: DevelopmentIssuer
    clock: MovableClock
    client: httpx.AsyncClient
    _offsets: Any = field(default_factory=lambda: itertools.count(0))
    _positions: Any = field(default_factory=lambda: itertools.count(1))
    _versions: dict[tuple[str, str], int] = field(default_factory=dict)
    _chains: dict[str, Link] = field(default_factory=dict)

    def bearer(self, subject: str = "officer-1", **claims: Any) -> dict[str, str]:
        """Headers of a caller; `roles`, `departments`, `divisions` as for `DevelopmentIssuer.token`."""
        return {"Authorization": f"Bearer {self.issuer.token(subject, **claims)}"}

    async def deliver(
        self, service: str, *facts: tuple[str, Fact], place: str | None = None, signer: Signer | None = None
    ) -> list[Recorded[Fact]]:
        """Facts as (stream, fact) of a service, as if they had come through Kafka; with `signer`: from a neighbour."""
        home = self.running.settings.place
        source = f"/{place or home}/{service}"
        recorded, messages = [], []
        for stream, fact in facts:
            version = self._versions[(source, stream)] = self._versions.get((source, stream), 0) + 1
            meta = Meta(f"test:{service}", uuid4().hex)
            item = Recorded(fact, source, stream, version, next(self._positions), uuid4(), self.clock(), meta)
            extra: dict[str, str] = {}
            if signer is not None:
                sealed = signer.seal(self._chains.get(source, Link()), to_cloudevent(item), fact.model_dump(mode="json"))
                self._chains[source], extra = sealed.link, sealed.attributes()
            key, value, headers = to_kafka(item, extra=extra)
            recorded.append(item)
            messages.append(
                ConsumerRecord(
                    topic="test", partition=0, offset=next(self._offsets), timestamp=0, timestamp_type=0, key=key,
                    value=value, checksum=None, serialized_key_size=0, serialized_value_size=0, headers=tuple(headers),
                )
            )  # fmt: skip
        await self._consumer(place, service).apply(f"test.{source}", 0, messages)
        return recorded

    def _consumer(self, place: str | None, service: str) -> Consumer:
        r = self.running
        home = r.settings.place
        trust = r.service.trust if place not in {None, home} else None
        topic = events_topic(place or home, service)
        return Consumer(
            r.pool, r.settings.kafka, [topic], "test", r.service.views, r.service.reactions, r.runner, r.environment, trust
        )

    async def pass_time(self, to: datetime) -> int:
        """Moves the clock and fires what is due, until nothing more is; returns how many deadlines fired."""
        self.clock.now = to
        timers = Timers(self.running.pool, self.running.runner, self.running.service.deciders, self.clock)
        fired = 0
        while count := await timers.fire_due():
            fired += count
        return fired

    async def facts(self, fact_type: str | None = None) -> list[Fact]:
        """All facts of the service in order, or those of one type (`whistle.blown`)."""
        settled = await self.running.store.read_all(0, 1_000_000)
        return [
            item.fact for item in settled.events if isinstance(item.fact, Fact) and fact_type in {None, item.fact.fact_type}
        ]

    async def rows(self, query: str, *parameters: Any) -> list[dict[str, Any]]:
        return [dict(row) for row in await self.running.pool.fetch(query, *parameters)]


@asynccontextmanager
async def service_under_test(
    service: Service,
    database: str,
    issuer: DevelopmentIssuer,
    *,
    place: str = "421088",
    now: datetime = datetime(2026, 3, 2, 2, 0, tzinfo=UTC),
    calendar: Path | None = None,
    **settings: Any,
) -> AsyncIterator[ServiceUnderTest]:
    """The service on a real database, without Kafka: API in process, its deadlines fired by `pass_time`."""
    clock = MovableClock(now)
    given_settings = Settings(
        place=place,
        database_url=database,
        kafka_bootstrap="127.0.0.1:1",
        oidc_issuer=issuer.url,
        role=Role.API,
        log_level="ERROR",
        calendar=calendar,
        **settings,
    )
    async with service.running(given_settings) as started:
        years = frozenset({2025, 2026, 2027})
        working = WorkingCalendar(started.calendar.days, started.calendar.years or years)
        running = Running(service, given_settings, started.pool, clock, working)
        transport = httpx.ASGITransport(app=service.api(running), raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://service") as client:
            yield ServiceUnderTest(running, issuer, clock, client)


def names(facts: Iterable[Fact]) -> list[str]:
    return [fact.fact_type for fact in facts]
