"""Both servers together, in one data folder that only one stack may use at a time."""

import asyncio
import fcntl
import os
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Self

from .errors import StackError
from .folder import DATA
from .guardian import Guardian
from .kafka import Kafka
from .kept import Kept
from .postgres import GivenPostgres, OwnPostgres, Postgres
from .progress import Progress, silent

__all__ = ["Stack"]

DATABASE_URL: Final = "CHECKONCE_DATABASE_URL"


class Stack:
    """A real Kafka and a real PostgreSQL for as long as the `async with` block lasts.

    ```python
    async with Stack(data_folder()) as stack:
        await stack.postgres.create_database("registry")
        await stack.kafka.ensure_topics([("421088.registry.events", 6)])
    ```

    Their data stay in `folder` and the next stack there goes on with them. When this program ends in any other way,
    a guardian stops both servers. `CHECKONCE_DATABASE_URL` names a server to use in place of the embedded one.
    `with_database` works on the database as soon as that one is up, while the broker still starts. With `lazy`, neither
    server starts before its own `start()` is called. Not `durable`: the database may lose everything with the machine, and
    waits for no disk.

    Raises StackError on entry when another stack uses the folder or a server does not start.
    """

    postgres: Postgres
    kafka: Kafka

    def __init__(
        self,
        folder: Path,
        *,
        progress: Progress = silent,
        cache: Path | None = None,
        with_database: Callable[[Postgres], Awaitable[None]] | None = None,
        lazy: bool = False,
        durable: bool = True,
    ) -> None:
        self.folder = folder.resolve()
        if "," in str(self.folder):
            raise StackError(
                f"数据目录 {self.folder} 的路径含有逗号, Kafka 会把它当作两个目录。请用 {DATA} 指定别的目录",
                f"the path of the data folder {self.folder} has a comma, which Kafka reads as two folders: name "
                f"another folder by {DATA}",
            )
        self.kept = Kept(self.folder / "stack.json")
        self._progress = progress
        self._cache = cache
        self._with_database, self._lazy, self._durable = with_database, lazy, durable
        self._exit = AsyncExitStack()

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as opened:
            guardian = self._open(opened)
            log = self.folder / "log"
            self.kafka = Kafka(
                self.folder / "kafka",
                log=log / "kafka.log",
                kept=self.kept,
                guardian=guardian,
                progress=self._progress,
                cache=self._cache,
            )
            self.postgres = self._postgres(log / "postgres.log", guardian)
            opened.push_async_callback(self._stop)
            if not self._lazy:
                await _both(self._start_database(), self.kafka.start())
            self._exit = opened.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._exit.aclose()

    async def _start_database(self) -> None:
        await self.postgres.start()
        if self._with_database is not None:
            await self._with_database(self.postgres)

    def secret(self, name: str) -> str:
        """A password made once for `name` and kept with the data, for the users of the broker."""
        return self.kept.secret(name)

    def _open(self, opened: AsyncExitStack) -> Guardian:
        (self.folder / "log").mkdir(mode=0o700, parents=True, exist_ok=True)
        opened.callback(_lock(self.folder).close)
        guardian = Guardian(self.folder / "log" / "guardian.log")
        opened.callback(guardian.close)
        return guardian

    def _postgres(self, log: Path, guardian: Guardian) -> Postgres:
        if url := os.environ.get(DATABASE_URL):
            return GivenPostgres(url)
        return OwnPostgres(
            self.folder / "postgres",
            log=log,
            kept=self.kept,
            guardian=guardian,
            progress=self._progress,
            durable=self._durable,
        )

    async def _stop(self) -> None:
        self._progress("停止 · stopping", None)
        await _both(self.kafka.stop(), self.postgres.stop())


async def _both(*work: Awaitable[None]) -> None:
    """Runs both at once and lets both come to their end, then raises the first failure."""
    for result in await asyncio.gather(*work, return_exceptions=True):
        if isinstance(result, BaseException):
            raise result


def _lock(folder: Path) -> IO[str]:
    # The system drops this lock with its holder, however that ends; a pid in a file would outlive a crash.
    file = (folder / "lock").open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as taken:
        file.seek(0)
        holder = file.read().strip() or "?"
        file.close()
        raise StackError(
            f"数据目录 {folder} 正被另一个进程 (pid {holder}) 使用。请先停止它, 或用 {DATA} 指定别的目录",
            f"the data folder {folder} is in use by another process (pid {holder}): stop that one, or name another "
            f"folder by {DATA}",
        ) from taken
    file.truncate(0)
    file.write(str(os.getpid()))
    file.flush()
    return file
