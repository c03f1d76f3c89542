"""Counts for operators: exact, and as quick with a million facts as with none."""

import pytest

from libs.events.clock import system_clock
from libs.events.store.counts import counts
from libs.events.store.migrate import migrate
from libs.events.store.store import PostgresStore, connect_pool
from libs.events.testing.bell import service

_FILL = """
    insert into events (stream, version, type, schema_version, id, time, data, meta)
    select 'label-' || n, 1, 'bell.labelled', 1, gen_random_uuid(), now(), '{}', '{}'
      from generate_series($1::integer, $2::integer) n
"""
_FILL_INBOX = """
    insert into inbox (source, position, topic, partition, kafka_offset, stream, version, type, schema_version, id, time, data,
                       meta)
    select '/999999/bell', n, 'elsewhere', 0, n, 'label-' || n, 1, 'bell.labelled', 1, gen_random_uuid(), now(), '{}', '{}'
      from generate_series($1::integer, $2::integer) n
"""


@pytest.fixture
async def pool(database):
    made = await connect_pool(database, size=2)
    await migrate(made, service.migrations)
    yield made
    await made.close()


async def test_counts_start_at_marks_and_stay_exact(pool):
    await pool.execute(_FILL, 1, 25_000)
    await pool.execute(_FILL_INBOX, 1, 21_000)
    first = await counts(pool, system_clock())
    assert (first["facts"], first["inbox"], first["unsent"], first["tail"]) == (25_000, 21_000, 25_000, 25_000)
    await pool.execute(_FILL, 25_001, 25_007)
    await pool.execute("update relay_checkpoint set position = (select position from events where stream = 'label-21000')")
    again = await counts(pool, system_clock())
    assert (again["facts"], again["inbox"], again["unsent"]) == (25_007, 21_000, 4_007)
    assert again["tail"] == 5_007, "the first 20,000 were not read again"
    assert again["newest"] == await pool.fetchval("select max(position) from events")


async def test_marks_set_by_two_processes_at_once_agree(pool):
    await pool.execute(_FILL, 1, 30_000)
    high = await pool.fetchval("select high from settled_learned()")
    await pool.execute("select mark_rows($1)", high)
    await pool.execute(_FILL, 30_001, 40_000)
    async with pool.acquire() as one, pool.acquire() as other, one.transaction():
        later = await other.fetchval("select high from settled_learned()")
        await one.execute("select mark_rows($1)", high)
        await other.execute("select mark_rows($1)", later)
    assert [r["rows"] for r in await pool.fetch("select rows from row_marks order by position")] == [
        10_000,
        20_000,
        30_000,
        40_000,
    ]


async def test_a_fact_that_is_not_committed_yet_is_not_behind_a_mark(pool):
    """A mark beyond it would leave it out of every count."""
    async with pool.acquire() as slow, slow.transaction():
        await slow.fetch(
            "select * from append_fact('bell-1', 1, 'bell.labelled', 1::smallint, gen_random_uuid(), now(), '{}', '{}')"
        )
        await pool.execute(_FILL, 1, 25_000)
        before = await counts(pool, system_clock())
    after = await counts(pool, system_clock())
    assert (before["facts"], after["facts"]) == (25_000, 25_001)
    assert (await counts(pool, system_clock()))["facts"] == 25_001


async def test_many_open_deadlines_are_an_estimate_and_few_are_counted(pool):
    await pool.execute(
        "insert into deadlines select n::text, 's', now() + interval '1 day', 'Miss', '{}' from generate_series(1, 10000) n"
    )
    assert (await counts(pool, system_clock()))["deadlines"] == 10_000
    await pool.execute(
        "insert into deadlines select n::text, 's', now() - interval '1 day', 'Miss', '{}' from generate_series(10001, 20000) n"
    )
    await pool.execute("analyze views.deadlines")
    row = await counts(pool, system_clock())
    assert (row["deadlines"], row["due"]) == (20_000, 10_000)


async def test_looking_up_a_key_reads_no_other_however_many_there_are(pool):
    """The plan is made while the table is empty and kept; nobody has analysed the table since."""
    store, keys = PostgresStore(pool, "/421088/bell"), [("caller", "key-7")]
    async with pool.acquire() as session:
        store.pool = session

        async def looked_up():
            _, kept = await store.read_and_look_up({"bell-a": 0, "bell-b": 0}, keys, limit=10)
            bodies = [row["body"] for row in kept]
            assert bodies == [row["body"] for row in await store.look_up(keys)]
            return bodies

        for _ in range(10):
            assert await looked_up() == []
        await session.execute(
            "insert into idempotency (key, caller, fingerprint, body)"
            " select 'key-' || n, 'caller', 'mark', 'body' from generate_series(1, 20000) n"
        )
        async with session.transaction():
            assert await looked_up() == [b"body"]
            read = await session.fetchval("select seq_tup_read from pg_stat_xact_user_tables where relname = 'idempotency'")
        assert read == 0
