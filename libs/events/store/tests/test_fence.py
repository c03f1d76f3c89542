"""The fence waits for nobody and passes over nothing; and the check that says so finds fences that do."""

import asyncpg
import pytest

from libs.events.store.migrate import migrate
from libs.events.store.store import connect_pool
from libs.events.store.testing import WIDE, WRONG, Race, altered
from libs.events.telemetry import metrics
from libs.events.testing.waiting import eventually

APPEND = "select append_fact($1, 1, 'race.run', 1::smallint, gen_random_uuid(), now(), '{}', '{}')"
MARKS = "select count(*) from pg_locks where locktype = 'advisory' and classid in (4208811, 4208812) and objsubid = 2"


@pytest.mark.parametrize("race", [{"writers": 16}, {"writers": 4, "rest": 0.05}], ids=["always somebody open", "often nobody"])
async def test_with_every_window_widened_nothing_is_passed_over(pool, database, race):
    """Savepoints kept and undone, rollbacks, killed sessions, received facts among own ones."""
    await altered(pool, WIDE)
    found = await Race(database, seconds=8, **race).run()
    assert found.committed > 100, "it says something"
    assert found.rolled_back > 10
    assert found.killed > 1
    assert (found.missed, found.disordered) == (0, 0)


async def test_beside_writers_of_a_second_nothing_waits_for_the_end_of_all(pool, database):
    """Eight of them, one begun before the other has ended, without pause: the relay sent nothing as long as they went on."""
    found = await Race(database, writers=8, fast=2, hold=2.0, seconds=8, kills=False).run()
    assert (found.missed, found.disordered) == (0, 0)
    assert found.lag[len(found.lag) // 2] < 4.0, "no fact waits for more than the transactions that were open before it"


@pytest.mark.parametrize("wrong", WRONG)
async def test_the_check_finds_a_fence_that_loses_facts(pool, database, wrong):
    await altered(pool, WRONG[wrong])
    few = {"writers": 4, "rest": 0.05} if wrong.startswith("the newest") else {}
    found = await Race(database, seconds=60, until_missed=True, kills=False, **few).run()
    assert found.missed > 0


async def test_the_check_finds_a_sequence_that_gives_positions_in_advance(pool, database):
    await pool.execute("alter sequence position_seq cache 20")
    assert (await Race(database, seconds=60, until_missed=True, kills=False).run()).missed > 0


async def test_a_transaction_sets_one_mark_and_a_savepoint_takes_it_back(pool):
    async with pool.acquire() as session, session.transaction():
        for number in range(100):
            await session.execute(APPEND, f"a-{number}")
        assert await session.fetchval(MARKS) == 1, "an import's appends would fill the lock table"
    async with pool.acquire() as session, session.transaction():
        with pytest.raises(ZeroDivisionError):
            await _given_up(session)
        assert await session.fetchval(MARKS) == 0
        await session.execute(APPEND, "c")
        assert await session.fetchval(MARKS) == 1, "the flag went with the savepoint, as the mark did"
    assert await pool.fetchval(MARKS) == 0


async def _given_up(session):
    async with session.transaction():
        await session.execute(APPEND, "b")
        raise ZeroDivisionError


async def test_what_only_receives_holds_back_no_relay_and_every_reader_of_all_that_is_learned(pool):
    receive = (
        "select receive_events('t', 0, '{/430623/x}', '{1}', '{0}', '{s}', '{1}', '{t.t}', '{1}', array[gen_random_uuid()],"
        " array[now()], array['{}'::jsonb], array['{}'::jsonb])"
    )
    async with pool.acquire() as slow, slow.transaction():
        await slow.execute(receive)
        last = await pool.fetchval(APPEND, "a")
        assert tuple(await pool.fetchrow("select * from settled(0)")) == (last, last, None)
        assert tuple(await pool.fetchrow("select * from settled_learned()")) == (0, last)
    assert await pool.fetchval("select high from settled_learned()") == last


@pytest.mark.parametrize("last", [2**31 - 2, 2**31 + 5, 2**32 - 2, 2**33 + 2**31 - 2])
async def test_a_mark_is_right_where_its_thirty_two_bits_end(pool, last):
    await pool.execute(f"select setval('position_seq', {last})")
    before = await pool.fetchval(APPEND, "before")
    async with pool.acquire() as slow, slow.transaction():
        await slow.execute(APPEND, "slow")
        newest = [await pool.fetchval(APPEND, f"fast-{number}") for number in range(5)][-1]
        assert (await pool.fetchrow("select high, newest from settled(0)")) == (before, newest)
    assert await pool.fetchval("select high from settled(0)") == newest


async def test_an_append_of_older_code_is_waited_for(pool):
    """Its function took the gate alone and was still running when the migration came: above what it will be, nobody knows."""
    async with pool.acquire() as older, older.transaction():
        await older.execute("select pg_advisory_xact_lock_shared(4208801)")
        await pool.execute(APPEND, "a")
        assert await pool.fetchval("select high from settled(0)") == 0
        assert await pool.fetchval("select high from settled_learned()") == 0
    assert await pool.fetchval("select high from settled(0)") > 0


async def test_a_process_of_an_older_release_gets_the_new_answers(pool):
    last = await pool.fetchval(APPEND, "a")
    async with pool.acquire() as slow, slow.transaction():
        await slow.execute(APPEND, "slow")
        await pool.execute(APPEND, "fast")
        assert await pool.fetchval("select settled_position(0, '200ms')") == last
        assert await pool.fetchval("select settled_row('200ms')") == last
        rows = await pool.fetch("select * from settled_facts(0, 10, '200ms')")
        assert [(row["settled_high"], row["r_position"]) for row in rows] == [(last, last)]


async def test_a_sequence_that_gives_positions_in_advance_is_not_taken(database):
    """Where a database was made by hand: its positions are drawn before their transactions set a mark."""
    made = await connect_pool(database, size=1)
    try:
        await migrate(made)
        await made.execute("alter sequence position_seq cache 20; delete from migrations where name = 'core/0012_fence.sql'")
        with pytest.raises(asyncpg.RaiseError, match="cache 1"):
            await migrate(made)
    finally:
        await made.close()


async def test_who_holds_the_fence_back_is_named_with_how_long(bell):
    async with bell.running.store.transaction() as slow:
        pid = await slow.fetchval("select pg_backend_pid()")
        await slow.execute(APPEND, "slow")
        assert (await bell.running.progress()).held_back is None, "nothing waits behind it yet"
        await bell.running.pool.execute(APPEND, "fast")
        assert (await bell.running.progress()).held_back.startswith(f"421088.bell (pid {pid}, idle in transaction): ")
        await eventually(lambda: _seconds(bell, pid), what="its age is seen to grow")
    assert (await bell.running.progress()).held_back is None
    await bell.running.measure()
    assert not list(metrics.fence_holder._metrics), "nobody is named who no longer does"


async def _seconds(bell, pid):
    await bell.running.measure()
    return metrics.fence_holder.labels(str(pid), "421088.bell")._value.get() > 0.2
