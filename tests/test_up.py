"""`checkonce up` as people use it: it continues with its data, and leaves nothing behind however it ends."""

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

import psutil
import pytest

from libs.clients.registry import Registry
from libs.events.http.issuer import DevelopmentIssuer
from libs.events.patience import Patience
from libs.events.resending import httpx
from libs.events.testing.scratch import scratch

STILL_SECONDS = 60.0
T = TypeVar("T")
COMMAND = [sys.executable, "-m", "apps.checkonce.cli"]


def lives(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:  # it ended between the two questions
        return False


def until(condition: Callable[[], object], what: str, progress: Callable[[], object] = bool) -> object:
    patience = Patience(STILL_SECONDS, step=0.1)
    while not (value := condition()):
        assert patience.rest(progress()), f"{what} did not come true: {patience}"
    return value


class Up:
    """One `checkonce up` on a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        environment = {**os.environ, "CHECKONCE_DATA": str(folder), "PYTHONPATH": str(Path(__file__).parents[1])}
        with (folder.parent / "up.log").open("ab") as log:
            self.process = subprocess.Popen([*COMMAND, "up"], env=environment, stdout=log, stderr=log, start_new_session=True)
        endpoints = folder / "services.json"
        until(lambda: endpoints.exists() or self.process.poll() is not None, "services.json", self.said)
        assert self.process.poll() is None, (folder.parent / "up.log").read_text()
        self.urls = json.loads(endpoints.read_text())
        until(lambda: all(map(self.ready, [n for n in self.urls if n != "issuer"])), "every service ready", self.said)
        self.family = psutil.Process(self.process.pid).children(recursive=True)
        self.issuer = DevelopmentIssuer.kept(self.urls["issuer"], folder / "keys" / "issuer.json")

    def said(self) -> list[int]:
        """How much program and services have written: it grows as long as the start gets on."""
        return [path.stat().st_size for path in [self.folder.parent / "up.log", *self.folder.glob("log/*.log")]]

    def ready(self, name: str) -> bool:
        with contextlib.suppress(httpx.HTTPError):
            return httpx.get(f"{self.urls[name]}/health/ready", trust_env=False, timeout=60).is_success
        return False

    def ask(self, role: str, question: Callable[[Registry], Awaitable[T]]) -> T:
        """What the registry of Jianli answers to somebody with this role."""

        async def work() -> T:
            token = self.issuer.token("t", place="421088", roles=[role], divisions=["421088"])
            async with Registry(self.urls["421088.registry"], token=token, timeout=600) as registry:
                return await question(registry)

        return asyncio.run(work())

    def serving(self, name: str) -> psutil.Process | None:
        """The process that listens at the service's address."""
        port = urlsplit(self.urls[name]).port
        for process in psutil.Process(self.process.pid).children(recursive=True):
            with contextlib.suppress(psutil.Error):
                if any(c.status == psutil.CONN_LISTEN and c.laddr.port == port for c in process.net_connections("tcp")):
                    return process
        return None

    def gone(self) -> bool:
        return not [p for p in self.family if lives(p)]


@pytest.fixture
def up() -> Iterator[Callable[[], Up]]:
    """Starts `checkonce up` on one folder, again and again; whatever a failed test leaves running is killed."""
    started: list[Up] = []
    with scratch("up") as base:

        def start() -> Up:
            started.append(Up(base / "data"))
            return started[-1]

        yield start
        for each in started:
            each.process.kill()
            each.process.wait()
            until(each.gone, "nothing left running")


def test_up_survives_being_killed_goes_on_with_its_data_and_ends_cleanly(up):
    first = up()
    industries = b"code,name\ncatering,\xe9\xa4\x90\xe9\xa5\xae\n"
    report = first.ask("registrar", lambda registry: registry.import_file("industries", industries, "text/csv"))
    assert report.accepted == 1
    victim = first.serving("421088.registry")
    victim.kill()
    until(lambda: not lives(victim), "the service is dead")
    until(lambda: first.ready("421088.registry"), "it is started again", first.said)
    assert first.ask("operator", Registry.progress).facts == 1
    log = (first.folder.parent / "up.log").read_text()
    assert "421088.registry 意外退出" in log
    assert "421088.registry died and is started again" in log
    first.family = psutil.Process(first.process.pid).children(recursive=True)
    first.process.kill()
    first.process.wait()
    until(first.gone, "nothing left of a killed stack")

    second = up()
    assert second.ask("operator", Registry.progress).facts == 1
    status = subprocess.run(
        [*COMMAND, "status"],
        env={**os.environ, "CHECKONCE_DATA": str(second.folder)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "430623.whistle" in status.stdout
    second.process.send_signal(signal.SIGINT)
    assert second.process.wait(timeout=600) == 0
    until(second.gone, "nothing left of a stopped stack")
    assert not (second.folder / "services.json").exists()
