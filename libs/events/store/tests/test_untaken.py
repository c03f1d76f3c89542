"""A fact that its stream's state cannot take is found before it is stored: the command fails, and the stream lives on."""

import pytest

from libs.events.clock import system_clock
from libs.events.decider import Command, Decider, Deciders
from libs.events.fact import Fact
from libs.events.http.idempotency import Executor
from libs.events.refusal import NotNow
from libs.events.store.migrate import migrate
from libs.events.store.runner import Ask, Origin, Runner, UntakenFactError
from libs.events.store.store import PostgresStore, connect_pool

META = Origin("visitor").meta()


class Poured(Fact, name="jug.poured"):
    litres: int


class Pour(Command):
    litres: int
    jug: str = "a"


class Full(NotNow):
    slug = "full"
    title_zh = "已满"
    title_en = "Full"


def evolve(state, fact):
    """A mistake of ours: what `decide` allows does not fit."""
    if fact.litres == 13:
        raise Full(do_en="Empty it.", do_zh="请倒空。")
    return state + 12 // fact.litres


JUG = Decider(
    "jug", (Pour,), lambda c: f"jug-{c.jug}", 0, lambda c, _, __: [Poured(litres=c.litres)] if c.litres < 99 else [], evolve
)


@pytest.fixture
async def runner(database):
    pool = await connect_pool(database, size=4)
    await migrate(pool)
    yield Runner(PostgresStore(pool, "/421088/jug"), Deciders(JUG), system_clock)
    await pool.close()


@pytest.mark.parametrize("litres", [0, 13])
async def test_nothing_is_written_and_the_stream_lives_on(runner, litres):
    executor = Executor(runner)
    await executor.execute(Ask((Pour(litres=1),), META))
    with pytest.raises(UntakenFactError, match=r"jug-a cannot take jug\.poured v1: (ZeroDivisionError|Full)"):
        await executor.execute(Ask((Pour(litres=litres),), META))
    with pytest.raises(UntakenFactError):
        await executor.execute(Ask((Pour(litres=2), Pour(litres=litres, jug="b")), META))
    done = await executor.execute(Ask((Pour(litres=3),), META))
    assert done.version == 2
    assert [r.fact.litres for r in await runner.store.read("jug-a")] == [1, 3]
    assert await runner.store.read("jug-b") == []
