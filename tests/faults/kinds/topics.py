"""What becomes of a topic under its readers: it is made again, its records are deleted, it is compressed, or another history of
its service stands on it. Nothing may be passed over, and the operator's remedy must be the one that is named."""

from __future__ import annotations

import asyncio
import random
from typing import Any

from aiokafka import TopicPartition as Partition
from confluent_kafka import OFFSET_END, TopicPartition
from confluent_kafka.admin import AlterConfigOpType, ConfigEntry, ConfigResource

from libs.events.bus.kafka import events_topic, shared_topic
from libs.events.bus.local_seal import Sealer, sealed
from libs.events.envelope import to_kafka
from libs.events.signatures import load_key
from libs.events.testing.waiting import eventually

from ..evidence import read_topic
from ..town import PARTITIONS, Town
from .messages import an_event, held_at, pass_over, prankster

__all__ = ["another_history", "compressed_topic", "records_deleted", "topic_made_again"]

_CODECS = ("gzip", "snappy", "lz4", "zstd")


async def topic_made_again(town: Town, rng: random.Random) -> None:
    """With its records goes what nobody has read. The writer sends all again; no reader is told to begin anew."""
    topics = rng.choice([[events_topic(town.home, "chime")], [shared_topic(town.far)]])
    await asyncio.sleep(rng.uniform(0.1, 1.0))
    admin = town.ground.admin()
    deleted = admin.delete_topics(topics)
    await asyncio.to_thread(lambda: [future.result(300) for future in deleted.values()])

    async def gone() -> bool:
        return not set(topics) & set(await town.ground.kafka.topics())

    await eventually(gone, what="the topic is gone")
    await asyncio.sleep(rng.uniform(0.0, 1.0))
    await town.ground.kafka.ensure_topics([(topic, PARTITIONS) for topic in topics])
    await asyncio.sleep(rng.uniform(0.0, 1.0))
    for topic in topics:
        await _sent_again(town, topic)


async def records_deleted(town: Town, rng: random.Random) -> None:
    """Facts are sent while their reader is dead, and deleted before it lives again: it says so, and the writer sends again."""
    topic, echo = events_topic(town.home, "chime"), town.children["echo-a"]
    await asyncio.sleep(rng.uniform(0.1, 0.8))
    await echo.kill()
    before = await _ends(town, topic)

    async def unread_everywhere() -> bool:
        return all(end > before[partition] for partition, end in (await _ends(town, topic)).items())

    await eventually(unread_everywhere, what="facts that nobody reads", progress=lambda: _ends(town, topic))
    admin = town.ground.admin()
    deleted = admin.delete_records([TopicPartition(topic, number, OFFSET_END) for number in range(PARTITIONS)])
    await asyncio.to_thread(lambda: [future.result(300) for future in deleted.values()])
    echo.start()
    await echo.ready()

    async def said() -> bool:
        answer = await town.call(echo, "GET", "/v1/ops/held")
        return answer.status_code == 200 and any(each["kind"] in {"expired", "gap"} for each in answer.json())

    await eventually(said, what="what was deleted unread is held")
    await _sent_again(town, topic)


async def compressed_topic(town: Town, rng: random.Random) -> None:
    """The broker compresses what it is sent, each time otherwise."""
    for codec in rng.sample(_CODECS, len(_CODECS)):
        await _compresses(town, codec)
        await asyncio.sleep(rng.uniform(0.2, 0.8))
    await _compresses(town, "producer")


async def another_history(town: Town, rng: random.Random) -> None:
    """Messages in the service's own name, under its own seal, that leave out what has come since: as of a restored store."""
    topic, source = events_topic(town.home, "chime"), f"/{town.home}/chime"
    sealer = Sealer(load_key(town.key(town.home, "chime")))
    for number in range(2):
        known = await eventually(lambda: _several(town, topic), what="several facts in one partition")
        earlier = int(known[0].attributes["sequence"])
        item = an_event(rng, source, position=10**9 + number)
        town.forged.add(str(item.id))
        message = sealed(topic, known[0].partition, to_kafka(item, extra={"predecessor": str(earlier)}), sealer)
        async with prankster(town) as producer:
            key, value, headers = message
            sent = await producer.send_and_wait(topic, value, key=key, headers=headers, partition=known[0].partition)
        await held_at(town, topic, sent.partition, sent.offset)
        await pass_over(town, topic, sent.partition, sent.offset, 200)
        town.passed += 1


async def _several(town: Town, topic: str) -> list[Any]:
    """The messages of a partition that has several and all of them known."""
    echo = await town.connect(f"/{town.home}/echo")
    try:
        rows = await echo.fetch("select position from public.inbox where source = $1", f"/{town.home}/chime")
    finally:
        await echo.close()
    known = {row["position"] for row in rows}
    genuine = [m for m in await read_topic(town, topic) if m.attributes["id"] not in town.forged]
    found = [
        [m for m in genuine if m.partition == number and int(m.attributes["sequence"]) in known] for number in range(PARTITIONS)
    ]
    return next((messages for messages in found if len(messages) > 2), [])


async def _ends(town: Town, topic: str) -> dict[int, int]:
    consumer = town.ground.access.consumer(None, "ends")
    await consumer.start()
    try:
        ends = await consumer.end_offsets([Partition(topic, number) for number in range(PARTITIONS)])
        return {partition.partition: end for partition, end in ends.items()}
    finally:
        await consumer.stop()


async def _compresses(town: Town, how: str) -> None:
    entry = ConfigEntry("compression.type", how, incremental_operation=AlterConfigOpType.SET)
    resource = ConfigResource(ConfigResource.Type.TOPIC, events_topic(town.home, "chime"), incremental_configs=[entry])
    admin = town.ground.admin()
    for done in admin.incremental_alter_configs([resource]).values():
        await asyncio.to_thread(done.result, 300)


async def _sent_again(town: Town, topic: str) -> None:
    """By the operator, as what is held names it; until the writer has taken the word."""
    town.sent_again.add(topic)
    child = town.children["chime-a" if topic.startswith(town.home) else "far-chime"]

    async def taken() -> bool:
        return (await town.call(child, "POST", f"/v1/ops/topics/{topic}/refill")).status_code == 200

    await eventually(taken, what=f"{topic} is sent again")
