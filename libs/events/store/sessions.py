"""How long a session, a transaction and a statement may last, so that nothing hangs on a host that has died.

The server ends what belongs to a client that is gone: a transaction that says nothing for 20 s, a session whose host no longer
answers. The client gives up what a server that is gone would have answered. Each side learns of a lost network by itself.

Sources: PostgreSQL 18, chapters 19.3.2 (TCP settings) and 19.11.1 (statement behaviour); tcp(7), TCP_USER_TIMEOUT.
"""

from __future__ import annotations

import asyncio
import functools
import socket
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from contextvars import ContextVar
from typing import Any, Final

import asyncpg

from ..telemetry import log
from .blame import FAILURES

__all__ = ["ENDLESS", "IN_PIECES", "SERVER", "Limited", "Session", "closed", "endless", "held_open", "limited", "unhurried"]

SERVER: Final = {
    # A writer that stands still holds the relay and every feed.
    "idle_in_transaction_session_timeout": "20s",
    # A host that is gone without a word: while it is idle, and while something is on the way to it. Nothing else ends a session
    # that is sending.
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "3",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "20s",
    # While a long statement runs.
    "client_connection_check_interval": "10s",
}
"""Settings of every session of a service; any role may set them. The database has them too (roles.py)."""
_TRANSACTION = "5min"
"""The last resort, since PostgreSQL 17: a transaction that waits for a lock without end."""
_STATEMENT = 15.0
ENDLESS: Final = 7 * 86_400.0
_CONNECT = 10.0
_ACQUIRE = 30.0
_CANCEL = 5.0
"""How long a session that was told to leave a statement has to say so, before it is given up."""
_CLOSE = 2.0
_BEAT = 5.0
_HELD_OPEN = "20s"
_SINCE_17 = 17
IN_PIECES: Final = "set local idle_in_transaction_session_timeout = '5min'"
"""For a transaction that only reads, at the pace of somebody who fetches a long answer. Nobody waits for it."""

_limit: ContextVar[float] = ContextVar("limit", default=_STATEMENT)


@contextmanager
def unhurried() -> Iterator[None]:
    """Statements within may take as long as they need: migrations, rebuilds, imports. So may those of tasks begun within."""
    token = _limit.set(ENDLESS)
    try:
        yield
    finally:
        _limit.reset(token)


def endless(connection: Any) -> str:
    """The statement after which the session's transactions have no limit, until `limited`."""
    return "set transaction_timeout = 0" if _has_limit(connection) else "select"


def limited(connection: Any) -> str:
    """The statement that undoes `endless`, and sets the limit of a new session."""
    return f"set transaction_timeout = '{_TRANSACTION}'" if _has_limit(connection) else "select"


def _has_limit(connection: Any) -> bool:
    return bool(connection.get_server_version().major >= _SINCE_17)


def _limited(name: str) -> Any:
    base = getattr(asyncpg.Connection, name)

    @functools.wraps(base)
    async def method(self: Session, *arguments: Any, timeout: float | None = None, **more: Any) -> Any:  # noqa: ASYNC109
        try:
            return await base(self, *arguments, timeout=_limit.get() if timeout is None else timeout, **more)
        except TimeoutError:
            # Whoever takes the next session of the pool does not find out anew.
            await self.others_expire()
            raise

    return method


async def _nothing() -> None:
    return None


class Session(asyncpg.Connection):  # type: ignore[misc]  # asyncpg has no types
    """A session whose statements end after a while, with TimeoutError, whatever has become of the server."""

    others_expire: Callable[[], Any] = staticmethod(_nothing)

    execute = _limited("execute")
    executemany = _limited("executemany")
    fetch = _limited("fetch")
    fetchrow = _limited("fetchrow")
    fetchval = _limited("fetchval")


class Limited(asyncpg.Pool):  # type: ignore[misc]
    """A pool of such sessions. Whoever has to wait for one waits for a while; then TimeoutError."""

    def __init__(self, dsn: str, *, size: int, settings: Mapping[str, str], reset: Callable[[Any], Any]) -> None:
        async def begun(session: Session) -> None:
            session.others_expire = self.expire_connections
            await _prepared(session)

        super().__init__(
            dsn,
            min_size=1,
            max_size=size,
            max_queries=50_000,
            max_inactive_connection_lifetime=300.0,
            loop=None,
            connection_class=Session,
            record_class=asyncpg.Record,
            init=begun,
            reset=reset,
            timeout=_CONNECT,
            command_timeout=_CANCEL,
            server_settings={**SERVER, **settings},
        )

    def acquire(self, *, timeout: float | None = None) -> Any:
        # A limit costs a task; to connect has one of its own.
        return super().acquire(timeout=_ACQUIRE if timeout is None and self._queue.empty() else timeout)


async def closed(pool: asyncpg.Pool) -> None:
    """Closes a pool in order, or after a while by force: one whose server is silent would wait for it."""
    with suppress(TimeoutError):
        # Cancelled, the driver terminates what is left.
        await asyncio.wait_for(pool.close(), _CLOSE)


async def _prepared(session: Session) -> None:
    """What a new session of a pool needs beyond the settings it starts with."""
    # The driver sets no keepalive: a server that is gone would be waited for without end.
    sock = session._transport.get_extra_info("socket")  # noqa: SLF001 - the driver offers no other way
    if sock is not None and sock.family != getattr(socket, "AF_UNIX", None):
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, value in (("TCP_KEEPIDLE", 10), ("TCP_KEEPINTVL", 3), ("TCP_KEEPCNT", 3), ("TCP_USER_TIMEOUT", 20_000)):
            # Not every system has all of them.
            if hasattr(socket, name):
                sock.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
    if _has_limit(session):
        await session.execute(limited(session))


@asynccontextmanager
async def held_open(session: Any) -> AsyncIterator[asyncio.Lock]:
    """For a session that holds a lock beyond a transaction: it ends, and the lock with it, when this process stands still.

    Yields the turn: whoever uses the session takes it, since the heartbeat does too. The session is closed when the server no
    longer answers.
    """
    turn = asyncio.Lock()
    await session.execute(f"set idle_session_timeout = '{_HELD_OPEN}'")
    beating = asyncio.create_task(_beat(session, turn))
    try:
        yield turn
    finally:
        beating.cancel()
        await asyncio.gather(beating, return_exceptions=True)
        # A session that was given up is no longer the pool's, and says so by this error.
        with suppress(asyncpg.InterfaceError):
            if not session.is_closed():
                await session.execute("reset idle_session_timeout")


async def _beat(session: Any, turn: asyncio.Lock) -> None:
    while not session.is_closed():
        await asyncio.sleep(_BEAT)
        try:
            async with asyncio.timeout(2 * _BEAT), turn:
                await session.execute("select")
        except FAILURES as error:
            log.warning("session.lost", error=repr(error))
            session.terminate()
            return
