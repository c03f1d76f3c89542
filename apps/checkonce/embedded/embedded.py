"""Brings up the stack and the services of some places, and takes them down again in order."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Iterable, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, Self

import uvicorn
from starlette.types import ASGIApp

from apps.checkonce.stack import Postgres, Progress, Stack, StackError
from apps.checkonce.stack.kafka_settings import SECURITY_PROTOCOL
from apps.checkonce.stack.progress import silent
from libs.domain.secret_files import new_secret
from libs.events.bus.keyring import make_keys
from libs.events.clock import StoryClock, system_clock
from libs.events.http.issuer import DevelopmentIssuer
from libs.events.patience import Patience
from libs.events.resending import KEPT_BY_SERVERS, httpx
from libs.events.store.migrate import migrate
from libs.events.store.store import connect_pool

from .layout import (
    CONFIDANTS,
    KEEPERS,
    PLACES,
    SERVICES,
    Described,
    Place,
    database,
    database_owner,
    grants,
    migrations,
    neighbour_user,
    service_user,
    topics,
)
from .processes import ServiceProcess, described, preload
from .town import Town

__all__ = ["ENDPOINTS", "Embedded"]

ENDPOINTS = "services.json"
_READY_SECONDS = 60.0
"""Quiet seconds without output after which a starting service counts as hanging."""
_LIVES = 3
"""How often a service may die before it is ready."""
_LOOK_SECONDS = 0.5
_WELL_SECONDS = 60.0
"""Seconds of life after which a service's deaths are forgotten: its next restart follows at once."""
_LONGEST_PAUSE = 30.0
_BEFORE_ANY_STORY = datetime(2020, 1, 1, tzinfo=UTC)
"""From when on the keys of a story count: what is shared in it is dated by its own clock."""


class Embedded:
    """`async with Embedded(folder) as here:` - then `here.towns["421088"]` talks to Jianli's services.

    `story` gives all services one clock that may be set forward; without it they run on real time. Data stay in `folder`
    and the next start goes on with them. With `watched`, a service that dies is started again, and `progress` says so.
    """

    def __init__(
        self,
        folder: Path,
        *,
        places: Sequence[Place] = PLACES,
        story: bool = False,
        portals: bool = False,
        watched: bool = False,
        calendar: Path | None = None,
        progress: Progress = silent,
        cache: Path | None = None,
    ) -> None:
        self.folder = folder.resolve()
        self.places = places
        self.calendar = calendar
        self.towns: dict[str, Town] = {}
        self.processes: dict[str, ServiceProcess] = {}
        self._progress = progress
        self._ports: dict[str, int] = {}
        self._with_portals, self._watched = portals, watched
        self.described: Described
        self.stack = Stack(self.folder, progress=progress, cache=cache, with_database=self._databases)
        self.clock_file = self.folder / "story-clock" if story else None
        self.clock: StoryClock | None = None
        self._exit = AsyncExitStack()

    async def __aenter__(self) -> Self:
        preload()
        async with AsyncExitStack() as opened:
            # While the servers start, a child imports the services and says what they need.
            described_soon = asyncio.create_task(described())
            opened.callback(described_soon.cancel)
            await opened.enter_async_context(self.stack)
            self._progress("准备主题与权限 · topics and rights", None)
            self.described = await described_soon
            await self._broker()
            if self.clock_file is not None:
                self.clock = StoryClock(self.clock_file)
                opened.callback(self.clock.close)
            self.issuer = await self._issuer(opened)
            await self._services(opened)
            await self._open_towns(opened)
            if self._with_portals:
                self._portals(opened)
            self._exit = opened.pop_all()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._exit.aclose()

    async def _databases(self, postgres: Postgres) -> None:
        """Each with its two roles and its tables: no service holds the password of the role that owns them."""
        known = await postgres.databases()
        wanted = [(place.code, service) for place in self.places for service in SERVICES]
        for place, service in wanted:
            name, owner = database(place, service), database_owner(place, service)
            if name not in known:
                await postgres.ensure_roles(owner, name, {role: self._password(role) for role in (name, owner)})
                await postgres.create_database(name, owner=owner)
        await asyncio.gather(*(self._migrate(postgres, *pair) for pair in wanted))

    def _password(self, role: str) -> str:
        return self.stack.secret(f"postgres.{role}")

    async def _migrate(self, postgres: Postgres, place: str, service: str) -> None:
        name, owner = database(place, service), database_owner(place, service)
        pool = await connect_pool(postgres.dsn(name, user=owner, password=self._password(owner)), size=1)
        try:
            await migrate(pool, migrations(service), runs_as=name)
        finally:
            await pool.close()

    async def _broker(self) -> None:
        codes = [place.code for place in self.places]
        wanted = list(grants(codes, self.described))
        kafka = self.stack.kafka
        await asyncio.gather(
            kafka.ensure_topics(topics(codes)),
            kafka.ensure_users({user: self.stack.secret(user) for user in {grant.user for grant in wanted}}),
        )
        await kafka.ensure_acls(wanted)

    async def _issuer(self, opened: AsyncExitStack) -> DevelopmentIssuer:
        port = self._port("issuer")
        issuer = DevelopmentIssuer.kept(f"http://127.0.0.1:{port}", self.folder / "keys" / "issuer.json")
        self._answer(opened, issuer.app(), port)
        return issuer

    @staticmethod
    def _answer(opened: AsyncExitStack, app: ASGIApp, port: int, lifespan: Literal["on", "off"] = "off") -> None:
        """Serves an application in this process until the stack goes down."""
        config = uvicorn.Config(
            app, host="127.0.0.1", port=port, log_config=None, lifespan=lifespan, timeout_keep_alive=KEPT_BY_SERVERS
        )
        server = uvicorn.Server(config)
        server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
        task = asyncio.create_task(server._serve())  # noqa: SLF001 - serve() would take the signal handlers over

        async def close() -> None:
            server.should_exit = True
            await task

        opened.push_async_callback(close)

    def _portals(self, opened: AsyncExitStack) -> None:
        from apps.portal.app import create_app  # noqa: PLC0415 - only who shows pages loads them
        from apps.portal.settings import PortalSettings  # noqa: PLC0415

        for place in self.places:
            urls = {f"{service}_url": self.url(service_user(place.code, service)) for service in SERVICES}
            settings = PortalSettings.model_validate({"place": place.code, "title": place.zh, **urls})
            self._answer(opened, create_app(settings), self._port(f"{place.code}.portal"), "on")

    def environment(self, place: Place, service: str) -> dict[str, str]:
        """The settings of one service process, as `CHECKONCE_*` variables."""
        stack, code = self.stack, place.code
        user, role = service_user(code, service), database(code, service)
        keys = self.folder / "keys" / code
        variables = {
            "PLACE": code,
            "PROFILE": "embedded",
            "DATABASE_URL": stack.postgres.dsn(role, user=role, password=self._password(role)),
            "DATABASE_POOL": "6",
            "KAFKA_BOOTSTRAP": stack.kafka.bootstrap,
            "KAFKA_USERNAME": user,
            "KAFKA_PASSWORD": stack.secret(user),
            "KAFKA_SECURITY": SECURITY_PROTOCOL,
            "NEIGHBOURS": json.dumps(self._neighbours(place, service)),
            "PORT": str(self._port(user)),
            # Thirteen programs share this machine: fewer, larger batches cost 20 ms and save a third of the work.
            "LINGER_MS": "20",
            "OIDC_ISSUER": self.issuer.url,
            "SIGNING_KEY": str(keys / f"{service}.jwk"),
            "SERVICE_KEYS": str(make_keys(keys, SERVICES, since=_BEFORE_ANY_STORY if self.clock_file else None)),
            **self._secrets(place, service),
            "TRACE_FILE": str(self.folder / "traces" / f"{user}.jsonl"),
        }
        if service in KEEPERS:
            files = self.folder / "files" / code / service
            files.mkdir(parents=True, exist_ok=True)
            variables["FILES_FOLDER"] = str(files)
        if self.calendar is not None:
            variables["CALENDAR"] = str(self.calendar.resolve())
        if self.clock_file is not None:
            variables["STORY_CLOCK"] = str(self.clock_file)
        return {f"CHECKONCE_{name}": value for name, value in variables.items()}

    def _secrets(self, place: Place, service: str) -> dict[str, str]:
        """The files of secrets that a service has and others have not, by variable."""
        given = {}
        for name, holders in (("rating", ("disclosure",)), ("confiding", CONFIDANTS)):
            if service in holders:
                path = self.secret_of(place.code, name)
                new_secret(path)
                given[f"{name.upper()}_SECRET"] = str(path)
        return given

    def secret_of(self, place: str, name: str) -> Path:
        """The file of a place's `rating` or `confiding` secret."""
        return self.folder / "keys" / f"{place}.{name}-secret"

    def _neighbours(self, place: Place, service: str) -> list[dict[str, str]]:
        if service not in self.described.neighbours:
            return []
        users = {other.code: neighbour_user(other.code, place.code, service) for other in self.places if other != place}
        return [
            {
                "place": code,
                "bootstrap": self.stack.kafka.bootstrap,
                "username": user,
                "password": self.stack.secret(user),
                "security": SECURITY_PROTOCOL,
            }
            for code, user in users.items()
        ]

    async def _services(self, opened: AsyncExitStack) -> None:
        self._progress("启动服务 · starting the services", None)
        opened.push_async_callback(self._stop_services)
        for place in self.places:
            for service in SERVICES:
                name = service_user(place.code, service)
                process = ServiceProcess(name, self.folder / "log" / f"{name}.log", self.environment(place, service))
                self.processes[name] = process
                process.start()
        endpoints = {name: self.url(name) for name in self.processes}
        (self.folder / ENDPOINTS).write_text(json.dumps({"issuer": self.issuer.url, **endpoints}, indent=1))
        await self._all_ready(self.processes)
        if self._watched:
            watch = asyncio.create_task(self._watch())
            opened.push_async_callback(_ended, watch)

    async def _all_ready(self, names: Iterable[str]) -> None:
        try:
            async with httpx.AsyncClient(trust_env=False, timeout=30) as client, asyncio.TaskGroup() as group:
                for name in names:
                    group.create_task(self._until_ready(client, name))
        except* StackError as failed:
            # One failure is reported: the others mostly have the same reason.
            raise failed.exceptions[0] from None

    async def _stop_services(self) -> None:
        with contextlib.suppress(FileNotFoundError):
            (self.folder / ENDPOINTS).unlink()
        await asyncio.gather(*(process.stop() for process in self.processes.values()))

    async def _until_ready(self, client: httpx.AsyncClient, name: str) -> None:
        process, lives = self.processes[name], _LIVES
        patience = Patience(_READY_SECONDS, step=0.1)
        while True:
            if not process.running:
                lives -= 1
                if not lives:
                    raise process.failure()
                self._again(name)
            with contextlib.suppress(httpx.HTTPError):
                if (await client.get(f"{self.url(name)}/health/ready")).is_success:
                    return
            if not await patience.pause(process.said()):
                raise process.failure()

    def _again(self, name: str) -> None:
        log = self.processes[name].log
        self._progress(f"{name} 意外退出, 正在重新启动, 日志: {log} · {name} died and is started again, log: {log}", None)
        self.processes[name].start()

    async def _watch(self) -> None:
        """Restarts services that died: at once, and after longer and longer pauses while they go on dying."""
        clock = asyncio.get_running_loop().time
        pauses = dict.fromkeys(self.processes, 0.0)
        due: dict[str, float] = {}
        started = dict.fromkeys(self.processes, clock())
        while True:
            await asyncio.sleep(_LOOK_SECONDS)
            for name, process in self.processes.items():
                if process.running or not process.wanted:
                    due.pop(name, None)
                    continue
                if name not in due:
                    pauses[name] = 0.0 if clock() - started[name] > _WELL_SECONDS else min(2 * pauses[name] + 1, _LONGEST_PAUSE)
                    due[name] = clock() + pauses[name]
                if clock() >= due[name]:
                    started[name] = clock()
                    self._again(name)

    def url(self, name: str) -> str:
        """`421088.whistle` -> the address of that service."""
        return f"http://127.0.0.1:{self._port(name)}"

    def now(self) -> datetime:
        """The time by the services' clock."""
        return self.clock() if self.clock is not None else system_clock()

    def _port(self, name: str) -> int:
        # Asked once: a port that our own service uses would look taken.
        if name not in self._ports:
            self._ports[name] = self.stack.kept.port(name)
        return self._ports[name]

    async def _open_towns(self, opened: AsyncExitStack) -> None:
        for place in self.places:
            urls = {service: self.url(service_user(place.code, service)) for service in SERVICES}
            self.towns[place.code] = await opened.enter_async_context(Town(place, urls, self.issuer))


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.wait([task])
