"""All that commands write in one call: the same as in a transaction of several statements, or nothing at all."""

import asyncio
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from libs.events.decider import Command, Decider, Deciders
from libs.events.fact import Fact
from libs.events.http.idempotency import Executor, Key, KeyReused
from libs.events.store.migrate import migrate
from libs.events.store.runner import Ask, Origin, Runner
from libs.events.store.store import InOrder, PostgresStore, connect_pool
from libs.events.store.write import NOTHING_MORE, Changes, merged
from libs.events.testing.services import MovableClock
from libs.events.timers import Deadline, Deadlines
from libs.events.views.living import STEP_ARGUMENTS
from libs.events.views.table import POSITION, TIME, VERSION, Sql, Table, fact
from libs.events.views.views import Views

META = Origin("visitor").meta()
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
TABLES = """
    create table views.kites (
        kite text primary key, state text, height integer not null default 0, version integer, position bigint, at timestamptz
    );
    create table views.tails (tail text primary key, kite text);
"""


class Flown(Fact, name="kite.flown"):
    kite: str
    until: datetime


class Risen(Fact, name="kite.risen"):
    kite: str
    by: int


class Tied(Fact, name="kite.tied"):
    kite: str
    tail: str


class Landed(Fact, name="kite.landed"):
    kite: str


class Fly(Command):
    kite: str
    rise: tuple[int, ...] = ()


class Tie(Command):
    kite: str
    tail: str


class Land(Command):
    kite: str


def decide(command, state, now):
    match command:
        case Fly(kite=kite, rise=rise):
            return [Flown(kite=kite, until=now + timedelta(hours=1)), *(Risen(kite=kite, by=by) for by in rise)]
        case Tie(kite=kite, tail=tail):
            return [Tied(kite=kite, tail=tail)]
    return [Landed(kite=command.kite)] if state else []


KITE = Decider("kite", (Fly, Tie, Land), lambda c: f"kite-{c.kite}", 0, decide, lambda state, _: state + 1)
KITES, TAILS = Table("kites", "kite"), Table("tails", "tail")


def described():
    views = Views()
    views.on(Flown)(KITES.upsert(state="up", version=VERSION, position=POSITION, at=TIME))
    views.on(Risen)(KITES.update(height=Sql("{row}.height + {new}", fact.by), version=VERSION))
    views.on(Tied)(TAILS.insert("kite"))
    views.on(Landed)(KITES.update(state="down", version=VERSION))
    return views


deadlines = Deadlines()


@deadlines.start(Flown)
def lands(r):
    yield Deadline(f"land/{r.fact.kite}", r.stream, r.fact.until, Land(kite=r.fact.kite))


@deadlines.stop(Landed)
def landed(r):
    yield f"land/{r.fact.kite}"


@pytest.fixture
async def pool(database):
    made = await connect_pool(database, size=6)
    await migrate(made)
    await made.execute(TABLES)
    yield made
    await made.close()


@pytest.fixture
async def executor(pool):
    views = described()
    await views.check(pool)
    store = PostgresStore(pool, "/421088/kite", InOrder(views, deadlines))
    return Executor(Runner(store, Deciders(KITE), MovableClock(NOON)))


@contextmanager
def statements(pool):
    """What is sent to the database meanwhile."""
    sent, connections = [], [holder._con for holder in pool._holders if holder._con]
    assert len(connections) == len(pool._holders) or len(connections) == 1

    def note(record):
        sent.append(record.query.strip().partition("(")[0])

    for connection in connections:
        connection.add_query_logger(note)
    try:
        yield sent
    finally:
        for connection in connections:
            connection.remove_query_logger(note)


async def ask(executor, *commands, key=None, mark="f"):
    return await executor.execute(Ask(commands, META), key and Key("me", key, mark))


async def shown(pool):
    return {
        "kites": [tuple(r) for r in await pool.fetch("select kite, state, height, version, at from kites order by 1")],
        "tails": [tuple(r) for r in await pool.fetch("select tail, kite from tails order by 1")],
        "deadlines": [tuple(r) for r in await pool.fetch("select key, stream, due, command, data from deadlines order by 1")],
        "events": [tuple(r) for r in await pool.fetch("select stream, version, type, data from events order by 1, 2")],
        "keys": [r["key"] for r in await pool.fetch("select key from idempotency order by 1")],
    }


@pytest.mark.parametrize("key", [None, "k-1"])
async def test_a_command_takes_two_round_trips(database, executor, key):
    pool = await connect_pool(database, size=1)
    try:
        executor = Executor(
            Runner(PostgresStore(pool, "/421088/kite", executor._runner.store.inline), Deciders(KITE), MovableClock(NOON))
        )
        await ask(executor, Fly(kite="first"), key=key and "k-0")
        with statements(pool) as sent:
            await ask(executor, Fly(kite="a", rise=(3,)), key=key)
        assert len(sent) == 2, sent
        assert (await shown(pool))["kites"][0] == ("a", "up", 3, 2, NOON)
    finally:
        await pool.close()


async def _story(executor):
    await asyncio.gather(*(ask(executor, Fly(kite=k, rise=(1, 2)), key=f"fly-{k}") for k in "abcdef"))
    await asyncio.gather(
        *(ask(executor, Tie(kite=k, tail=f"tail-{k}"), Land(kite=k)) for k in "abc"),
        ask(executor, Fly(kite="d", rise=(40,))),
        ask(executor, Land(kite="d"), Fly(kite="d"), key="again"),
        ask(executor, Land(kite="nobody"), key="nothing"),
    )


async def test_what_is_written_is_the_same_as_in_several_statements(executor, pool, database_factory):
    await _story(executor)
    written = await shown(pool)
    assert [row[:4] for row in written["kites"]] == [
        ("a", "down", 3, 5), ("b", "down", 3, 5), ("c", "down", 3, 5), ("d", "up", 43, 7), ("e", "up", 3, 3), ("f", "up", 3, 3),
    ]  # fmt: skip
    assert [row[0] for row in written["deadlines"]] == ["land/d", "land/e", "land/f"]
    flown = "select max(position) from events where stream = 'kite-' || kite and type = 'kite.flown'"
    assert await pool.fetchval(f"select bool_and(position = ({flown})) from kites")
    other = await connect_pool(await database_factory(), size=6)
    try:
        await migrate(other)
        await other.execute(TABLES)
        # Without its check the views have no functions.
        store = PostgresStore(other, "/421088/kite", InOrder(described(), deadlines))
        await _story(Executor(Runner(store, Deciders(KITE), MovableClock(NOON))))
        assert await shown(other) == written
    finally:
        await other.close()


async def test_of_a_group_only_the_one_whose_view_is_broken_hears_and_it_writes_nothing(executor, pool):
    await pool.execute("insert into tails values ('taken', 'x')")
    answers = await asyncio.gather(
        *(ask(executor, Tie(kite=k, tail="taken" if k == "b" else k), key=k) for k in "abc"), return_exceptions=True
    )
    assert [type(a).__name__ for a in answers] == ["Accepted", "UniqueViolationError", "Accepted"]
    assert [row[0] for row in (await shown(pool))["events"]] == ["kite-a", "kite-c"]
    assert (await shown(pool))["keys"] == ["a", "c"]


async def test_a_key_gets_its_first_answer_and_another_request_is_refused(executor, pool):
    first = await ask(executor, Fly(kite="a"), key="k")
    assert (await ask(executor, Fly(kite="a"), key="k")) == first.model_dump_json().encode()
    with pytest.raises(KeyReused):
        await ask(executor, Land(kite="a"), key="k", mark="other")
    assert first.position == await pool.fetchval("select max(position) from events")


async def test_rivals_of_two_processes_all_get_their_turn(executor, pool):
    other = Executor(Runner(executor._runner.store, Deciders(KITE), MovableClock(NOON)))
    await ask(executor, Fly(kite="a"))
    await asyncio.gather(*(ask(which, Fly(kite="a", rise=(1,))) for which in (executor, other) for _ in range(12)))
    assert (await shown(pool))["kites"] == [("a", "up", 24, 49, NOON)]


async def test_without_its_function_a_command_is_done_in_several_statements(executor, pool):
    for name in await pool.fetch("select oid::regprocedure as name from pg_proc where proname like 'apply\\_%'"):
        await pool.execute(f"drop function {name['name']}")
    await ask(executor, Fly(kite="a"), key="k")
    assert [row[:2] for row in (await shown(pool))["kites"]] == [("a", "up")]
    assert (await shown(pool))["keys"] == ["k"]


async def test_functions_are_made_once_and_go_when_nobody_has_started_with_them_for_long(executor, pool):
    made = "select proname, oid from pg_proc where proname like 'apply\\_%' order by 1"
    before = await pool.fetch(made)
    assert len(before) == 4
    for days in (1, 31):
        old = f"function steps.apply_old{days}({', '.join(STEP_ARGUMENTS)})"
        await pool.execute(
            f"create {old} returns void language sql as '';"
            f" do $$ begin execute format('comment on {old} is %L', current_date - {days}); end $$"
        )
    await described().check(pool)
    after = await pool.fetch(made)
    assert [row for row in after if row["proname"] != "apply_old1"] == before
    assert len(after) == 5


async def test_a_fact_handled_by_hand_takes_several_statements(executor, pool):
    views = described()

    @views.on(Landed)
    async def by_hand(tx, facts):
        await tx.execute("update kites set height = -1 where kite = any($1)", [r.fact.kite for r in facts])

    await views.check(pool)
    executor = Executor(
        Runner(PostgresStore(pool, "/421088/kite", InOrder(views, deadlines)), Deciders(KITE), MovableClock(NOON))
    )
    await ask(executor, Fly(kite="a"))
    await ask(executor, Land(kite="a"))
    assert (await shown(pool))["kites"] == [("a", "down", -1, 2, NOON)]


def test_one_part_that_needs_more_is_enough():
    some = Changes([("f", [1])], ["k"], [])
    assert merged([NOTHING_MORE, some, some]) == Changes([("f", [1])] * 2, ["k"] * 2, [])
    assert merged([some, None]) is None


async def test_an_error_in_a_function_is_no_missing_function(executor, pool):
    """A column that is gone is our mistake; it must not be hidden by another way of writing."""
    await pool.execute("alter table views.tails drop column kite")
    with pytest.raises(asyncpg.UndefinedColumnError):
        await ask(executor, Tie(kite="a", tail="t"))
    assert await pool.fetch("select * from events") == []
