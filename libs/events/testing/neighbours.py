"""A neighbour of a village as its shared topic shows it, and what a service has taken of it."""

import json
from datetime import UTC, datetime
from uuid import uuid4

from libs.events.bus.kafka import shared_topic
from libs.events.bus.ledger import Link, Signer, message
from libs.events.envelope import Meta, Recorded, to_cloudevent, to_kafka
from libs.events.testing.bell import Answered

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


class Far:
    """The neighbour as its topic shows it: `links` in order, sent as the test wants."""

    def __init__(self, village):
        self.place, self.topic, self.source = village.place, shared_topic(village.place), f"/{village.place}/bell"
        self.key = village.key("bell")
        self.links, end = [], Link()
        for n in range(1, 7):
            item = self.answered(n)
            sealed = Signer(self.key).seal(end, to_cloudevent(item), item.fact.model_dump(mode="json"))
            self.links.append(message(item, sealed))
            end = sealed.link

    def answered(self, n):
        fact = Answered(door=f"far{n}")
        return Recorded(fact, self.source, f"bell-far{n}", 1, n * 10, uuid4(), NOON, Meta("visitor", "c"))

    def unsigned(self, n):
        """A message of a position far ahead. If it counted as seen, it would hide every good link behind it."""
        return to_kafka(self.answered(n))

    async def send(self, village, *messages):
        """All in the partition of the source, in this order; returns which one that is."""
        producer = village.access.producer("far")
        await producer.start()
        try:
            for _, value, headers in messages:
                sent = await producer.send_and_wait(self.topic, value, key=self.source.encode(), headers=headers)
        finally:
            await producer.stop()
        return sent.partition


async def trusted(door, far):
    jwk = json.dumps(far.key.as_dict(private=False))
    await door.pool.execute("insert into public.keys values ($1, $2)", far.place, jwk)


async def seen(running, *want):
    """The neighbour's facts in the view, by the order in which they were learned."""
    rows = await running.pool.fetch("select door from seen join inbox using (source, position) order by seq")
    assert len(rows) <= len(want), [row["door"] for row in rows]
    return [row["door"] for row in rows] == list(want)


async def none_in(running, table):
    return await running.pool.fetchval(f"select count(*) from {table}") == 0
