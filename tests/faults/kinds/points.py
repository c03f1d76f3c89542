"""Named points in the code at which a process dies, and planted defects: patched into a child process, never in the library.

`FAULT_POINT` = `name:n`: the process kills itself the n-th time it passes there. `FAULT_DEFECT` = a name of `DEFECTS`.
"""

import os
import signal
from collections.abc import Callable
from typing import Any

import asyncpg

from libs.events.bus import consumer, relay
from libs.events.bus import late_facts as late
from libs.events.store import runner, store
from libs.events.store.sessions import Session
from libs.events.telemetry import log
from libs.events.views import views

__all__ = ["DEFECTS", "POINTS", "STANDS_BY", "arm"]


class _Fuse:
    """Burns down with each pass; at its end the process is gone as by a power cut."""

    def __init__(self, passes: int) -> None:
        self._left = passes

    def __call__(self) -> None:
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def _around(cls: type, name: str, fuse: _Fuse, *, before: bool, when: Callable[..., bool] = lambda *_, **__: True) -> None:
    original = getattr(cls, name)

    async def wrapped(*args: Any, **kwargs: Any) -> Any:
        passing = when(*args, **kwargs)
        if before and passing:
            fuse()
        result = await original(*args, **kwargs)
        if not before and passing:
            fuse()
        return result

    setattr(cls, name, staticmethod(wrapped) if isinstance(cls.__dict__[name], staticmethod) else wrapped)


def _sql(beginning: str, *, before: bool) -> Callable[[_Fuse], None]:
    def patch(fuse: _Fuse) -> None:
        _around(Session, "execute", fuse, before=before, when=lambda _, query, *__, **___: query.startswith(beginning))

    return patch


def _method(cls: type, name: str, *, before: bool) -> Callable[[_Fuse], None]:
    return lambda fuse: _around(cls, name, fuse, before=before)


def _before_commit(fuse: _Fuse) -> None:
    """The facts and all that they change are written, in a transaction of several statements."""
    _around(store.PostgresStore, "append", fuse, before=False, when=lambda *_, tx=None, **__: tx is not None)


def _before_answer(fuse: _Fuse) -> None:
    """The transaction of a command is over, whether it was one statement or several, and nobody was told."""
    _sql("COMMIT;", before=False)(fuse)
    _method(store.PostgresStore, "_alone", before=False)(fuse)


STANDS_BY = "stands by for the relay's lock"
"""A process with the point `relay-hand-over` says so in its log when the lock was refused to it for the first time."""


def _took_over(fuse: _Fuse) -> None:
    """The relay's lock is had after it was refused: the other relay is gone and this one has not read its checkpoint yet."""
    original = Session.fetchval
    refused = False

    async def fetchval(self: Session, query: str, *args: Any, **kwargs: Any) -> Any:
        nonlocal refused
        result = await original(self, query, *args, **kwargs)
        if query.startswith("select pg_try_advisory_lock") and args == (relay.RELAY_LOCK,):
            if result and refused:
                fuse()
            if not result and not refused:
                log.warning(STANDS_BY)
            refused = not result
        return result

    Session.fetchval = fetchval  # type: ignore[method-assign]


POINTS: dict[str, Callable[[_Fuse], None]] = {
    "append-before-commit": _before_commit,
    "commit-before-answer": _before_answer,
    "commit-before-publish": _method(relay.Relay, "_send", before=True),
    "seal-before-publish": _method(relay.Relay, "_seal", before=False),
    "acknowledgement-before-checkpoint": _method(relay.Relay, "_send", before=False),
    "effect-before-commit": _method(consumer.Consumer, "_effect", before=False),
    "offset-before-kafka-commit": _method(consumer.Consumer, "apply", before=False),
    "reaction-before-commit": _method(runner.Runner, "execute_group", before=False),
    "rebuild-before-swap": _sql("alter schema views_next", before=True),
    "rebuild-after-swap": _sql("drop schema views_old", before=True),
    "relay-hand-over": _took_over,
    "migration": _sql("insert into public.migrations", before=False),
}
"""Where a process may be made to die, by name."""


def _without_fence() -> None:
    async def settled(self: store.PostgresStore, after: int = 0) -> int:
        return int(await self.pool.fetchval("select coalesce(max(position), 0) from events"))

    async def read_settled(self: store.PostgresStore, after: int, limit: int) -> tuple[list[Any], int]:
        high = await settled(self)
        return await self.read_raw(after, high, limit), high

    store.PostgresStore.settled = settled  # type: ignore[method-assign]
    store.PostgresStore.read_settled = read_settled  # type: ignore[method-assign]


def _without_deduplication() -> None:
    async def claim(tx: Any, topic: str, partition: int) -> tuple[dict[str, int], bool, bool]:
        return {}, False, False

    async def receive(tx: Any, topic: str, partition: int, fresh: list[Any], *rest: Any) -> tuple[list[Any], list[Any], bool]:
        *_, parked = await original(tx, topic, partition, fresh, *rest)
        return fresh, [], parked

    async def step_by_step(*_: Any) -> bool:
        return False

    original = consumer.receive
    consumer.Consumer._claim = staticmethod(claim)  # type: ignore[method-assign]
    consumer.Consumer._at_once = step_by_step  # type: ignore[method-assign]
    consumer.receive = receive  # type: ignore[attr-defined]


def _checkpoint_first() -> None:
    original = relay.Relay._send

    async def send(self: relay.Relay, session: Any, batch: Any, *rest: Any) -> None:
        await session.execute("update relay_checkpoint set position = $1", batch.facts[-1].position)
        await original(self, session, batch, *rest)

    relay.Relay._send = send  # type: ignore[method-assign]
    # The point of the same name lies now between the early checkpoint and the sending.
    POINTS["commit-before-publish"] = _method(relay.Relay, "_seal", before=True)


def _view_outside() -> None:
    original = views.Views._apply

    async def apply(self: views.Views, table: Any, tx: Any, recorded: Any) -> None:
        other = await asyncpg.connect(os.environ["CHECKONCE_DATABASE_URL"], server_settings={"search_path": "public,views"})
        try:
            await original(self, table, other, recorded)
        finally:
            await other.close()

    views.Views._apply = apply  # type: ignore[method-assign]
    POINTS["append-before-commit"] = _method(views.Views, "apply", before=False)


def _forget_the_unknown() -> None:
    async def catch_up(self: late.LateFacts, stop: Any) -> int:
        return 0

    late.LateFacts.catch_up = catch_up  # type: ignore[method-assign]


DEFECTS: dict[str, Callable[[], None]] = {
    "cursor on position alone, no fence": _without_fence,
    "no de-duplication": _without_deduplication,
    "checkpoint before acknowledgement": _checkpoint_first,
    "view outside the transaction": _view_outside,
    "what was unknown is forgotten": _forget_the_unknown,
}
"""Mistakes that the checker must see."""


def arm() -> None:
    """Reads both variables; called once in a child process before its service starts."""
    if defect := os.environ.get("FAULT_DEFECT"):
        DEFECTS[defect]()
    if point := os.environ.get("FAULT_POINT"):
        name, _, passes = point.partition(":")
        POINTS[name](_Fuse(int(passes or 1)))
