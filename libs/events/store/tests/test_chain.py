"""The store's hash chain and its audit, on a real PostgreSQL whose owner is the attacker."""

import asyncio
import hashlib
import json
from datetime import UTC, datetime

import asyncpg
import pytest

from libs.events.envelope import Meta
from libs.events.store.audit import AnchorError, Kind, audit, ends_after, keep_anchors, read_anchors
from libs.events.store.chain import Chain, genesis
from libs.events.store.counts import counts
from libs.events.store.store import NewFacts
from libs.events.testing.bell import Rung
from libs.events.testing.waiting import eventually
from libs.events.views.rebuild import _LOCK as rebuild_lock  # noqa: N811 - a test's name for it

SOURCE = "/421088/bell"
NOW = datetime(2026, 3, 2, 2, 0, 0, 123456, tzinfo=UTC)
_FILL = """
    insert into events (stream, version, type, schema_version, id, time, data, meta)
    select 'label-' || n, 1, 'bell.labelled', 1, gen_random_uuid(), now(), jsonb_build_object('door', n, 'label', '门'), '{}'
      from generate_series($1::integer, $2::integer) n
"""
_FILL_INBOX = """
    insert into inbox (source, position, topic, partition, kafka_offset, stream, version, type, schema_version, id, time, data,
                       meta)
    select '/430623/bell', n, 'elsewhere', 0, n, 'label-' || n, 1, 'bell.labelled', 1, gen_random_uuid(), now(), '{}', '{}'
      from generate_series($1::integer, $2::integer) n
"""
_NTH = "(select {0} from {1} order by {0} offset {2} limit 1)"
_REHASH = """
    do $$ declare b record; before bytea := sha256(convert_to('checkonce /421088/bell events', 'UTF8')); begin
        for b in select * from store_chain where log = 'events' order by number loop
            before := sha256(before || b.leaves);
            update store_chain set hash = before where log = 'events' and number = b.number;
        end loop; end $$
"""
_RELEAF = """
    update store_chain set leaves = (
        select string_agg(int8send(position) || sha256(convert_to(json_build_array(
                              position, stream, version, type, schema_version, id, time at time zone 'UTC', data, meta
                          )::text, 'UTF8')), ''::bytea order by position)
          from events where position between ('x' || encode(substr(leaves, 1, 8), 'hex'))::bit(64)::bigint and last)
     where log = 'events'
"""


async def chained(pool):
    return await Chain(pool, SOURCE).catch_up(asyncio.Event())


async def look(pool, anchors=()):
    async with pool.acquire() as connection:
        found = await audit(connection, SOURCE, anchors)
    assert found.count == len(found.faults)
    return found


async def ends(pool, known=()):
    async with pool.acquire() as connection:
        return await ends_after(connection, SOURCE, known)


@pytest.fixture
async def filled(pool):
    """2,500 own facts and 1,200 received ones, chained."""
    await pool.execute(_FILL, 1, 2500)
    await pool.execute(_FILL_INBOX, 1, 1200)
    assert await chained(pool) == 3700
    return pool


async def position(pool, nth, table="events"):
    return await pool.fetchval(f"select {_NTH.format('position' if table == 'events' else 'seq', table, nth)}")


async def test_a_store_as_it_was_written_holds(filled):
    found = await look(filled, await ends(filled))
    assert (found.rows, found.unchained, found.faults) == (3700, 0, [])
    assert found.anchors == len(await ends(filled)) >= 4
    blocks = await filled.fetch("select log, count(*) as n from store_chain group by 1 order by 1")
    assert [tuple(row) for row in blocks] == [("events", 3), ("inbox", 2)]


ALTERED = [
    ("update events set data = jsonb_set(data, '{label}', '\"问\"') where position = $1", "events"),
    ('update events set meta = \'{"actor": "x"}\' where position = $1', "events"),
    ("update events set time = time + interval '1 microsecond' where position = $1", "events"),
    ("update events set stream = stream || ' ' where position = $1", "events"),
    ("update events set version = 2 where position = $1", "events"),
    ("update events set type = 'bell.rung' where position = $1", "events"),
    ("update events set schema_version = 2 where position = $1", "events"),
    ("update events set id = gen_random_uuid() where position = $1", "events"),
    ("update inbox set data = '{\"a\": 1}' where seq = $1", "inbox"),
    ("update inbox set source = '/430624/bell' where seq = $1", "inbox"),
    ("update inbox set kafka_offset = 0 where seq = $1", "inbox"),
    ("update inbox set position = 999999 where seq = $1", "inbox"),
    ("update inbox set topic = 'x' where seq = $1", "inbox"),
    ("update inbox set partition = 1 where seq = $1", "inbox"),
]


@pytest.mark.parametrize(("statement", "table"), ALTERED)
async def test_the_row_that_was_altered_is_named(filled, statement, table):
    at = await position(filled, 1100, table)
    await filled.execute(statement, at)
    assert await look_for(filled) == [(table, Kind.ALTERED, at, at, 2)]


async def look_for(pool, anchors=()):
    return [tuple(fault) for fault in (await look(pool, anchors)).faults]


async def test_every_column_of_a_row_is_hashed(filled):
    """A column that is added later has to be chained too, or said here why it need not be."""
    columns = (
        "select table_name, count(*) as n from information_schema.columns where table_name = any($1) group by 1 order by 1"
    )
    rows = await filled.fetch(columns, ["events", "inbox"])
    assert [tuple(row) for row in rows] == [("events", 9), ("inbox", 14)]


async def test_a_row_that_was_removed_is_named(filled):
    at, last = await position(filled, 1100), await position(filled, 2499)
    await filled.execute("delete from events where position = any($1)", [at, last])
    assert await look_for(filled) == [("events", Kind.MISSING, at, at, 2), ("events", Kind.MISSING, last, last, 3)]


async def test_a_row_that_was_put_in_later_is_named(filled):
    await filled.execute("alter table events drop constraint one_version_per_stream")
    at = await position(filled, 1100)
    await filled.execute("delete from events where position = $1", at)
    again = """
        insert into events select $1, stream, version, type, schema_version, id, time, data, meta
          from events where position = $2
    """
    await filled.execute(again, at, at + 1)
    assert await look_for(filled) == [("events", Kind.ALTERED, at, at, 2)]
    # Between two rows: a gap of the sequence, as a rollback leaves one.
    await filled.execute("select nextval('position_seq')")
    gap = await filled.fetchval("select nextval('position_seq')")
    await filled.execute(_FILL, 9001, 9001)
    assert await chained(filled) == 1
    await filled.execute(again, gap, at + 1)
    assert await look_for(filled) == [("events", Kind.ALTERED, at, at, 2), ("events", Kind.ADDED, gap, gap, 4)]
    assert await chained(filled) == 0


@pytest.mark.parametrize("facts", [0, 3])
async def test_a_row_before_the_first_one_is_named(pool, facts):
    """In a chain, and in a store where nothing is chained yet. Only the owner can put it there."""
    await pool.execute(_FILL, 1, facts)
    assert await chained(pool) == facts
    again = "insert into events select $1::bigint, 'z' || $1::bigint, 1, 'bell.rung', 1, gen_random_uuid(), now(), '{}', '{}'"
    for at in (0, -7):
        with pytest.raises(asyncpg.CheckViolationError, match="position_from_one"):
            await pool.execute(again, at)
    await pool.execute("alter table events drop constraint position_from_one; alter table inbox drop constraint seq_from_one")
    for at in (0, -7, -(2**63)):
        await pool.execute(again, at)
    before = await look(pool)
    assert [tuple(fault) for fault in before.faults] == [("events", Kind.ADDED, -(2**63), 0, 0)]
    await pool.execute(
        "insert into inbox select -1, '/430623/bell', 9, 'e', 0, 0, stream, version, type, schema_version, id, time, data, meta"
        " from events where position = 0"
    )
    found = await look(pool)
    assert [tuple(fault) for fault in found.faults][1:] == [("inbox", Kind.ADDED, -1, -1, 0)]
    assert (found.rows, before.unchained) == (before.rows + 1, 0)


async def test_rows_that_changed_places_are_named(filled):
    a, b = await position(filled, 10), await position(filled, 2400)
    for before, after in ((a, 10**6), (b, a), (10**6, b)):
        await filled.execute("update events set position = $2 where position = $1", before, after)
    assert await look_for(filled) == [("events", Kind.ALTERED, a, a, 1), ("events", Kind.ALTERED, b, b, 3)]


async def test_a_block_that_was_altered_is_found(filled):
    for change in ("hash = sha256(hash)", "leaves = leaves || leaves", "last = last + 1", "number = 7"):
        async with filled.acquire() as tx:
            undo = tx.transaction(isolation="repeatable_read")
            await undo.start()
            await tx.execute(f"update store_chain set {change} where log = 'events' and number = 3")
            found = await audit(tx, SOURCE)
            await undo.rollback()
        assert Kind.BLOCK in {fault.kind for fault in found.faults}, change
        assert {fault.block for fault in found.faults if fault.kind is Kind.BLOCK} <= {3, 7}


async def test_a_block_that_was_removed_is_found(filled):
    await filled.execute("delete from store_chain where log = 'events' and number = 2")
    assert ("events", Kind.BLOCK) in {fault[:2] for fault in await look_for(filled)}


async def test_a_chain_that_was_written_anew_is_shown_by_an_anchor_alone(filled):
    anchors = await ends(filled)
    at = await position(filled, 1100)
    await filled.execute("update events set data = '{}' where position = $1", at)
    await filled.execute(_RELEAF)
    assert {fault[1] for fault in await look_for(filled)} == {Kind.BLOCK}, "the block after it does not continue it"
    await filled.execute(_REHASH)
    assert await look_for(filled) == [], "without an anchor nobody can tell"
    ((log, kind, first, last, block),) = await look_for(filled, anchors)
    assert (log, kind, block) == ("events", Kind.REWRITTEN, 2)
    assert first <= at <= last <= first + 1000
    other = [anchor._replace(source="/430623/bell") for anchor in anchors]
    assert (await look(filled, other)).anchors == 0, "anchors of another store say nothing of this one"


async def test_a_chain_that_was_cut_is_shown_by_an_anchor_alone(filled):
    anchors, after = await ends(filled), await position(filled, 1999)
    await filled.execute("delete from events where position > $1", after)
    await filled.execute("delete from store_chain where log = 'events' and number = 3")
    assert await look_for(filled) == []
    ((log, kind, first, last, block),) = await look_for(filled, anchors)
    assert (log, kind, block) == ("events", Kind.CUT, 3)
    assert first == after + 1
    assert last > first


async def test_the_chain_of_one_store_is_not_that_of_another(filled):
    async with filled.acquire() as connection:
        found = await audit(connection, "/430623/bell")
    assert {(fault.log, fault.kind, fault.block) for fault in found.faults} == {
        ("events", Kind.BLOCK, 1),
        ("inbox", Kind.BLOCK, 1),
    }


async def test_what_is_hashed_is_as_the_module_says(pool, postgres_store):
    """Computed once more by hand from what was appended."""
    (item,) = await postgres_store.append([NewFacts("bell-1", 0, [Rung(door='门"\n', by=NOW)])], Meta("x", "y"), at=NOW)
    assert await chained(pool) == 1
    data, meta = await pool.fetchrow("select data::text, meta::text from events")
    numbers = f'{item.position}, "bell-1", 1, "bell.rung", 1, "{item.id}", "2026-03-02T02:00:00.123"'
    leaf = item.position.to_bytes(8, "big") + hashlib.sha256(f"[{numbers}, {data}, {meta}]".encode()).digest()
    row = await pool.fetchrow("select number, last, leaves, hash from store_chain where log = 'events'")
    assert tuple(row) == (1, item.position, leaf, hashlib.sha256(genesis(SOURCE, "events") + leaf).digest())


async def test_a_fact_that_is_not_committed_yet_is_waited_for(pool):
    """A block that was closed over it would call it put in later."""
    async with pool.acquire() as slow, slow.transaction():
        await slow.fetch("select append_fact('bell-1', 1, 'bell.labelled', 1::smallint, gen_random_uuid(), now(), '{}', '{}')")
        await pool.execute(_FILL, 1, 5)
        assert await chained(pool) == 0
    assert await chained(pool) == 6
    assert (await look(pool)).rows == 6


async def test_of_several_processes_one_goes_on_with_the_chain(pool):
    await pool.execute(_FILL, 1, 5000)
    assert sum(await asyncio.gather(*(chained(pool) for _ in range(4)))) <= 5000
    while await chained(pool):
        pass
    found = await look(pool)
    assert (found.rows, found.unchained, found.faults) == (5000, 0, [])


async def test_a_rebuild_under_way_holds_up_no_chain_and_no_chain_a_rebuild(pool):
    """Both are kept to one process by a lock of the database; it is not the same."""
    await pool.execute(_FILL, 1, 5)
    async with pool.acquire() as other:
        await other.execute("select pg_advisory_lock($1)", rebuild_lock)
        try:
            assert await chained(pool) == 5
        finally:
            await other.execute("select pg_advisory_unlock($1)", rebuild_lock)


async def test_how_far_it_is_chained_is_counted(filled):
    await filled.execute(_FILL, 5001, 5003)
    await filled.execute(_FILL_INBOX, 5001, 5004)
    row = await counts(filled, NOW)
    first = await filled.fetchval("select time from events where stream = 'label-5001'")
    assert (row["unchained"], row["oldest_unchained"]) == (7, first)
    assert (await look(filled)).unchained == 7
    assert await chained(filled) == 7
    row = await counts(filled, NOW)
    assert (row["unchained"], row["oldest_unchained"]) == (0, None)


async def test_anchors_are_kept_in_a_file_that_grows(filled, tmp_path):
    path = tmp_path / "kept.ndjson"
    keep_anchors(path, await ends(filled))
    first = path.read_bytes()
    assert await ends(filled, read_anchors(path)) == []
    await filled.execute(_FILL, 3001, 3010)
    await chained(filled)
    keep_anchors(path, await ends(filled, read_anchors(path)))
    assert path.read_bytes().startswith(first)
    assert len(path.read_bytes()) > len(first)
    assert (await look(filled, read_anchors(path))).faults == []
    await filled.execute("update store_chain set hash = sha256(hash) where number = 4")
    with pytest.raises(AnchorError, match="block 4 differs"):
        await ends(filled, read_anchors(path))
    with path.open("a") as file:
        file.write(json.dumps({"source": "x"}) + "\n")
    with pytest.raises(AnchorError, match=r"kept\.ndjson:"):
        read_anchors(path)


async def test_a_worker_chains_until_it_is_stopped(pool):
    stop = asyncio.Event()
    running = asyncio.create_task(Chain(pool, SOURCE).run(stop))
    await pool.execute(_FILL, 1, 3)
    await eventually(lambda: pool.fetchval("select count(*) from store_chain"), what="the facts are chained")
    stop.set()
    await running
    assert (await look(pool)).rows == 3


async def test_a_database_that_is_away_is_tried_again():
    class Away:
        asked = 0

        async def fetchval(self, *_):
            Away.asked += 1
            raise asyncpg.InterfaceError("away")

    async def again():
        assert not running.done()
        return Away.asked > 1

    stop = asyncio.Event()
    running = asyncio.create_task(Chain(Away(), SOURCE).run(stop))
    await eventually(again, what="it is asked again")
    stop.set()
    await running
