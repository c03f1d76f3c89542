"""A topic is really lost; one command fills it again from the store, and every reader has every fact, once."""

import asyncio
import json
from contextlib import AsyncExitStack

import pytest
from confluent_kafka.admin import AdminClient
from typer.testing import CliRunner

from apps.checkonce.cli import app
from libs.events.bus.kafka import events_topic, sending_again, shared_topic
from libs.events.bus.quarantine import held as held_messages
from libs.events.settings import Role
from libs.events.store.runner import Origin
from libs.events.testing.bell import Answer, Label, Opened, Ring, door_service, service
from libs.events.testing.http_room import serving
from libs.events.testing.neighbours import Far, none_in, seen, trusted
from libs.events.testing.waiting import eventually

VISITOR = Origin("visitor")


@pytest.fixture
def checkonce(tmp_path, issuer, monkeypatch):
    """The command, on a data folder in which the given services run: `await checkonce({name: url}, "replay", ...)`."""
    monkeypatch.setenv("CHECKONCE_DATA", str(tmp_path))
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "issuer.json").write_text(json.dumps(issuer._key.as_dict(private=True)))

    async def call(urls, *arguments):
        (tmp_path / "services.json").write_text(json.dumps({"issuer": issuer.url, **urls}))
        return await asyncio.to_thread(CliRunner().invoke, app, list(arguments))

    return call


async def ring(bell, times):
    """Two facts each, all in one stream and so in one partition."""
    for _ in range(times):
        await bell.runner.execute(Ring(door="front"), VISITOR)
        await bell.runner.execute(Answer(door="front"), VISITOR)


async def read_up_to(running, topic, offset):
    return await running.pool.fetchval("select max(next_offset) from consumer_offsets where topic = $1", topic) == offset


async def sent(bell):
    return (await bell.progress()).unsent == 0


async def count_of(running, want):
    got = await running.pool.fetchval("select count(*) from seen")
    assert got <= want, f"{got} seen"
    return got == want


async def test_a_topic_is_given_more_partitions_while_its_reader_is_behind_and_each_stream_stays_in_order(village):
    """What was said since stood on another partition than what had not been read yet, and took effect before it."""
    topic, database = events_topic(village.place, "bell"), await village.make_database()
    doors = [f"d{number}" for number in range(12)]
    for partitions, label in ((3, "before"), (12, "since")):
        async with service.running(await village.settings(database=database)) as bell:
            await asyncio.gather(*(bell.runner.execute(Label(door=door, label=label), VISITOR) for door in doors))
            await eventually(lambda: sent(bell), what=f"all that was said {label}")
        if partitions == 3:
            await village.widen(topic, 12)
    door = await village.start(door_service)

    async def all_of_them():
        return await door.pool.fetchval("select count(*) from inbox") == 2 * len(doors)

    await eventually(all_of_them)
    said = await door.pool.fetch("select array_agg(data->>'label' order by seq) as labels from inbox group by stream")
    assert [row["labels"] for row in said] == [["before", "since"]] * len(doors)
    assert await none_in(door, "held_messages")


async def test_the_wish_to_read_a_topic_again_is_heard_where_no_message_comes(village):
    topic = events_topic(village.place, "bell")
    bell, door = await village.start(service), await village.start(door_service)
    await ring(bell, 1)
    await eventually(lambda: read_up_to(door, topic, 2), what="read")
    await door.pool.execute("delete from inbox where type = 'bell.answered'")
    assert await door.topics.read_again(topic) == (True, 1)

    async def there_again():
        return await door.pool.fetchval("select count(*) from inbox where type = 'bell.answered'") == 1

    await eventually(there_again)


async def test_a_topic_lost_and_made_again_is_filled_by_one_command_and_no_reader_misses_or_repeats_a_fact(
    new_village, checkonce
):
    here, there = await new_village(), await new_village()
    topic, shared = events_topic(here.place, "bell"), shared_topic(here.place)
    bell = await here.start(service)
    near, far = await here.make_database(), await there.make_database()
    neighbours = [await there.befriend(here)]
    async with AsyncExitStack() as first:
        door = await first.enter_async_context(door_service.running(await here.settings(service="door", database=near)))
        next_door = await first.enter_async_context(
            door_service.running(await there.settings(service="door", database=far, neighbours=neighbours))
        )
        await trusted(next_door, Far(here))
        await ring(bell, 5)
        await eventually(lambda: count_of(door, 5))
        await eventually(lambda: sent(bell))
        # Sent once too often, so that the stored offsets lie behind the head of the topics to come.
        await bell.topics.refill(topic)
        await eventually(lambda: read_up_to(door, topic, 20), what="read twice")
        await eventually(lambda: read_up_to(next_door, shared, 10), what="read twice next door")
    await ring(bell, 15)
    await eventually(lambda: sent(bell), what="all on the topics that will be lost")
    await here.make_again(topic, shared)
    await bell.topics.refill(topic)
    # Complete before anybody reads: the stored offset lies within the new topic.
    await eventually(lambda: sent(bell), what="all on the new topics")
    door, next_door = (
        await here.start(door_service, database=near),
        await there.start(door_service, database=far, neighbours=neighbours),
    )
    await eventually(lambda: count_of(next_door, 20), what="the neighbour finds what is missing by its chain")
    await eventually(lambda: none_in(next_door, "held_messages"), what="no gap")
    await eventually(lambda: count_of(door, 20), what="the reader finds that another record stands where it has read")
    await eventually(lambda: read_up_to(door, topic, 40), what="read to the end")
    await eventually(lambda: none_in(door, "held_messages"), what="nothing is missing")
    async with serving(service.api(bell)) as url, serving(door_service.api(door)) as door_url:
        name, urls = f"{here.place}.bell", {f"{here.place}.bell": url, f"{here.place}.door": door_url}
        away = await checkonce({**urls, f"{here.place}.door": "http://127.0.0.1:1"}, "replay", name, "--to-topic")
        assert (away.exit_code, "nothing was sent" in away.output) == (1, True), away.output
        dry = await checkonce(urls, "replay", name, "--to-topic", "--dry-run")
        assert (dry.exit_code, "dry run" in dry.output, "40" in dry.output) == (0, True, True), dry.output
        assert (await bell.progress()).unsent == 0
        assert await door.pool.fetchval("select min(next_offset) from consumer_offsets") >= 0
        for _ in range(2):
            done = await checkonce(urls, *sending_again(topic).split()[1:])
            assert (done.exit_code, "40 facts sent again" in done.output) == (0, True), done.output
        await eventually(lambda: count_of(door, 20), what="nothing is missing any more")
        await eventually(lambda: read_up_to(door, topic, 120), what="read to the end")
        opened = [r.fact.because for r in (await door.store.read_all(0, 1000)).events if isinstance(r.fact, Opened)]
        assert (len(opened), len(set(opened))) == (20, 20)
        done = await checkonce(urls, *sending_again(shared_topic(here.place)).split()[1:])
        assert (done.exit_code, "neighbours read" in done.output) == (0, True), done.output
        assert await count_of(next_door, 20)


async def given_positions_again(bell, last, facts):
    """The database as it was restored: later facts are gone, and their positions are given again."""
    for statement in (
        "update relay_checkpoint set position = least(position, $1), lasts = null, lasts_at = null",
        "delete from ledger where position > $1",
        "delete from events where position > $1",
        "select setval('position_seq', $1)",
    ):
        await bell.pool.execute(statement, last)
    assert await bell.pool.fetchval("select count(*) from events") == facts


async def held_there(door):
    return {message.offset: message.kind for message in await held_messages(door.pool)}


async def test_a_restored_service_begins_beyond_what_its_readers_have_and_nothing_is_held(village, checkonce):
    database = await village.make_database()
    door = await village.start(door_service)
    async with service.running(await village.settings(database=database)) as bell:
        await ring(bell, 3)
        kept = await bell.pool.fetchval("select max(position) from events")
        await ring(bell, 2)
        await eventually(lambda: count_of(door, 5), what="all of it")
    async with service.running(await village.settings(database=database, role=Role.API)) as bell:
        await given_positions_again(bell, kept, 6)
    beyond = await door.pool.fetchval("select max(position) from consumer_positions")
    far = await checkonce({}, "restored", str(10**12), "--database", database)
    assert (far.exit_code, "nothing was changed" in far.output) == (1, True), far.output
    done = await checkonce({}, "restored", str(beyond), "--database", database)
    assert (done.exit_code, "6 facts are sent again" in done.output) == (0, True), done.output
    async with service.running(await village.settings(database=database)) as bell:
        await bell.runner.execute(Ring(door="side"), VISITOR)
        await eventually(lambda: count_of(door, 6), what="what it says from now on")
        assert await bell.pool.fetchval("select min(position) from events where position > $1", kept) > beyond
        await eventually(lambda: sent(bell), what="all is sent again")
        assert await held_there(door) == {}


async def test_what_a_restored_service_has_said_before_is_passed_over_in_one_go(village, checkonce):
    database = await village.make_database()
    door = await village.start(door_service)
    async with service.running(await village.settings(database=database)) as bell:
        await ring(bell, 3)
        kept = await bell.pool.fetchval("select max(position) from events")
        await ring(bell, 2)
        await eventually(lambda: count_of(door, 5), what="all of it")
    async with service.running(await village.settings(database=database, role=Role.API)) as bell:
        await given_positions_again(bell, kept, 6)
    async with service.running(await village.settings(database=database)) as bell:
        await ring(bell, 2)
        (first,) = await eventually(lambda: held_there(door), what="held")
        await eventually(lambda: sent(bell), what="all is sent")
    beyond = await door.pool.fetchval("select max(position) from consumer_positions")
    done = await checkonce({}, "restored", str(beyond), "--database", database)
    assert done.exit_code == 0, done.output
    async with service.running(await village.settings(database=database)) as bell:
        await bell.runner.execute(Ring(door="side"), VISITOR)
        await eventually(lambda: sent(bell), what="all is sent again")
        (message,) = await held_messages(door.pool)
        async with serving(door_service.api(door)) as url:
            where = f"{message.topic}/{message.partition}"
            given = ["held", "pass", where, str(first), "--through", "1000", "--reason", "restored"]
            done = await checkonce({f"{village.place}.door": url}, *given)
            assert (done.exit_code, done.output.count("passed over")) == (0, 8), done.output
        assert await held_there(door) == {}
        await eventually(lambda: count_of(door, 6), what="what it says from now on")


async def test_neighbours_of_a_restored_service_are_told_and_go_back_to_the_link_where_its_chain_ends(new_village, checkonce):
    here, there = await new_village(), await new_village()
    neighbour, database = await here.befriend(there), await there.make_database()
    door = await here.start(door_service, neighbours=[neighbour])
    await door.pool.execute("insert into public.keys values ($1, $2)", there.place, json.dumps(there.key("bell").as_dict()))
    async with service.running(await there.settings(database=database)) as bell:
        await ring(bell, 2)
        kept = await bell.pool.fetchval("select max(position) from events")
        await ring(bell, 1)
        await eventually(lambda: count_of(door, 3), what="all links")
    async with service.running(await there.settings(database=database, role=Role.API)) as bell:
        await given_positions_again(bell, kept, 4)
    beyond = await door.pool.fetchval("select max(position) from consumer_positions")
    done = await checkonce({}, "restored", str(beyond), "--database", database)
    assert (done.exit_code, "ends at link 2" in done.output) == (0, True), done.output
    told = json.loads((await checkonce({}, "restored", str(beyond), "--database", database, "--json")).stdout)
    assert told["chain_hash"] in done.output
    async with service.running(await there.settings(database=database)) as bell:
        await bell.runner.execute(Ring(door="side"), VISITOR)
        await bell.runner.execute(Answer(door="side"), VISITOR)
        assert set((await eventually(lambda: held_there(door), what="held")).values()) == {"no-link"}
        back = "update chains set chain_index = $2, hash = $3 where source = $1 and chain_index > $2"
        await door.pool.execute(back, f"/{there.place}/bell", told["chain_index"], told["chain_hash"])
        await eventually(lambda: count_of(door, 4), what="what it shares from now on")
        assert await held_there(door) == {}


async def test_a_topic_that_is_not_there_or_of_somebody_else_is_not_filled(village, checkonce):
    bell = await village.start(service)
    async with serving(service.api(bell)) as url:
        urls = {f"{village.place}.bell": url}
        other = await checkonce(urls, "replay", f"{village.place}.post", "--to-topic")
        assert (other.exit_code, "no service" in other.output) == (1, True), other.output
        admin = AdminClient(village.kafka._librdkafka())
        (deleted,) = admin.delete_topics([events_topic(village.place, "bell")]).values()
        await asyncio.to_thread(deleted.result, 30)
        await eventually(lambda: village.gone(events_topic(village.place, "bell")))
        missing = await checkonce(urls, "replay", f"{village.place}.bell", "--to-topic")
        assert (missing.exit_code, "create it first" in missing.output) == (1, True), missing.output
        alone = await checkonce(urls, "replay", f"{village.place}.bell", "--dry-run")
        assert (alone.exit_code, "--to-topic only" in alone.output) == (2, True)


async def test_an_operator_sees_and_passes_over_what_is_held_with_the_command(new_village, checkonce):
    here, there = await new_village(), await new_village()
    far = Far(there)
    partition = await far.send(there, far.unsigned(9), far.links[0])
    door = await here.start(door_service, neighbours=[await here.befriend(there)])
    await trusted(door, far)
    async with serving(door_service.api(door)) as url:
        urls = {f"{here.place}.door": url, f"{here.place}.bell": "http://127.0.0.1:1"}
        await eventually(lambda: held(door), what="held")
        listed = await checkonce(urls, "held", "list")
        assert all(said in listed.output for said in (f"{far.topic}/{partition}", "no-link", "unsigned")), listed.output
        status = await checkonce(urls, "status")
        words = " ".join(word for word in status.output.split() if word != "│")
        assert all(said in words for said in (f"{far.topic}/{partition} offset 0: no-link: unsigned", "away")), status.output
        wrong = await checkonce(urls, "held", "pass", f"{far.topic}/{partition}", "7", "--reason", "theirs")
        assert (wrong.exit_code, "no message is held" in wrong.output) == (1, True), wrong.output
        done = await checkonce(urls, "held", "pass", f"{far.topic}/{partition}", "0", "--reason", "a test of theirs")
        assert (done.exit_code, "passed over" in done.output) == (0, True), done.output
        await eventually(lambda: seen(door, "far1"), what="the link behind it")


async def held(running):
    return (await running.ready()).held
