"""A forgery that came first is taken out by the database's owner, and the genuine fact takes its place; the audit shows it."""

import asyncio

import pytest
from typer.testing import CliRunner

from apps.checkonce.cli import app
from libs.events.bus.purge import LinkedError, NotReceivedError, purge
from libs.events.bus.quarantine import held
from libs.events.bus.reading.succession import ConflictingFactError
from libs.events.envelope import to_kafka
from libs.events.store.audit import Kind, audit
from libs.events.store.chain import Chain
from libs.events.store.counts import counts
from libs.events.testing.bell import door_service
from libs.events.testing.partition import BELL, TOPIC, Chained, Partition, rung
from libs.events.testing.services import service_under_test

DOOR = "/421088/door"


@pytest.fixture
async def partition(database, issuer):
    async with service_under_test(door_service, database, issuer) as door:
        yield Partition(door)


async def chained(p):
    return await Chain(p.pool, DOOR).catch_up(asyncio.Event())


async def audited(p):
    async with p.pool.acquire() as connection:
        return await audit(connection, DOOR)


async def taken_out(p, position):
    async with p.pool.acquire() as connection:
        return await purge(connection, BELL, position, actor="officer-1", reason="the bell never said so")


async def test_the_genuine_fact_takes_the_place_of_the_forged_one(partition):
    p = partition
    forged, genuine = rung(2, door="forged"), rung(2, door="genuine")
    forged = forged._replace(id=rung(99).id)
    await p.apply(rung(1), forged, rung(3))
    log = p.log
    await p.refuses(genuine, rung(4), says="position 2 is known with other content")
    log += p.log
    gone = await taken_out(p, 2)
    assert (gone.id, gone.stream, gone.topic, gone.offset) == (str(forged.id), "bell-2", "421088.bell.events", 1)
    assert [(made.stream, made.type) for made in gone.consequences] == [("door-forged", "door.opened")]
    await p.door.running.rebuild()
    assert await p.doors() == ["d1", "d3"]
    await p.read_on(log)
    assert await p.known() == [1, 2, 3, 4]
    assert await p.doors() == ["d1", "genuine", "d3", "d4"]
    assert [fact.door for fact in await p.door.facts("door.opened")] == ["d1", "forged", "d3", "genuine", "d4"]


@pytest.fixture
async def named(database, issuer):
    """Each message names the one before it."""
    async with service_under_test(door_service, database, issuer) as door:
        yield Chained(door)


async def purged(p, position):
    """As docs/operations.md says: taken out, the views rebuilt, and read on from where the partition stands."""
    await taken_out(p, position)
    await p.door.running.rebuild()


@pytest.mark.parametrize("position", [2, 9_000_000])
async def test_what_the_forged_one_has_put_out_of_order_is_judged_anew(named, position):
    p = named
    forged = rung(position, door="forged")._replace(id=rung(99).id)
    log = [p.message(1, 0), p.record(to_kafka(forged), 1), p.message(2, 1), p.message(3, 2), p.message(4, 3)]
    with pytest.raises(ConflictingFactError):
        await p.read_on(log)
    await purged(p, position)
    await p.read_on(log)
    assert (await p.known(), await p.doors()) == ([1, 2, 3, 4], ["d1", "d2", "d3", "d4"])
    assert await held(p.pool) == []
    # Sent again, and read from the beginning, where the forged one stands first.
    log += [p.message(n, n - 1) for n in range(1, 6)]
    await p.door.running.topics.read_again(TOPIC)
    await p.read_on(log)
    assert (await p.known(), await held(p.pool)) == ([1, 2, 3, 4, 5], [])


async def test_those_behind_the_forged_one_do_not_hide_the_genuine_one(named):
    """All were taken before anybody saw it: the genuine one comes only when its service sends again."""
    p = named
    forged = rung(2, door="forged")._replace(id=rung(99).id)
    log = [p.message(1, 0), p.record(to_kafka(forged), 1), p.message(3, 2), p.message(4, 3)]
    await p.read_on(log)
    await purged(p, 2)
    await p.read_on(log)
    log += [p.message(n, n - 1) for n in range(1, 6)]
    await p.read_on(log, len(log) - 5)
    assert (await p.known(), await p.doors()) == ([1, 2, 3, 4, 5], ["d1", "d2", "d3", "d4", "d5"])
    assert await held(p.pool) == []


async def test_what_was_purged_by_mistake_comes_back_when_it_is_sent_again(named):
    p = named
    log = [p.message(n, n - 1) for n in (1, 2, 3)]
    await p.read_on(log)
    await purged(p, 2)
    await p.read_on(log)
    assert await p.known() == [1, 3]
    log += [p.message(n, n - 1) for n in (1, 2, 3, 4)]
    await p.read_on(log, 3)
    assert (await p.known(), await held(p.pool)) == ([1, 2, 3, 4], [])


async def test_the_fast_way_is_left_only_before_what_was_purged(named):
    p = named
    log = [p.message(n, n - 1) for n in (1, 2, 3)]
    await p.read_on(log)
    await purged(p, 2)
    await p.read_on(log)
    assert p.consumer._left == {}
    await p.apply((4, 3))
    assert p.consumer._left != {}


async def test_a_rebuild_keeps_the_genuine_fact_whose_forgery_was_skipped(partition):
    p = partition
    await p.apply(rung(1))
    p.log = p.messages(rung(2, door="cursed", stream="s")._replace(id=rung(99).id))
    await p.consumer.apply(TOPIC, 0, p.log, isolate=True)
    await p.door.running.inbox.skip(BELL, "s", actor="op", reason="cursed")
    await purged(p, 2)
    assert await p.door.rows("select from skipped") == []
    await p.read_on(p.messages(rung(2, door="genuine", stream="s")))
    await p.door.running.rebuild()
    assert await p.doors() == ["d1", "genuine"]


async def test_the_audit_shows_what_was_purged_and_finds_what_was_only_deleted(partition):
    p = partition
    await p.apply(rung(1), rung(2), rung(3), rung(4))
    assert await chained(p) == 8
    await taken_out(p, 2)
    found = await audited(p)
    assert (found.count, [(g.source, g.position, g.actor, g.reason) for g in found.purged]) == (
        0, [(BELL, 2, "officer-1", "the bell never said so")],
    )  # fmt: skip
    assert [(g.type, g.chained) for g in found.purged] == [("bell.rung", True)]
    # The columns beside the text say something else: the text counts, which was hashed.
    await p.pool.execute("update purged_facts set source = '/421088/registry', position = 8364")
    assert (await audited(p)).purged == found.purged
    await p.pool.execute("delete from inbox where position = 3")
    assert [(fault.kind, fault.log) for fault in (await audited(p)).faults] == [(Kind.MISSING, "inbox")]
    # Kept as something else than it was: the record itself was altered.
    for text in ("[]", "7", "no JSON"):
        await p.pool.execute("update purged_facts set text = convert_to($1, 'UTF8')", text)
        altered = await audited(p)
        assert [fault.kind for fault in altered.faults] == [Kind.ALTERED, Kind.MISSING]
        assert [(g.source, g.type, g.chained) for g in altered.purged] == [("?", "?", False)]


async def test_what_was_taken_out_before_it_was_chained_is_listed_too(partition):
    p = partition
    await p.apply(rung(1), rung(2))
    await taken_out(p, 2)
    await chained(p)
    found = await audited(p)
    assert (found.faults, [(g.source, g.position, g.chained) for g in found.purged]) == ([], [(BELL, 2, False)])


async def test_what_is_counted_and_parked_is_without_it(partition):
    p = partition
    await p.pool.execute(
        "insert into inbox (source, position, topic, partition, kafka_offset, stream, version, type, schema_version, id, time,"
        " data, meta) select '/421088/else', n, 'elsewhere', 0, n, 's', n, 't', 1, gen_random_uuid(), now(), '{}', '{}'"
        " from generate_series(1, 20001) n"
    )
    clock = p.door.clock()
    assert (await counts(p.pool, clock))["inbox"] == 20_001
    await p.pool.execute("insert into parked values ('/421088/else', 's', 7, 'fails')")
    async with p.pool.acquire() as connection:
        await purge(connection, "/421088/else", 7, actor="a", reason="forged")
        with pytest.raises(NotReceivedError):
            await purge(connection, "/421088/else", 7, actor="a", reason="forged")
    row = await counts(p.pool, clock)
    assert (row["inbox"], row["parked"]) == (20_000, 0)


async def test_a_neighbours_fact_stays_since_its_next_link_goes_on_from_it(partition, database):
    """Without it the chain's end would still be the forged link, and no genuine fact would come in any more."""
    p = partition
    await p.apply(rung(1))
    await p.pool.execute("insert into chains values ($1, 1, 'forged')", BELL)
    with pytest.raises(LinkedError, match="/421088/bell 1"):
        await taken_out(p, 1)
    given = ["purge", BELL, "1", "--database", database, "--by", "officer-1", "--reason", "theirs"]
    done = await asyncio.to_thread(CliRunner().invoke, app, given)
    assert (done.exit_code, "is a neighbour's, not purged" in " ".join(done.output.split())) == (1, True), done.output
    assert await p.known() == [1]
    assert (await audited(p)).purged == []


async def test_the_command_takes_it_out_and_names_what_followed(partition, database):
    p = partition
    await p.apply(rung(1, door="forged"))

    async def command(position):
        given = ["purge", BELL, position, "--database", database, "--by", "officer-1", "--reason", "theirs"]
        return await asyncio.to_thread(CliRunner().invoke, app, given)

    done = await command("1")
    assert (done.exit_code, "door-forged" in done.output, "door.opened" in done.output) == (0, True, True), done.output
    again = await command("1")
    assert (again.exit_code, "never received: /421088/bell 1" in again.output) == (1, True), again.output
