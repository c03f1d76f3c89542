"""The embedded database: a real PostgreSQL server of our own, or a given one."""

import asyncio
import os
import re
import secrets
import shutil
import signal
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlsplit, urlunsplit

import asyncpg

from .errors import StackError
from .guardian import Guardian
from .kept import Kept
from .postgres_binaries import Binaries, account_for, find_binaries, open_path
from .process import Account, Process, stop_leftovers, uninterrupted
from .progress import Progress, silent

__all__ = ["GivenPostgres", "OwnPostgres", "Postgres"]

SUPERUSER: Final = "checkonce"
START_SECONDS: Final = 60.0
STOP_SECONDS: Final = 20.0
_CONNECT_SECONDS: Final = 120.0
"""No measure of the server: on a busy machine it is this program that does not come to its turn."""
NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,62}")

SETTINGS: Final = {
    "listen_addresses": "127.0.0.1",
    # A socket's path may have 107 bytes, a data folder's more.
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "fsync": "on",
    "synchronous_commit": "on",
    # Compiling a query costs more than the short ones here take to run.
    "jit": "off",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # Otherwise the server's log has the values of a row that it refuses, confided ones among them.
    "log_error_verbosity": "terse",
    "log_checkpoints": "off",
    "logging_collector": "off",
}

FORGETFUL: Final = {"fsync": "off", "full_page_writes": "off"}
"""For data that need not outlive the machine: dropping a database alone would wait for the disk, a checkpoint each."""


class Postgres:
    """A server that `url` reaches, with the right to create databases and roles."""

    _copying = "wal_log"
    """How a database is copied."""

    def __init__(self, url: str) -> None:
        self._url = url

    async def start(self) -> None:
        """Returns when the server answers; raises StackError when it does not."""
        await self._ask("SELECT 1")

    async def stop(self) -> None:
        """Stops the server if it is ours; harmless when it does not run."""

    def dsn(self, name: str, *, user: str | None = None, password: str = "") -> str:
        """URL of the database `name` for asyncpg; holds the password, the server's own or that of `user`.

        Raises StackError for an unfit name.
        """
        parts = urlsplit(self._url)
        if user is not None:
            parts = parts._replace(netloc=f"{_checked(user)}:{quote(password, safe='')}@{parts.netloc.rpartition('@')[2]}")
        return urlunsplit(parts._replace(path=f"/{_checked(name)}"))

    async def ensure_roles(self, owner: str, service: str, passwords: Mapping[str, str]) -> None:
        """Two roles that may log in: one to own a database, of which it is a member, and one to run a service.

        Raises StackError for unfit names.
        """
        known = {row["rolname"] for row in await self._ask("SELECT rolname FROM pg_roles")}
        for name in (owner, service):
            what = "ALTER" if _checked(name) in known else "CREATE"
            # A literal: letters, digits, `-` and `_` (see Kept).
            await self._ask(f"{what} ROLE \"{name}\" LOGIN PASSWORD '{passwords[name]}'")
        await self._ask(f'GRANT "{service}" TO "{owner}"')
        # Whoever is no superuser gives a database to a role only as its member.
        await self._ask(f'GRANT "{owner}" TO CURRENT_USER')

    async def create_database(self, name: str, *, template: str = "template1", owner: str | None = None) -> bool:
        """Creates the database as a copy of `template` when it is missing, and says whether it was.

        Raises StackError for an unfit name.
        """
        try:
            copy = f'TEMPLATE "{_checked(template)}" STRATEGY {self._copying}'
            if owner is not None:
                copy += f' OWNER "{_checked(owner)}"'
            await self._ask(f'CREATE DATABASE "{_checked(name)}" {copy}')
        except asyncpg.DuplicateDatabaseError:
            return False
        return True

    async def close_database(self, name: str) -> None:
        """Nobody connects to it any more, but it can be copied and dropped."""
        await self._ask(f'ALTER DATABASE "{_checked(name)}" WITH ALLOW_CONNECTIONS false')

    async def drop_database(self, name: str) -> None:
        """Drops the database with everything in it, ending its connections; harmless when there is none."""
        await self._ask(f'DROP DATABASE IF EXISTS "{_checked(name)}" WITH (FORCE)')

    async def databases(self) -> set[str]:
        """Names of all databases but PostgreSQL's own."""
        rows = await self._ask("SELECT datname FROM pg_database WHERE NOT datistemplate AND datname <> 'postgres'")
        return {row["datname"] for row in rows}

    async def _ask(self, query: str) -> list[asyncpg.Record]:
        connection = await asyncpg.connect(self._url, timeout=_CONNECT_SECONDS)
        try:
            rows: list[asyncpg.Record] = await connection.fetch(query)
        finally:
            await connection.close()
        return rows


class GivenPostgres(Postgres):
    """The server behind `CHECKONCE_DATABASE_URL`: used, never started or stopped."""

    async def start(self) -> None:
        try:
            await super().start()
        except (OSError, TimeoutError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError) as refused:
            place = urlsplit(self._url)
            raise StackError(
                f"CHECKONCE_DATABASE_URL 指定的服务器 ({place.hostname}:{place.port or 5432}) 无法使用: {refused}。"
                "请检查地址、用户与密码, 或去掉该设置以使用内置数据库",
                f"the server of CHECKONCE_DATABASE_URL ({place.hostname}:{place.port or 5432}) cannot be used: "
                f"{refused}. Check address, user and password, or unset it to use the embedded database",
            ) from refused


class OwnPostgres(Postgres):
    """A server whose data live in `folder`; may be stopped and started again, on the same port.

    folder: absolute, private to this server. log: file that receives the server's output.
    """

    def __init__(
        self,
        folder: Path,
        *,
        log: Path,
        kept: Kept,
        guardian: Guardian,
        progress: Progress = silent,
        durable: bool = True,
    ) -> None:
        super().__init__("")
        self._settings = SETTINGS if durable else {**SETTINGS, **FORGETFUL}
        if not durable:
            # File by file costs half of what it costs through the log, but waits for the disk where there is one to wait for.
            self._copying = "file_copy"
        self._folder = folder
        self._log = log
        self._kept = kept
        self._guardian = guardian
        self._progress = progress
        self._process: Process | None = None

    async def start(self) -> None:
        """Brings the server up and returns when it answers; the first time in a folder it lays out the data.

        Raises StackError with the last log lines when the server does not come up.
        """
        if self._process is not None and self._process.running:
            return
        self._progress("启动 PostgreSQL · starting PostgreSQL", None)
        await uninterrupted(self._launch)
        try:
            await self._running().until(self._serves, still=START_SECONDS)
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """Stops the server in order (fast shutdown); the data stay. Harmless when it does not run."""
        if self._process is not None:
            await uninterrupted(self._process.stop)
        self._process = None

    async def kill(self) -> None:
        """Ends the server as a power cut would."""
        if self._process is not None:
            await asyncio.to_thread(self._process.kill)
        self._process = None

    @property
    def pid(self) -> int:
        return self._running().pid

    def _running(self) -> Process:
        if self._process is None:
            raise StackError("PostgreSQL 没有运行, 请先启动", "PostgreSQL is not running: start it first")
        return self._process

    async def _serves(self) -> bool:
        try:
            await self._ask("SELECT 1")
        except (OSError, TimeoutError, asyncpg.CannotConnectNowError):
            return False
        except asyncpg.InvalidPasswordError as refused:
            raise StackError(
                f"{self._folder} 的密码与 stack.json 不符。请恢复与数据同时保存的 stack.json",
                f"the password in stack.json is not that of {self._folder}: restore the stack.json that was kept "
                "with these data",
            ) from refused
        return True

    def _launch(self) -> None:
        self._folder.parent.mkdir(parents=True, exist_ok=True)
        account = account_for(self._folder)
        binaries = find_binaries(account)
        if account.uid is not None:
            open_path(self._folder, account)
        stop_leftovers(self._folder, "postgres", signal.SIGINT, grace=STOP_SECONDS)
        if not self._folder.exists():
            self._lay_out(binaries, account)
        self._check_version(binaries)
        # The holder of the lock has just seen that no server works here: what is left of a crash would only make
        # PostgreSQL refuse when its old pid has been given to another program.
        (self._folder / "postmaster.pid").unlink(missing_ok=True)
        port = self._kept.port("postgres")
        self._url = _url(self._kept.secret("postgres"), port)
        settings = [f"--{name}={value}" for name, value in {**self._settings, "port": port}.items()]
        self._process = Process(
            "PostgreSQL",
            [str(binaries.folder / "postgres"), "-D", str(self._folder), *settings],
            folder=self._folder,
            log=self._log,
            guardian=self._guardian,
            quit_signal=signal.SIGINT,
            grace=STOP_SECONDS,
            environment=_environment(),
            account=account,
        )

    def _lay_out(self, binaries: Binaries, account: Account) -> None:
        # Laid out aside and renamed: a folder left by half, after a crash, would never start.
        new = self._folder.with_name(self._folder.name + ".new")
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(mode=0o700)
        # Under a name of its own: initdb reads it under the server's account.
        word = new.with_name(f"{new.name}.{secrets.token_hex(4)}")
        try:
            with os.fdopen(os.open(word, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(self._kept.secret("postgres") + "\n")
            if account.uid is not None and account.gid is not None:
                os.chown(new, account.uid, account.gid)
                os.chown(word, account.uid, account.gid)
            result = account.run(
                [
                    binaries.folder / "initdb",
                    f"--pgdata={new}",
                    f"--username={SUPERUSER}",
                    f"--pwfile={word}",
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    # The same order of text on every machine: by code point.
                    "--no-locale",
                    "--no-instructions",
                ],
                env=_environment(),
                cwd=new,
            )
        finally:
            word.unlink(missing_ok=True)
        if result.returncode:
            raise StackError(
                f"无法初始化 PostgreSQL 数据目录 {new}, 请检查磁盘空间与写权限",
                f"cannot lay out PostgreSQL's data folder {new}: check free space and the right to write",
                log=(result.stdout + result.stderr).strip(),
            )
        new.replace(self._folder)

    def _check_version(self, binaries: Binaries) -> None:
        found = (self._folder / "PG_VERSION").read_text().strip()
        if found != str(binaries.major):
            raise StackError(
                f"{self._folder} 由 PostgreSQL {found} 建立, 现有程序为 {binaries.major}。"
                f"请安装 PostgreSQL {found}, 或导出后在新的数据目录导入",
                f"{self._folder} was made by PostgreSQL {found} and the programs here are {binaries.major}: install "
                f"PostgreSQL {found}, or dump and load into a new data folder",
            )


def url_of(kept: Kept, name: str) -> str | None:
    """URL of a service's database, as the role of its name, of the server that runs from the folder of `kept`.

    None where none was started yet.
    """
    port, password = kept.known("port.postgres"), kept.known(f"secret.postgres.{_checked(name)}")
    return None if port is None or password is None else _url(password, port, user=name, name=name)


def _url(password: str, port: int | str, *, user: str = SUPERUSER, name: str = "postgres") -> str:
    return f"postgresql://{user}:{quote(password, safe='')}@127.0.0.1:{port}/{name}"


def _checked(name: str) -> str:
    if not NAME.fullmatch(name):
        raise StackError(
            f"数据库名 {name!r} 不合规: 须以小写字母开头, 只含小写字母、数字与下划线, 至多 63 个字符",
            f"database name {name!r}: begin with a small letter, go on with small letters, digits and underscores, "
            "at most 63 characters",
        )
    return name


def _environment() -> dict[str, str]:
    # PGDATA, PGPORT and the like of the caller's own servers would reach into this one.
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**kept, "LC_ALL": "C"}
