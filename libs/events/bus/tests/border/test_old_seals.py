"""Links of the first format stay in their chain: they are sent again as they were sealed, and the chain goes on behind them."""

import hashlib
import json

import rfc8785

from libs.events.bus.kafka import shared_topic, whole_topic
from libs.events.envelope import from_kafka
from libs.events.settings import Role
from libs.events.signatures import sign
from libs.events.store.runner import Origin
from libs.events.testing.bell import Answer, Ring, door_service, service
from libs.events.testing.waiting import eventually

VISITOR = Origin("visitor")
DOORS = ("a", "b", "c")


def old_seal(index, previous, row, key):
    """As it was made when the time was signed as it was written, to the microsecond."""
    event = {
        "id": str(row["id"]),
        "source": row["source"],
        "type": "checkonce.bell.answered.v1",
        "subject": row["stream"],
        "time": row["time"].isoformat(),
        "sequence": str(row["position"]),
        "streamversion": str(row["version"]),
        "data": {"door": row["stream"].removeprefix("bell-")},
    }
    payload = rfc8785.dumps({"index": index, "previous": previous, "event": event})
    return index, row["position"], previous, hashlib.sha256(payload).hexdigest(), sign(payload, key)


async def topic_of(village):
    """The messages of the shared topic, as they came."""

    async def all_here():
        found = [message async for message in whole_topic(village.access, shared_topic(village.place))]
        return found if len(found) >= len(DOORS) else None

    return await eventually(all_here, what="every link is on the topic")


async def test_a_chain_begun_in_the_first_format_goes_on_and_a_neighbour_takes_all_of_it(new_village):
    far, near = await new_village(), await new_village()
    database = await far.make_database()
    before = await far.start(service, database=database, role=Role.API)
    for door in DOORS:
        await before.runner.execute(Ring(door=door), VISITOR)
        await before.runner.execute(Answer(door=door), VISITOR)
    # Facts of before were recorded to the microsecond.
    await before.pool.execute("update events set time = time + interval '7 microseconds'")
    key, previous = far.key("bell"), "0" * 64
    rows = await before.pool.fetch(
        "select *, $1::text as source from events where type = 'bell.answered' order by 1", before.store.source
    )
    for index, row in enumerate(rows[:2], 1):
        link = old_seal(index, previous, row, key)
        previous = link[3]
        columns = "insert into ledger (chain_index, position, previous, hash, signature) values ($1, $2, $3, $4, $5)"
        await before.pool.execute(columns, *link)
    await far.start(service, database=database, role=Role.WORKER)
    door = await near.start(door_service, neighbours=[await near.befriend(far)])
    await door.pool.execute("insert into public.keys values ($1, $2)", far.place, json.dumps(key.as_dict(private=False)))

    async def taken():
        return [row["door"] for row in await door.pool.fetch("select door from seen order by position")] == list(DOORS)

    await eventually(taken, what="the neighbour has every link")
    first, second, third = await topic_of(far)
    sent = [from_kafka(message.value, message.headers).attributes for message in (first, second, third)]
    assert [attributes.get("sealversion") for attributes in sent] == [None, None, "2"]
    assert [attributes["time"] for attributes in sent[:2]] == [row["time"].isoformat() for row in rows[:2]]
    assert sent[2]["time"].endswith("Z")
    assert len(sent[2]["time"]) == len("2026-03-02T02:00:00.123Z")
    assert sent[2]["chainprevious"] == previous
    assert {message.key for message in (first, second, third)} == {before.store.source.encode()}
    assert {attributes["partitionkey"] for attributes in sent} == {before.store.source}
    assert [row["seal"] for row in await before.pool.fetch("select seal from ledger order by chain_index")] == [1, 1, 2]
