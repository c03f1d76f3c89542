"""Commands on long streams: only what is new is read, the first reading holds nobody up, nothing is kept that may vanish."""

import asyncio
from collections import Counter
from datetime import UTC, datetime
from typing import ClassVar

import pytest

from libs.events.decider import Command, Decider, Deciders
from libs.events.fact import Fact
from libs.events.http.idempotency import Executor
from libs.events.store import stream_states
from libs.events.store.migrate import migrate
from libs.events.store.runner import Ask, Origin, Runner
from libs.events.store.store import NewFacts, PostgresStore, connect_pool
from libs.events.testing.services import MovableClock

VISITOR = Origin("visitor")
META = VISITOR.meta()
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


class Added(Fact, name="sum.added"):
    what: int
    note: ClassVar = lambda: None

    def model_post_init(self, _):
        type(self).note()


class Add(Command):
    to: str
    what: int = 1


class Adder:
    """Counts how many facts were folded."""

    def __init__(self):
        self.folded = 0

    def evolve(self, total, fact):
        self.folded += 1
        return total + fact.what

    @staticmethod
    def decide(command, total, _):
        return [Added(what=command.what)] if command.what else [Added(what=total)]


@pytest.fixture
def adder():
    return Adder()


@pytest.fixture
async def runner(database, adder):
    pool = await connect_pool(database, size=4)
    await migrate(pool)
    decider = Decider("sum", (Add,), lambda c: f"sum-{c.to}", 0, adder.decide, adder.evolve)
    yield Runner(PostgresStore(pool, "/421088/sum"), Deciders(decider), MovableClock(NOON))
    await pool.close()


async def long(runner, name, facts):
    for at in range(0, facts, 1000):
        batch = [NewFacts(f"sum-{name}", at, [Added(what=1)] * min(1000, facts - at))]
        await runner.store.append(batch, META, at=NOON)


async def told(runner, name):
    """The total that a command sees."""
    (fact,) = [r.fact for r in (await runner.execute(Add(to=name, what=0), VISITOR)).recorded]
    return fact.what


async def test_the_second_command_on_a_long_stream_reads_only_what_is_new(runner, adder):
    await long(runner, "a", 1700)
    assert (await runner.execute(Add(to="a"), VISITOR)).version == 1701
    assert adder.folded == 1700 + 1, "all there are, and the new one to see that the state takes it"
    adder.folded = 0
    await runner.execute(Add(to="a"), VISITOR)
    assert adder.folded == 1 + 1, "the one that was new, and this one"
    assert await told(runner, "a") == 1702


async def test_what_another_process_appended_meanwhile_is_seen(runner, adder):
    await long(runner, "a", 100)
    await runner.execute(Add(to="a"), VISITOR)
    other = Runner(runner.store, runner.deciders, runner.clock)
    await other.execute(Add(to="a", what=900), VISITOR)
    assert await told(runner, "a") == 1001


async def test_short_streams_are_not_kept(runner, adder):
    await long(runner, "a", 10)
    for _ in range(2):
        await runner.execute(Add(to="a"), VISITOR)
    assert adder.folded == (10 + 1) + (11 + 1)


async def test_what_is_rolled_back_is_not_kept(runner):
    """Read inside the transaction that wrote it, it looks like all that is committed."""
    await long(runner, "a", 100)
    with pytest.raises(ZeroDivisionError):
        await _given_up(runner)
    await runner.execute(Add(to="a", what=5), VISITOR)
    assert await told(runner, "a") == 105
    assert [r.version for r in await runner.store.read("sum-a")] == list(range(1, 103))


async def _given_up(runner):
    async with runner.store.transaction() as tx:
        for what in (1000, 2000):
            await runner.execute(Add(to="a", what=what), VISITOR, tx=tx)
        raise ZeroDivisionError


async def test_what_is_read_in_a_foreign_transaction_is_not_kept(runner, adder):
    """The store does not know what such a transaction has appended."""
    await long(runner, "a", 100)
    async with runner.store.pool.acquire() as tx, tx.transaction():
        await runner.execute(Add(to="a"), VISITOR, tx=tx)
    adder.folded = 0
    await runner.execute(Add(to="a"), VISITOR)
    assert adder.folded == 101 + 1


async def test_only_so_many_are_kept(runner, adder, monkeypatch):
    monkeypatch.setattr(stream_states, "_KEPT", 2)
    for name in "abc":
        await long(runner, name, 80)
        await runner.execute(Add(to=name), VISITOR)
    adder.folded = 0
    await runner.execute(Add(to="c"), VISITOR)
    assert adder.folded == 1 + 1
    await runner.execute(Add(to="a"), VISITOR)
    assert adder.folded == (1 + 1) + (81 + 1)


async def test_others_are_answered_while_a_long_stream_is_read_for_the_first_time(runner):
    await long(runner, "long", 5000)
    executor = Executor(runner)
    order = []

    async def ask(name, what=1):
        answer = await executor.execute(Ask((Add(to=name, what=what),), META))
        order.append(name)
        return answer

    asked = [asyncio.create_task(ask(name)) for name in ("long", "b", "long", "c")]
    for turn in range(20):
        await ask(f"later-{turn}")
    answers = await asyncio.gather(*asked)
    assert sorted(answer.version for answer in answers) == [1, 1, 5001, 5002]
    assert order.index("b") < order.index("long")
    assert order.index("later-0") < order.index("long")
    assert await told(runner, "long") == 5002


async def test_a_long_stream_is_read_and_folded_in_slices_between_which_others_have_their_turn(runner, adder, monkeypatch):
    await long(runner, "long", 3000)
    turn, read, folded = 0, [], []

    async def ticking():
        nonlocal turn
        while True:
            turn += 1
            await asyncio.sleep(0)

    def noted(total, fact):
        folded.append(turn)
        return total + fact.what

    monkeypatch.setattr(Added, "note", lambda: read.append(turn))
    slow = Deciders(Decider("sum", (Add,), lambda c: f"sum-{c.to}", 0, adder.decide, noted))
    ticker = asyncio.create_task(ticking())
    await Runner(runner.store, slow, runner.clock).execute(Add(to="long"), VISITOR)
    ticker.cancel()
    assert len(read) >= len(folded) == 3000 + 1
    assert max(Counter(read).values()) <= 26, "and the one that was decided"
    assert max(Counter(folded).values()) <= 50
