"""What the state machines share: one event loop and one database for all examples, and a way to come in between.

Hypothesis calls rules one after another from plain functions, so a machine owns its loop. A fresh database per example would
take longer than the example: tables are emptied instead. Positions therefore go on from one example to the next, and no
machine may count on where they begin.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import asyncpg
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from libs.events.patience import Patience
from libs.events.store.migrate import migrate
from libs.events.store.store import connect_pool

__all__ = ["World", "play"]

T = TypeVar("T")
Work = Callable[[], Coroutine[Any, Any, Any]]

_WAITS = (
    "select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
    " and backend_type = 'client backend')"
)
_EMPTY = """
    do $$
    declare t record;
    begin
        set local session_replication_role = replica;
        for t in select schemaname, tablename from pg_tables where schemaname in ('public', 'views') loop
            continue when t.tablename in ('migrations', 'relay_checkpoint');
            execute format('delete from %I.%I', t.schemaname, t.tablename);
        end loop;
    end $$
"""
_NEVER = 10.0
"""Seconds after which a condition that should come true at once never will."""


class World:
    """A migrated database, a pool and the loop they live in. `migrations` are folders beside the core's."""

    def __init__(self, dsn: str, *migrations: Path) -> None:
        self._loop = asyncio.Runner(loop_factory=asyncio.new_event_loop)
        self._between: Callable[[], Awaitable[None]] | None = None
        self.pool: asyncpg.Pool = self.run(self._open(dsn, migrations))

    @staticmethod
    async def _open(dsn: str, migrations: tuple[Path, ...]) -> asyncpg.Pool:
        setup = await asyncpg.connect(dsn)
        name = await setup.fetchval("select current_database()")
        # No machine crashes the server, so none needs its disk. Deadlocks between rivals are to be detected soon.
        await setup.execute(f'alter database "{name}" set synchronous_commit = off')
        await setup.execute(f"alter database \"{name}\" set deadlock_timeout = '20ms'")
        await setup.close()
        pool = await connect_pool(dsn, size=8)
        await migrate(pool, *migrations)
        return pool

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self._loop.run(work)

    def empty(self) -> None:
        """Every table but the migrations' own, in no particular order; quicker than truncating a dozen of them."""
        self.run(self.pool.execute(_EMPTY))

    def close(self) -> None:
        self.run(self.pool.close())
        self._loop.close()

    async def until(self, condition: Callable[[], Awaitable[bool]]) -> None:
        """Asks again and again; each question is a round trip, so nothing spins."""
        patience = Patience(_NEVER, step=0.0)
        while not await condition():
            if not patience.look():
                raise TimeoutError(f"the condition did not come true: {patience}")

    async def done_or_waiting(self, task: asyncio.Task[Any]) -> None:
        """Until the task has ended or a session waits for another one's lock."""

        async def either() -> bool:
            return bool(await self.pool.fetchval(_WAITS)) or task.done()

        await self.until(either)

    async def pass_by(self) -> None:
        """Handlers call it inside their transaction: the work that is to come in between is done now, once."""
        between, self._between = self._between, None
        if between is not None:
            await between()

    async def between(self, first: Work, second: Work) -> tuple[Any, Any]:
        """Begins `second` when `first` passes by, lets it run until it ends or waits for a lock, then lets both go on.

        Returns what each returned or raised. Where `first` never passes by, `second` runs after it.
        """
        rival: asyncio.Task[Any] | None = None

        async def come() -> None:
            nonlocal rival
            rival = asyncio.create_task(second())
            await self.done_or_waiting(rival)

        self._between = come
        (one,) = await asyncio.gather(first(), return_exceptions=True)
        self._between = None
        (two,) = await asyncio.gather(rival or second(), return_exceptions=True)
        return one, two


@contextmanager
def world(dsn: str, *migrations: Path):
    made = World(dsn, *migrations)
    try:
        yield made
    finally:
        made.close()


def play(machine: Callable[[], RuleBasedStateMachine], *, examples: int, steps: int) -> None:
    """The same examples every time: people would only rerun a test that fails on some days."""
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=True,
            report_multiple_bugs=False,
            # A step is several round trips to a database, on a machine that may be busy with other tests.
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
