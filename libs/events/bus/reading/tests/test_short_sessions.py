"""A session of a consumer that ends soon after it began, again and again, counts as failing between its ends too."""

import asyncio
from types import SimpleNamespace

from libs.events.running import interruptions
from libs.events.running.turns import Turns
from libs.events.testing.bell import door_service
from libs.events.testing.services import service_under_test


class EndedError(OSError):
    """What ends each session."""


class Broker:
    """One that answers the first fetch of each session, and breaks off at the second."""

    def __init__(self, told):
        self.told, self.fetches = told, 0

    def subscribe(self, _, listener):
        self.listener = listener

    def subscription(self):
        return {"bells"}

    async def start(self):
        await self.listener.on_partitions_assigned([])

    async def stop(self):
        pass

    async def beginning_offsets(self, partitions):
        return dict.fromkeys(partitions, 0)

    end_offsets = beginning_offsets

    def assignment(self):
        return set()

    async def getmany(self, **_):
        self.fetches += 1
        self.told(self.fetches)
        if self.fetches > 1:
            raise EndedError("at the second fetch")
        return {}


async def test_a_consumer_that_fails_in_each_session_after_a_good_turn_is_failing_all_the_time(database, issuer, monkeypatch):
    stop, turns, states = asyncio.Event(), Turns("consumer"), []

    def told(fetch):
        states.append((fetch, turns.state(60.0).how))
        if len(states) == 8:
            stop.set()

    async def at_once(_stop, _seconds):
        await asyncio.sleep(0)

    monkeypatch.setattr(interruptions, "pause", at_once)
    async with service_under_test(door_service, database, issuer) as door:
        consumer = door._consumer(None, "bell")
        consumer.access = SimpleNamespace(consumer=lambda *_: Broker(told))
        await consumer.run(stop, turns)
    assert states[:2] == [(1, "running"), (2, "running")]
    assert {how for _, how in states[2:]} == {"failing"}
