"""Deadlines: started and stopped by facts, fired once, never silently gone."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest
from structlog.testing import capture_logs

from libs.events.decider import Command, Decider, Deciders
from libs.events.fact import Fact, Visibility
from libs.events.patience import in_time
from libs.events.refusal import NotFound, NotNow
from libs.events.store import fitting
from libs.events.store.migrate import migrate
from libs.events.store.runner import Origin, Runner
from libs.events.store.store import PostgresStore, connect_pool
from libs.events.testing.services import MovableClock
from libs.events.testing.waiting import eventually
from libs.events.timers import CLOCK_ACTOR, Deadline, Deadlines, Timers, put_off, take_again
from libs.events.views.views import Views

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
COOK = Origin("cook")


class Put(Fact, name="oven.put"):
    dish: str
    until: datetime


class TakenOut(Fact, name="oven.taken-out"):
    dish: str


class PutInSecret(Fact, name="oven.put-in-secret", visibility=Visibility.CONFIDED):
    dish: str
    until: datetime


class Burnt(Fact, name="oven.burnt"):
    dish: str


class PutIn(Command):
    dish: str
    minutes: int = 10
    secret: bool = False


class TakeOut(Command):
    dish: str


class LetBurn(Command):
    dish: str


def decide(command: Command, state: str, now: datetime) -> Sequence[Fact]:
    match command, state:
        case PutIn(dish=dish, minutes=minutes, secret=secret), _:
            return [(PutInSecret if secret else Put)(dish=dish, until=now + timedelta(minutes=minutes))]
        case TakeOut(dish=dish), "in":
            return [TakenOut(dish=dish)]
        case LetBurn(dish="stew"), _:
            raise NotNow("stew never burns", do_en="Wait.", do_zh="请等待。")
        case LetBurn(dish="soup"), _:
            raise TypeError("a mistake in the program")
        case LetBurn(dish="bread"), _:
            return []
        case LetBurn(dish=dish), "in":
            return [Burnt(dish=dish)]
    return []


def evolve(_: str, fact: Fact) -> str:
    return "in" if isinstance(fact, (Put, PutInSecret)) else "out"


OVEN = Decider("oven", (PutIn, TakeOut, LetBurn), lambda c: f"oven-{c.dish}", "out", decide, evolve)
deadlines = Deadlines()


@deadlines.start(Put, PutInSecret)
def watch(put):
    yield Deadline(f"burn/{put.fact.dish}", put.stream, put.fact.until, LetBurn(dish=put.fact.dish))


@deadlines.stop(TakenOut, Burnt)
def done(fact):
    yield f"burn/{fact.fact.dish}"


@pytest.fixture
async def pool(database):
    made = await connect_pool(database, size=12)
    await migrate(made)
    yield made
    await made.close()


@pytest.fixture
def clock():
    return MovableClock(NOON)


@pytest.fixture
def runner(pool, clock):
    return Runner(PostgresStore(pool, "/421088/oven", deadlines), Deciders(OVEN), clock)


@pytest.fixture
def timers(pool, runner, clock):
    return Timers(pool, runner, runner.deciders, clock)


async def running(pool):
    return {row["key"]: row["due"] for row in await pool.fetch("select key, due from deadlines")}


async def facts(runner, dish="pie"):
    return [r.fact.fact_type for r in await runner.store.read(f"oven-{dish}")]


async def test_a_fact_starts_a_deadline_and_a_fact_ends_it(runner, pool):
    await runner.execute(PutIn(dish="pie"), COOK)
    assert await running(pool) == {"burn/pie": NOON + timedelta(minutes=10)}
    await runner.execute(TakeOut(dish="pie"), COOK)
    assert await running(pool) == {}


async def test_a_fact_replaces_a_running_deadline_of_the_same_key(runner, pool, clock):
    await runner.execute(PutIn(dish="pie"), COOK)
    clock.now += timedelta(minutes=5)
    await runner.execute(PutIn(dish="pie", minutes=30), COOK)
    assert await running(pool) == {"burn/pie": NOON + timedelta(minutes=35)}


async def test_started_and_stopped_in_one_append_the_last_word_counts(runner, pool):
    async with runner.store.transaction() as tx:
        commands = [PutIn(dish="a"), TakeOut(dish="a"), PutIn(dish="b"), TakeOut(dish="b"), PutIn(dish="b", minutes=20)]
        await runner.execute_many(commands, COOK, tx=tx)
    assert await running(pool) == {"burn/b": NOON + timedelta(minutes=20)}


async def test_a_deadline_fires_only_after_it_has_passed_and_its_fact_ends_it(runner, timers, pool, clock):
    await runner.execute(PutIn(dish="pie"), COOK)
    clock.now = NOON + timedelta(minutes=10)
    assert await timers.fire_due() == 0, "at the very moment it is still in time"
    clock.now += timedelta(microseconds=1)
    assert await timers.fire_due() == 1
    assert await facts(runner) == ["oven.put", "oven.burnt"]
    assert (await runner.store.read("oven-pie"))[-1].meta.actor == CLOCK_ACTOR
    assert await running(pool) == {}
    assert await timers.fire_due() == 0


async def test_two_workers_at_once_fire_each_deadline_once(runner, pool, clock):
    async with runner.store.transaction() as tx:
        await runner.execute_many([PutIn(dish=f"d{n}") for n in range(60)], COOK, tx=tx)
    clock.now += timedelta(hours=1)
    workers = [Timers(pool, runner, runner.deciders, clock) for _ in range(4)]
    fired = await asyncio.gather(*(worker.fire_due() for worker in workers))
    assert sum(fired) == 60
    for n in range(60):
        assert await facts(runner, f"d{n}") == ["oven.put", "oven.burnt"]
    assert await running(pool) == {}


async def test_a_command_with_nothing_left_to_do_clears_its_deadline(runner, timers, pool, clock):
    await runner.execute(PutIn(dish="bread"), COOK)
    clock.now += timedelta(hours=1)
    assert await timers.fire_due() == 1
    assert await running(pool) == {}


async def test_a_refused_deadline_stays_visible_and_is_tried_again_later(runner, timers, pool, clock):
    await runner.execute(PutIn(dish="stew"), COOK)
    await runner.execute(PutIn(dish="pie", minutes=20), COOK)
    clock.now += timedelta(hours=1)
    assert await timers.fire_due() == 1, "the other one fires all the same"
    assert set(await running(pool)) == {"burn/stew"}
    (found,) = await put_off(pool)
    assert (found.key, found.stream, found.command, found.attempts) == ("burn/stew", "oven-stew", "LetBurn", 1)
    assert found.error.startswith("NotNow not-now in "), "what is refused, and where, and no text: it may name a secret"
    await pool.execute('update deadlines set data = \'{"dish": "bread"}\'')
    assert await timers.fire_due() == 0, "put off for a while"
    clock.now += timedelta(seconds=31)
    assert await timers.fire_due() == 1
    assert await put_off(pool) == []


async def test_a_deadline_of_confided_facts_is_told_and_tried_again_by_a_digest(runner, timers, pool, clock):
    await runner.execute(PutIn(dish="stew", secret=True), COOK)
    clock.now += timedelta(hours=1)
    with capture_logs() as lines:
        await timers.fire_due()
    (found,) = await put_off(pool)
    assert found.key.startswith("confided:")
    assert "stew" not in repr(found)
    assert "stew" not in repr(lines)
    assert found.key in repr(lines)
    with pytest.raises(NotFound):
        await take_again(pool, clock.now, "burn/stew")
    assert await take_again(pool, clock.now, found.key) == 1
    assert await timers.fire_due() == 0
    assert [each.attempts for each in await put_off(pool)] == [2]


FAIL = """
    create function fail() returns trigger language plpgsql as $$
    begin
        if new.stream = 'oven-cake' and new.type = 'oven.burnt' then
            raise exception using errcode = '{}', message = 'it fails in the database';
        end if;
        return new;
    end $$;
    create trigger fail before insert on events for each row execute function fail()
"""


async def _cake_and_three_younger(runner, pool, clock, code):
    for minutes, dish in enumerate(("cake", "a", "b", "c"), 1):
        await runner.execute(PutIn(dish=dish, minutes=minutes), COOK)
    await pool.execute(FAIL.format(code))
    clock.now += timedelta(hours=1)


@pytest.mark.parametrize("code", ["23514", "22003", "54000", "42P01", "55P03", "57014", "P0001", "XX000"])
async def test_a_deadline_that_fails_in_the_database_stops_no_younger_one(runner, timers, pool, clock, code):
    """The oldest one failed, and none of the three younger fired, for ever."""
    await _cake_and_three_younger(runner, pool, clock, code)
    assert await timers.fire_due() == 3
    assert [found.key for found in await put_off(pool)] == ["burn/cake"]
    await pool.execute("drop trigger fail on events")
    assert await timers.fire_due() == 0, "put off for a while"
    assert await take_again(pool, clock.now, "burn/cake") == 1
    assert await timers.fire_due() == 1
    assert (await put_off(pool), await running(pool)) == ([], {})


async def test_a_deadline_at_which_the_session_is_lost_again_and_again_stops_the_others_no_longer(runner, timers, pool, clock):
    """Its worker is started again each time, and takes nothing of that for mended code."""
    await _cake_and_three_younger(runner, pool, clock, "57P01")
    stop = asyncio.Event()
    for _ in range(2):
        with pytest.raises(asyncpg.AdminShutdownError):
            await timers.run(stop)
    assert await timers.fire_due() == 3
    assert [found.key for found in await put_off(pool)] == ["burn/cake"]
    stop.set()
    await timers.run(stop)
    assert await timers.fire_due() == 0, "put off for a while"


async def test_a_deadline_that_always_meets_a_rival_is_put_off_at_last(runner, timers, pool, clock):
    await _cake_and_three_younger(runner, pool, clock, "40001")
    assert [await timers.fire_due() for _ in range(3)] == [3, 0, 0]
    assert [found.key for found in await put_off(pool)] == ["burn/cake"]


async def test_what_fails_again_waits_twice_as_long_and_a_deadline_set_anew_begins_anew(runner, timers, pool, clock):
    await runner.execute(PutIn(dish="stew"), COOK)
    clock.now += timedelta(hours=1)
    pauses = []
    for _ in range(9):
        assert await timers.fire_due() == 0
        (found,) = await put_off(pool)
        pauses.append((found.until - clock.now).total_seconds())
        clock.now = found.until
    assert pauses == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]
    await runner.execute(PutIn(dish="stew"), COOK)
    assert await put_off(pool) == [], "it is another deadline"
    clock.now += timedelta(minutes=11)
    await timers.fire_due()
    assert [found.attempts for found in await put_off(pool)] == [1]


async def test_a_clock_that_was_set_back_leaves_no_deadline_waiting_for_the_old_time(runner, timers, pool, clock):
    await runner.execute(PutIn(dish="stew"), COOK)
    clock.now += timedelta(days=1)
    await timers.fire_due()
    clock.now -= timedelta(hours=20)
    await pool.execute('update deadlines set data = \'{"dish": "bread"}\'')
    assert await timers.fire_due() == 1


async def test_a_key_that_was_not_put_off_is_not_found(pool, clock):
    with pytest.raises(NotFound):
        await take_again(pool, clock.now, "burn/nothing")


@pytest.mark.parametrize("broken", ["soup", "unknown"])
async def test_a_deadline_whose_command_breaks_does_not_hold_up_the_others(runner, timers, pool, clock, broken):
    """An error of the program once ended the worker, and every later deadline waited behind it."""
    await runner.execute(PutIn(dish="soup", minutes=1), COOK)
    await runner.execute(PutIn(dish="pie"), COOK)
    if broken == "unknown":
        await pool.execute("update deadlines set command = 'Vanished' where key = 'burn/soup'")
    clock.now += timedelta(hours=1)
    assert await timers.fire_due() == 1
    assert await facts(runner) == ["oven.put", "oven.burnt"]
    assert set(await running(pool)) == {"burn/soup"}


async def test_the_oldest_deadline_fires_first(runner, timers, clock):
    for dish, minutes in (("a", 30), ("b", 10), ("c", 20)):
        await runner.execute(PutIn(dish=dish, minutes=minutes), COOK)
    clock.now += timedelta(hours=1)
    assert await timers.fire_due() == 3
    order = [r.fact.dish for r in (await runner.store.read_all(0)).events if isinstance(r.fact, Burnt)]
    assert order == ["b", "c", "a"]


async def test_an_answer_at_the_moment_its_deadline_fires_costs_neither(runner, timers, pool, clock):
    """The clock holds the deadline's row and wants the stream, the answer holds the stream and wants the row: the database
    ends one of them, which once came out as an internal error."""
    await runner.execute(PutIn(dish="pie"), COOK)
    clock.now += timedelta(hours=1)
    async with pool.acquire() as connection:
        transaction = connection.transaction()
        await transaction.start()
        await connection.execute("select 1 from deadlines where key = 'burn/pie' for update")
        answer = asyncio.create_task(runner.execute(TakeOut(dish="pie"), COOK))
        await eventually(lambda: _waiting(pool), what="the answer waits for the deadline's row")
        firing = asyncio.create_task(runner.execute(LetBurn(dish="pie"), COOK, tx=connection))
        await eventually(lambda: answer.done() or firing.done(), what="one of the two ends")
        lost = firing.done() and firing.exception() is not None
        if not lost:
            await firing
        await (transaction.rollback() if lost else transaction.commit())
    await answer
    assert (await facts(runner))[:2] in (["oven.put", "oven.burnt"], ["oven.put", "oven.taken-out"])
    assert len(await facts(runner)) == 2
    assert await running(pool) == {}


async def _waiting(pool):
    return await pool.fetchval(
        "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
    )


async def test_a_rebuild_keeps_the_running_deadlines(runner, pool):
    from libs.events.views.rebuild import rebuild  # noqa: PLC0415

    for dish in ("a", "b", "c"):
        await runner.execute(PutIn(dish=dish), COOK)
    await runner.execute(TakeOut(dish="b"), COOK)
    before = await pool.fetch("select * from deadlines order by key")
    await pool.execute("delete from deadlines where key = 'burn/a'")
    assert await rebuild(pool, "/421088/oven", Views(), deadlines) == 4
    assert await pool.fetch("select * from deadlines order by key") == before


async def test_the_worker_fires_while_time_passes_and_stops_when_told(runner, timers, pool, clock):
    stop = asyncio.Event()
    timers.interval = 0.02
    worker = asyncio.create_task(timers.run(stop))
    await runner.execute(PutIn(dish="pie"), COOK)
    clock.now += timedelta(hours=1)
    await eventually(lambda: _gone(pool), what="the deadline fired")
    stop.set()
    await in_time(worker, what="the worker")
    assert await facts(runner) == ["oven.put", "oven.burnt"]


async def _gone(pool):
    return await running(pool) == {}


async def test_a_deadline_whose_fact_would_fit_no_message_is_put_off_alone(runner, timers, pool, clock, monkeypatch):
    for dish in ("c" * 100, "cake"):
        await runner.execute(PutIn(dish=dish), COOK)
    clock.now += timedelta(hours=1)
    monkeypatch.setattr(fitting, "_PLAIN", 100)
    assert await timers.fire_due() == 1
    (found,) = await put_off(pool)
    assert "TooLargeForMessage" in found.error
    monkeypatch.undo()
    assert await take_again(pool, clock.now, found.key) == 1
    assert await timers.fire_due() == 1
