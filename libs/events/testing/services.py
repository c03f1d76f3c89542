"""One service on a real database, with facts delivered to it by the real consumer code."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from aiokafka import ConsumerRecord

from libs.events.resending import httpx

from ..bus.consumer import Consumer
from ..bus.kafka import events_topic
from ..bus.ledger import Link, Signer, message
from ..bus.relay import outgoing
from ..calendar import WorkingCalendar
from ..envelope import Message, Meta, Recorded, to_cloudevent, to_kafka
from ..fact import Fact
from ..http.issuer import DevelopmentIssuer
from ..imports.report import report
from ..service import RunningService, Service
from ..settings import Role
from ..timers import Timers


class MovableClock:
    """A clock that stands until it is moved."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@dataclass
class ServiceUnderTest:
    """One service with its database; facts of other services are delivered through the real consumer code."""

    running: RunningService
    issuer: DevelopmentIssuer
    clock: MovableClock
    client: httpx.AsyncClient
    _offsets: Any = field(default_factory=lambda: itertools.count(0))
    _positions: Any = field(default_factory=lambda: itertools.count(1))
    _versions: dict[tuple[str, str], int] = field(default_factory=dict)
    _chains: dict[str, Link] = field(default_factory=dict)

    def bearer(self, subject: str = "officer-1", **claims: Any) -> dict[str, str]:
        """Headers of a caller; `roles`, `place` and other `claims` as for `DevelopmentIssuer.token`."""
        return {"Authorization": f"Bearer {self.issuer.token(subject, **{'place': self.running.settings.place, **claims})}"}

    async def seconded(self, answer: httpx.Response, by: Mapping[str, str]) -> httpx.Response:
        """What comes of a request once a second person, by these headers, has approved it; the answer where none is needed."""
        there = answer.headers.get("location", "")
        held = answer.status_code == 202 and there.startswith("/v1/countersignatures/")
        return await self.client.post(f"{there}/approval", headers=by) if held else answer

    async def deliver(
        self,
        service: str,
        *facts: tuple[str, Fact],
        place: str | None = None,
        signer: Signer | None = None,
        at: datetime | None = None,
        isolate: bool = False,
    ) -> list[Recorded[Fact]]:
        """Facts as (stream, fact) of a service, as if they had come through Kafka; with `signer`: from a neighbour.

        `at`: when they were recorded there, where that is not now. `isolate`: those that fail are parked.
        """
        home = self.running.settings.place
        source = f"/{place or home}/{service}"
        recorded, messages = [], []
        for stream, fact in facts:
            version = self._versions[(source, stream)] = self._versions.get((source, stream), 0) + 1
            meta = Meta(f"test:{service}", uuid4().hex)
            item = Recorded(fact, source, stream, version, next(self._positions), uuid4(), at or self.clock(), meta)
            sent = to_kafka(item)
            if signer is not None:
                sealed = signer.seal(self._chains.get(source, Link()), to_cloudevent(item), fact.model_dump(mode="json"))
                self._chains[source], sent = sealed.link, message(item, sealed)
            key, value, headers = sent
            recorded.append(item)
            messages.append(_record("test", next(self._offsets), key, value, headers))
        await self._consumer(place, service).apply(f"test.{source}", 0, messages, isolate=isolate)
        return recorded

    async def sent(self) -> list[Message]:
        """All that the service has put on its topic so far."""
        rows = await self.running.store.read_raw(0, 2**62, 1_000_000)
        return [message for row in rows if (message := outgoing(row, self.running.confidant)) is not None]

    async def hear(self, service: str, messages: Sequence[Message]) -> None:
        """Everything of a service's topic from its beginning."""
        topic = events_topic(self.running.settings.place, service)
        records = [_record(topic, offset, *message) for offset, message in enumerate(messages)]
        if records:
            await self._consumer(None, service).apply(topic, 0, records)

    def _consumer(self, place: str | None, service: str) -> Consumer:
        r = self.running
        home = r.settings.place
        trust = r.service.trust if place not in {None, home} else None
        topic = events_topic(place or home, service)
        return Consumer(
            r.pool, r.settings.kafka, [topic], "test", r.service.views, r.service.reactions, r.runner, r.environment, trust,
            r.confidant,
        )  # fmt: skip

    async def pass_time(self, to: datetime) -> int:
        """Moves the clock and fires deadlines until none is due; returns how many fired."""
        self.clock.now = to
        timers = Timers(self.running.pool, self.running.runner, self.running.service.deciders, self.clock)
        fired = 0
        while count := await timers.fire_due():
            fired += count
        return fired

    async def take_files(self) -> int:
        """Applies files that a second person has approved, and drops the others that were settled; returns how many."""
        workers = self.running.service.workers
        worker: Any = (workers(self.running) if workers else {})["held files"]
        taken: int = await worker.turn()
        return taken

    async def taken(self, answer: httpx.Response, by: Mapping[str, str]) -> dict[str, Any]:
        """As `seconded`, of a file: its report once it was applied."""
        approved = await self.seconded(answer, by)
        assert approved.status_code == 200, approved.text
        if approved is answer:
            said: dict[str, Any] = answer.json()
            return said
        await self.take_files()
        return (await report(self.running.pool, answer.json()["import_id"])).model_dump(mode="json")

    async def facts(self, fact_type: str | None = None) -> list[Fact]:
        """All facts of the service in order, or those of one type (`library.book-lent`)."""
        settled = await self.running.store.read_all(0, 1_000_000)
        return [
            item.fact for item in settled.events if isinstance(item.fact, Fact) and fact_type in {None, item.fact.fact_type}
        ]

    async def rows(self, query: str, *parameters: Any) -> list[dict[str, Any]]:
        return [dict(row) for row in await self.running.pool.fetch(query, *parameters)]


def _record(topic: str, offset: int, key: bytes, value: bytes, headers: Sequence[tuple[str, bytes]]) -> ConsumerRecord:
    return ConsumerRecord(
        topic=topic, partition=0, offset=offset, timestamp=0, timestamp_type=0, key=key, value=value, checksum=None,
        serialized_key_size=0, serialized_value_size=0, headers=tuple(headers),
    )  # fmt: skip


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
    given_settings = service.settings_class(
        place=place,
        profile="embedded",
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
        running = RunningService(service, given_settings, started.pool, clock, working)
        transport = httpx.ASGITransport(app=service.api(running), raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://service") as client:
            yield ServiceUnderTest(running, issuer, clock, client)


_STATUTORY = ((1, 1), (2, 5), (2, 6), (2, 7), (2, 8), (4, 5), (5, 1), (5, 2), (6, 9), (9, 15), (10, 1), (10, 2), (10, 3))


def whole_year(year: int, *more: date) -> list[date]:
    """The fewest days off that an official arrangement has, and `more`, in order. Those of the moon are of 2027 in any year."""
    return sorted({*(date(year, month, day) for month, day in _STATUTORY), *more})


def whole_file(year: int, *more: date, workdays: tuple[date, ...] = ()) -> str:
    """The same as a calendar file."""
    off = [f"{day},holiday,x" for day in whole_year(year, *more)]
    return "\n".join(["date,kind,name", *off, *(f"{day},workday,x" for day in workdays), ""])
