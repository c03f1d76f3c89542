"""Assembles one service: settings, pool, migrations, API, relay, consumers, timers, health, telemetry."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import asyncpg
import uvicorn
from fastapi import APIRouter, Depends, FastAPI
from starlette.routing import BaseRoute

from .bus.confiding import confidant_of, must_hold
from .bus.consumer import Consumer, Trust
from .bus.inbox import Inbox
from .bus.kafka import events_topic, shared_topic
from .bus.keyring import Keys, keys_of
from .bus.late_facts import LateFacts
from .bus.ledger import Signer
from .bus.local_seal import Checker, Sealer
from .bus.quarantine import by_partition
from .bus.quarantine import held as held_messages
from .bus.refill import Topics
from .bus.relay import Relay
from .bus.unapplied.brake import Brake
from .calendar import WorkingCalendar
from .calendar_watch import fresh, warning_of
from .clock import Clock, StoryClock, system_clock
from .countersigning.api import OF_THE_ASKER
from .countersigning.countersigning import Countersigning
from .countersigning.waiting import measure_requests, open_requests
from .decider import Deciders
from .files.keeping import Files, fault_of, store_of
from .http import feed, ops
from .http.access import Access, Queue
from .http.admission.addresses import Addresses
from .http.admission.admission import admitted, install_admission
from .http.admission.server import Limits, server_config
from .http.auth import Authenticator
from .http.bodies import named_once
from .http.command_route import install_command_routes
from .http.engine_access import ENGINE_ACCESS, ENGINE_ROUTERS, OPERATION_ROUTERS
from .http.idempotency import Executor
from .http.openapi.page import install_docs
from .http.parameters import no_unknown_parameters
from .http.problems import PROBLEM_RESPONSES, install_problems
from .http.readings import api as readings
from .http.readings.record import Readings
from .http.storable import storable
from .http.traced import TracedRequests
from .imports.import_locks import WorkLocks, mark_interrupted
from .reactions import Environment, Reactions
from .running import waiting as start
from .running.ending import Ending
from .running.housekeeping import housekeeping
from .running.looks import Looks, Waiting, behind, waiting
from .running.workers import Worker, Workers
from .settings import Role, Settings
from .store.blame import FAILURES
from .store.counts import counts, holder, measure, unknown
from .store.following import Following
from .store.runner import Runner
from .store.sessions import closed
from .store.store import InOrder, PostgresStore
from .telemetry import configure, log, metrics
from .timers import Deadlines, Timers
from .views.rebuild import rebuild
from .views.views import Views

__all__ = ["RunningService", "Service"]

_ASKED_OF_ALL = [Depends(admitted), Depends(storable), Depends(named_once), Depends(no_unknown_parameters)]
"""What every request is asked before its route."""


@dataclass(frozen=True)
class Service:
    """What a service is made of; `app.py` of each service builds one.

    `subscribes` names the services of this jurisdiction whose facts it reads (its own name: to react to its own facts);
    `neighbours` says whether it also reads neighbours' shared facts, then `trust` gives the keys.
    """

    name: str
    title_zh: str
    title_en: str
    deciders: Deciders
    views: Views
    reactions: Reactions
    deadlines: Deadlines
    routers: Sequence[APIRouter]
    migrations: Path
    subscribes: Sequence[str] = ()
    neighbours: bool = False
    access: Access | None = None
    """Who may take which of its routes."""
    countersigning: Countersigning | None = None
    """What waits for a second person; needed where the table names a duty."""
    trust: Trust | None = None
    files: Files | None = None
    """Who reads the files that its facts name."""
    prepare: Callable[[RunningService], Awaitable[None]] | None = None
    """Runs once before workers start, for example to load a default model as a command."""
    workers: Callable[[RunningService], Mapping[str, Worker]] | None = None
    """Work of its own that its worker process does, by name."""
    settings_class: type[Settings] = Settings
    """What its processes read from the environment."""

    def topics(self, place: str) -> list[str]:
        return [events_topic(place, other) for other in self.subscribes]

    @asynccontextmanager
    async def running(self, settings: Settings) -> AsyncIterator[RunningService]:
        """The service, migrated, with its workers where the role asks for them; stopped in order on leaving."""
        async with AsyncExitStack() as stack:
            clock: Clock = system_clock
            if settings.story_clock is not None:
                story = StoryClock(settings.story_clock)
                stack.callback(story.close)
                clock = story
            name, size = f"{settings.place}.{self.name}", settings.database_pool
            provider = configure(name, level=settings.log_level, trace_file=settings.trace_file, otlp=settings.otlp)
            stack.callback(provider.shutdown)
            pool = await start.database(settings.dsn, self.migrations, size=size, name=name)
            stack.push_async_callback(closed, pool)
            await self.views.check(pool)
            await mark_interrupted(pool)
            calendar = WorkingCalendar.load(settings.calendar) if settings.calendar else WorkingCalendar()
            running = RunningService(self, settings, pool, clock, calendar)
            await stack.enter_async_context(fresh(calendar, clock, pool, partial(running.workers.beside, "calendar")))
            if self.prepare is not None:
                await self.prepare(running)
            if settings.role is not Role.API:
                await stack.enter_async_context(running.working())
            yield running

    def api(self, running: RunningService) -> FastAPI:
        """The HTTP application of a running service. A worker answers only health, metrics and operations."""
        app = FastAPI(
            title=f"{self.title_zh} {self.title_en}",
            version="1",
            docs_url=None,
            redoc_url=None,
            separate_input_output_schemas=False,
        )
        app.state.service_state = running
        app.state.runner = running.runner
        app.state.executor = Executor(running.runner)
        app.state.authenticator = Authenticator(running.settings)
        app.state.environment = running.environment
        app.state.pool = running.pool
        app.state.following = Following(running.store, feed.event_of, partial(running.workers.beside, "feed"))
        app.state.readings = Readings(running.pool, running.clock)
        app.state.countersigning = self.countersigning
        app.state.work_locks = WorkLocks(running.pool)
        app.state.files = running.files
        app.add_middleware(TracedRequests)
        install_problems(app)
        install_docs(app)
        app.router.routes.extend(self._operations if running.settings.role is Role.WORKER else self._routes)
        install_command_routes(app)
        install_admission(app, running.settings)
        return app

    @cached_property
    def _routes(self) -> list[BaseRoute]:
        """All that it serves. Made once: FastAPI reads the types of every route anew for each router that includes it."""
        if self.access is not None:
            known = self.settings_class.known_roles
            roles = None if known is None else frozenset(known)
            queue = OF_THE_ASKER if self.countersigning is not None else Queue()
            self.access.bind(self.routers, roles, queue=queue)
        included = APIRouter(dependencies=_ASKED_OF_ALL)
        # The routers that are asked most come first: each router that does not match costs every request behind it.
        for router in self.routers:
            included.include_router(router, prefix="/v1", responses=PROBLEM_RESPONSES)
        included.include_router(feed.router, responses=PROBLEM_RESPONSES)
        included.include_router(readings.router, responses=PROBLEM_RESPONSES)
        return [*included.routes, *self._operations]

    @cached_property
    def _operations(self) -> list[BaseRoute]:
        """What a worker serves too: health, metrics and operations."""
        ENGINE_ACCESS.bind(ENGINE_ROUTERS)
        included = APIRouter(dependencies=_ASKED_OF_ALL)
        included.include_router(ops.health, responses={422: PROBLEM_RESPONSES[422]})
        for router in OPERATION_ROUTERS:
            included.include_router(router)
        return list(included.routes)

    async def serve(self, settings: Settings, *, stop: asyncio.Event | None = None) -> None:
        """Runs until SIGTERM, SIGINT or `stop`, and ends within `ending.WITHIN` seconds of that, whatever it waits for."""
        ending = Ending()
        waiter = asyncio.create_task(_on(stop, ending.now)) if stop else None
        try:
            await ending.run(self._serve(settings, ending))
        finally:
            if waiter:
                waiter.cancel()
        log.info("service.stopped", place=settings.place)

    async def _serve(self, settings: Settings, ending: Ending) -> None:
        async with self.running(settings) as running:
            server = uvicorn.Server(
                server_config(
                    self.api(running),
                    Limits(settings.http_connections, settings.http_header_seconds, Addresses(settings.proxies)),
                    host=settings.host,
                    port=settings.port,
                    log_config=None,
                    lifespan="off",
                    timeout_graceful_shutdown=5,
                )
            )
            server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]

            def leave() -> None:
                running.leaving = True
                server.should_exit = True

            leaving = asyncio.create_task(_on(ending.told, leave))
            ending.started = True
            log.info("service.started", place=settings.place, port=settings.port, role=settings.role.value)
            try:
                await server._serve()  # noqa: SLF001 - serve() would take the signal handlers over
            finally:
                leaving.cancel()


async def _on(event: asyncio.Event, then: Callable[[], None]) -> None:
    await event.wait()
    then()


@dataclass
class RunningService:
    """One running process of a service."""

    service: Service
    settings: Settings
    pool: asyncpg.Pool
    clock: Clock
    calendar: WorkingCalendar
    consumers: list[Consumer] = field(default_factory=list)
    leaving: bool = False
    """Whether the process was told to end."""
    _looks: Looks = field(default_factory=Looks)

    def __post_init__(self) -> None:
        s, place = self.service, self.settings.place
        self.store = PostgresStore(self.pool, f"/{place}/{s.name}", InOrder(s.views, s.deadlines))
        self.runner = Runner(self.store, s.deciders, self.clock)
        self.workers = Workers(self.settings.worker_seconds)
        self._queue = s.countersigning is not None
        self.files = None if s.files is None else store_of(self.pool, self.settings, self.clock)
        self.confidant = confidant_of(self.settings.confiding_secret)
        self.environment = Environment(place, self.clock, self.calendar, self.settings.serves)
        self.inbox = Inbox(self.pool, s.views, s.reactions, self.runner, self.environment)
        self.late = LateFacts(self.pool, self.inbox, self.rebuild)
        neighbours = [shared_topic(n.place) for n in self.settings.neighbours] if s.neighbours else []
        self.topics = Topics(self.pool, self.settings.kafka, self.store.source, (*s.topics(place), *neighbours))

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Relay, consumers and the like as tasks."""
        workers: dict[str, Worker] = {"relay": self._relay().run, "timers": self._timers().run}
        code, source, inbox = self.service.migrations.parent, self.store.source, self.inbox
        workers |= housekeeping(self.pool, self.clock, self.settings, source=source, inbox=inbox, code=code, files=self.files)
        if self.service.workers is not None:
            workers |= self.service.workers(self)
        for consumer in self._consumers():
            workers[f"consumer {','.join(consumer.topics)}"] = consumer.run
        async with self.workers.running(workers):
            yield

    def _relay(self) -> Relay:
        # Appends of the same process wake the relay. It has to look for those of other processes.
        poll = 1.0 if self.settings.role is Role.ALL else 0.05
        own = self.keys.must_sign()
        signer, sealer = (Signer(own), Sealer(own)) if own else (None, None)
        refuses = self.keys.refuses
        return Relay(self.store, self.settings.kafka, signer, self.confidant, sealer, poll, self._linger, refuses)

    @cached_property
    def keys(self) -> Keys:
        return keys_of(self.settings, self.service.name)

    def _timers(self) -> Timers:
        return Timers(self.pool, self.runner, self.service.deciders, self.clock)

    def _consumers(self) -> list[Consumer]:
        s, settings = self.service, self.settings
        suffix = f".{'-'.join(sorted(settings.serves))}" if settings.serves else ""
        group = f"{settings.place}.{s.name}{suffix}"

        must_hold(s.name, (*s.views.home, *s.reactions.home), self.confidant)
        ring = self.keys.must_check() if s.subscribes else None
        brake = Brake(settings.brake_facts, settings.brake_share)

        def consumer(access: Any, topics: Sequence[str], group: str, trust: Trust | None) -> Consumer:
            return Consumer(
                self.pool,
                access,
                topics,
                group,
                s.views,
                s.reactions,
                self.runner,
                self.environment,
                trust,
                self.confidant,
                # A neighbour's facts are checked link by link.
                Checker(ring) if ring and trust is None else None,
                linger=self._linger,
                brake=brake,
                before_reading=self.late.catch_up,
            )

        self.consumers = [consumer(settings.kafka, s.topics(settings.place), group, None)] if s.subscribes else []
        if s.neighbours:
            self.consumers += [
                consumer(n.access(), [shared_topic(n.place)], f"{group}.from-{n.place}", s.trust) for n in settings.neighbours
            ]
        return self.consumers

    @property
    def _linger(self) -> float:
        return self.settings.linger_ms / 1000

    async def ready(self) -> ops.Ready:
        found = Waiting([])
        try:
            found = await self._looks.look("waiting", partial(waiting, self.pool, self.clock()))
            database = True
        except FAILURES:
            database = False
        workers = self.workers.states(found.behind)
        return ops.Ready(
            ready=database and not self.leaving and all(worker.well_enough for worker in workers.values()),
            database=database,
            workers=workers,
            leaving=self.leaving,
            held=by_partition(found.held),
            parked=found.parked,
            catching_up=self.late.said(),
            calendar=warning_of(self.calendar, self.environment.today),
            keys=self.keys.fault() if self.workers else None,
            files=await fault_of(self.files, self._looks),
        )

    async def measure(self) -> None:
        """Brings the gauges that are read from tables up to date; those of the workers even where no database answers."""
        self.workers.measure()
        try:
            await self._looks.look("measure", partial(measure, self.pool, self.clock()))
            await self._looks.look("requests", partial(measure_requests, self.pool, self.clock(), queue=self._queue))
            metrics.database_answers.set(1)
        except FAILURES:
            unknown()
            metrics.database_answers.set(0)

    async def progress(self) -> ops.Progress:
        row, seconds = await counts(self.pool, self.clock()), await open_requests(self.pool, queue=self._queue)
        received = await self.pool.fetch("select source, max(position) as position from consumer_positions group by 1")
        return ops.Progress(
            place=self.settings.place,
            service=self.service.name,
            now=self.clock(),
            newest=row["newest"],
            relayed=row["relayed"],
            unsent=row["unsent"],
            unchained=row["unchained"],
            facts=row["facts"],
            received={r["source"]: r["position"] for r in received},
            inbox=row["inbox"],
            due=row["due"],
            deadlines=row["deadlines"],
            put_off=row["put_off"],
            parked=row["parked"],
            rejected=row["rejected"],
            not_understood=row["not_understood"],
            catching_up=self.late.said(row["late"]),
            workers=self.workers.states(behind(row)),
            held=by_partition(await held_messages(self.pool)),
            countersignatures=seconds.requests,
            countersignature_due=seconds.due,
            held_back=str(by) if (by := await holder(self.pool)) is not None else None,
        )

    async def rebuild(self) -> int:
        return await rebuild(self.pool, self.store.source, self.service.views, self.service.deadlines)
