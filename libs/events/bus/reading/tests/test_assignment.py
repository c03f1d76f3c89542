"""A topic is made again, or its records are deleted, under a reader's stored offset: nothing is passed over in silence."""

import json
from collections import defaultdict

import pytest
from aiokafka import TopicPartition

from libs.events.bus.kafka import events_topic, shared_topic, whole_topic
from libs.events.bus.quarantine import held, pass_over, settle
from libs.events.bus.reading.assignment import Assignment
from libs.events.store.runner import Origin
from libs.events.testing.bell import Answer, Label, Ring, door_service, service
from libs.events.testing.services import service_under_test
from libs.events.testing.waiting import eventually


async def ring(bell, *labels):
    """A fact of a stream of its own for each: they fall into all partitions."""
    for label in labels:
        await bell.runner.execute(Label(door=f"d{label}", label="x"), Origin("visitor"))
    await eventually(lambda: _sent(bell), what="all sent")


async def _sent(bell):
    return (await bell.progress()).unsent == 0


async def heard(door, count):
    """So many facts are known, and nothing is held."""
    known = await door.pool.fetchval("select count(*) from inbox")
    assert known <= count
    return known == count and await held(door.pool) == [] and (await door.ready()).held == {}


async def _stands(door):
    """Where it is, for a test that fails."""
    tables = ("consumer_offsets", "consumer_positions", "held_messages")
    ready = await door.ready()
    known = await door.pool.fetch("select partition, array_agg(position order by position) from inbox group by 1 order by 1")
    shown = [
        [tuple(row.values())[:6] for row in await door.pool.fetch(f"select * from {table} order by 1, 2")] for table in tables
    ]
    return known, shown, ready.held, ready.workers


async def named(village):
    """By partition, in order: position and predecessor of each message on the bell's topic."""
    found = defaultdict(list)
    async for message in whole_topic(village.access, events_topic(village.place, "bell")):
        headers = dict(message.headers)
        before = headers.get("ce_predecessor")
        found[message.partition].append((int(headers["ce_sequence"]), None if before is None else int(before)))
    return found


async def test_each_message_names_the_one_before_it_whoever_sends_and_however_often(village):
    database = await village.make_database()
    async with service.running(await village.settings(database=database)) as bell:
        await ring(bell, *range(9))
    async with service.running(await village.settings(database=database)) as bell:
        await ring(bell, *range(9, 18))
        first = await named(village)
        await bell.topics.refill(events_topic(village.place, "bell"))
        await eventually(lambda: _sent(bell), what="all sent again")
        await ring(bell, *range(18, 40))
    assert len(first) == 3
    for messages in first.values():
        assert [before for _, before in messages] == [0, *(position for position, _ in messages[:-1])]
    for partition, messages in (await named(village)).items():
        once = first[partition]
        assert messages[: 2 * len(once)] == once * 2, "sent again, it names the same"
        assert messages[2 * len(once)][1] == once[-1][0]


async def test_where_a_relay_of_before_has_sent_the_first_message_names_none(village):
    database = await village.make_database()
    async with service.running(await village.settings(database=database)) as bell:
        await ring(bell, *range(9))
        await bell.pool.execute("update relay_checkpoint set lasts_at = lasts_at - 1")
    async with service.running(await village.settings(database=database)) as bell:
        await ring(bell, *range(9, 18))
    for messages in (await named(village)).values():
        unnamed = [number for number, (_, before) in enumerate(messages) if before is None]
        assert len(unnamed) == 1
        assert [before for _, before in messages[unnamed[0] + 1 :]] == [p for p, _ in messages[unnamed[0] : -1]]


@pytest.mark.parametrize("unread", [True, False], ids=["facts lost unread", "all read"])
async def test_a_topic_made_again_is_read_on_and_what_was_lost_is_held_until_it_is_sent_again(village, unread):
    topic, database = events_topic(village.place, "bell"), await village.make_database()
    bell = await village.start(service)
    async with door_service.running(await village.settings(service="door", database=database)) as door:
        await ring(bell, *range(12))
        await eventually(lambda: heard(door, 12), what="all read")
    if unread:
        await ring(bell, *range(12, 18))
    await village.make_again(topic)
    door = await village.start(door_service, database=database)
    await ring(bell, *range(18, 24))
    if unread:
        missing = await eventually(lambda: held(door.pool), what="held")
        assert {message.kind for message in missing} == {"gap"}
        await bell.topics.refill(topic)
    await eventually(lambda: heard(door, 24 if unread else 18), what="all facts are known, and nothing is held")


async def test_records_that_were_deleted_unread_are_held_until_they_are_sent_again(village):
    topic, database = events_topic(village.place, "bell"), await village.make_database()
    bell = await village.start(service)
    async with door_service.running(await village.settings(service="door", database=database)) as door:
        await ring(bell, *range(12))
        await eventually(lambda: heard(door, 12), what="all read")
    await ring(bell, *range(12, 24))
    await village.delete_records(topic)
    door = await village.start(door_service, database=database)
    missing = await eventually(lambda: held(door.pool), what="held")
    assert {message.kind for message in missing} == {"expired"}
    assert "were deleted before they were read" in str((await door.ready()).held)
    await bell.topics.refill(topic)
    await eventually(lambda: heard(door, 24), what="all facts are known, and nothing is held", progress=lambda: _stands(door))


async def test_a_loss_stays_until_of_each_source_something_shows_that_nothing_is_missing(database, issuer):
    partition = TopicPartition("bells", 0)
    async with service_under_test(door_service, database, issuer) as door:
        pool = door.running.pool
        for source in ("/p/bell", "/p/gong"):
            await pool.execute("insert into consumer_positions values ('bells', 0, $1, 7)", source)
        await pool.execute("insert into consumer_positions values ('bells', 1, '/p/horn', 7)")
        await Assignment(pool, None)._expired(partition, 5, 8)

        async def told(*unbroken):
            async with pool.acquire() as tx, tx.transaction():
                await settle(tx, "bells", 0, None, unbroken=unbroken)
            return [message.source for message in await held(pool)]

        assert await told() == ["/p/bell, /p/gong"]
        assert await told("/p/bell") == ["/p/gong"]
        # As after a restart: it is the same loss.
        await Assignment(pool, None)._expired(partition, 5, 8)
        assert await told("/p/bell", "/p/horn") == ["/p/gong"]
        assert await told("/p/gong") == []


async def answer(bell, *doors):
    for door in doors:
        for command in (Ring(door=f"d{door}"), Answer(door=f"d{door}")):
            await bell.runner.execute(command, Origin("visitor"))
    await eventually(lambda: _sent(bell), what="all sent")


async def test_of_a_neighbours_lost_records_those_of_the_services_that_are_quiet_stay_told(new_village):
    here, there = await new_village(), await new_village()
    neighbour, topic = await here.befriend(there), shared_topic(there.place)
    bell, database = await there.start(service), await here.make_database()
    settings = await here.settings(service="door", database=database, neighbours=[neighbour])
    async with door_service.running(settings) as door:
        jwk = there.key("bell").as_dict()
        await door.pool.execute("insert into public.keys values ($1, $2)", there.place, json.dumps(jwk))
        await answer(bell, 1, 2)
        await eventually(lambda: _known(door, 2), what="all read")
        # Another service of the neighbour has sent on each partition, and is quiet since.
        gong = f"/{there.place}/gong"
        await door.pool.executemany(
            "insert into consumer_positions values ($1, $2, $3, 7)", [(topic, n, gong) for n in range(3)]
        )
    await answer(bell, 3)
    await there.delete_records(topic)
    door = await here.start(door_service, database=database, neighbours=[neighbour])
    assert await eventually(lambda: _lost(door), what="held") == {"expired"}
    await bell.topics.refill(topic)
    await eventually(lambda: _known(door, 3), what="all facts are known")

    async def only_quiet():
        return {message.source for message in await held(door.pool)} == {gong}

    await eventually(only_quiet, what="what the one has sent says nothing of the other")
    await answer(bell, 4)
    await eventually(lambda: _known(door, 4), what="reading goes on")
    assert await only_quiet()


async def _known(door, count):
    return await door.pool.fetchval("select count(*) from inbox") == count


async def _lost(door):
    return {message.kind for message in await held(door.pool)}


async def test_a_loss_is_noted_in_place_of_what_was_held_there_and_anew_where_it_is_another_one(database, issuer):
    async with service_under_test(door_service, database, issuer) as door:
        await _losses(door.running.pool)


async def _losses(pool):
    partition = TopicPartition("bells", 0)
    assigned = Assignment(pool, None)
    await pool.execute(
        "insert into held_messages (topic, partition, kafka_offset, kind, source, error, headers, digest)"
        " values ('bells', 0, 5, 'conflict', '/421088/bell', 'another fact', '[]', '')"
    )
    await assigned._expired(partition, 5, 8)
    await assigned._expired(partition, 5, 8)
    (message,) = await held(pool)
    assert (message.kind, message.offset, message.error.split(" were")[0]) == ("expired", 5, "the records 5 to 7")
    await pass_over(pool, "bells", 0, 5, actor="op", reason="known")
    await assigned._expired(partition, 5, 8)
    assert await held(pool) == []
    await assigned._expired(partition, 5, 9)
    (message,) = await held(pool)
    assert "the records 5 to 8 were deleted" in message.error
