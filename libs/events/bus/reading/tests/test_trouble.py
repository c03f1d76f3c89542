"""What passes keeps no partition from the others; where it does not pass, the message at fault is found and set aside."""

import asyncio
import itertools
from types import SimpleNamespace

import asyncpg
import pytest
from aiokafka import TopicPartition

from libs.events.bus.ledger import UntrustedError
from libs.events.bus.reading.prefetch import Batch
from libs.events.bus.reading.sessions import Session
from libs.events.bus.reading.trouble import Trouble
from libs.events.running.turns import Turns
from libs.events.store.write import ConflictError
from libs.events.testing.bell import Rung, door_service
from libs.events.testing.partition import TOPIC, Partition, rung
from libs.events.testing.services import service_under_test
from libs.events.views.views import Views

PARTITION = TopicPartition(TOPIC, 0)


class Kafka:
    """A client that has been given one partition."""

    def __init__(self):
        self.pauses, self.resumed = [], []

    def assignment(self):
        return {PARTITION}

    def pause(self, partition):
        self.pauses.append(partition)

    def paused(self):
        return set(self.pauses)

    def resume(self, *partitions):
        self.resumed += partitions


class Reading:
    """A session with one partition, of which the messages are offered again from where it goes back to."""

    def __init__(self, apply, count=1000):
        self.messages, self.tried = [SimpleNamespace(offset=n) for n in range(count)], []
        self.kafka, self.stands_at, self.at, self.turns = Kafka(), {}, 0, Turns("t")

        async def noted(_topic, _partition, messages, **how):
            self.tried.append((len(messages), how["isolate"], how["blamed"]))
            return await apply(messages, **how)

        async def seek(_partition, offset):
            self.at = offset

        reader = SimpleNamespace(seek=seek)
        self.session = Session(self.kafka, reader, noted, None, self.turns, {}, self.stands_at, None, 0.0)

    async def turn(self):
        """Whether all was applied; otherwise it is to be read on at `at`."""
        stop = asyncio.Event()
        return await self.session._partition(PARTITION, Batch(self.messages[self.at :], {}), stop)


@pytest.mark.parametrize("error", [TimeoutError(), asyncpg.TransactionTimeoutError()], ids=["statement", "transaction"])
async def test_what_takes_too_long_leaves_the_turn_to_others_and_is_tried_with_fewer(error):
    async def apply(messages, **_):
        if len(messages) > 100:
            raise error

    reading = Reading(apply)
    assert not await reading.turn()
    assert (reading.at, reading.kafka.pauses) == (0, [PARTITION]), "others have their turn"
    assert reading.turns.state(60).how == "failing"
    turns = 1
    while not await reading.turn():
        turns += 1
    assert [count for count, *_ in reading.tried[:5]] == [1000, 125, 15, 16, 18], "then a few more each time"
    assert turns <= 4, "as many as are not too many, nearly always"
    assert {(isolate, blamed) for _, isolate, blamed in reading.tried} == {(False, None)}, "no message is to blame"


async def test_a_single_message_that_takes_too_long_three_times_is_blamed_for_it():
    async def apply(messages, *, blamed, **_):
        if any(message.offset == 2 for message in messages) and blamed is not TimeoutError:
            raise TimeoutError

    reading, turns = Reading(apply, count=3), itertools.count(1)
    while not await reading.turn():
        assert next(turns) < 10
    assert (1, True, TimeoutError) in reading.tried
    assert sum(blamed is not None for *_, blamed in reading.tried) == 1


def test_what_a_server_says_of_itself_and_what_differs_from_try_to_try_blames_nobody():
    away, changing = Trouble(1), Trouble(1)
    for number in range(100):
        away.met(asyncpg.DiskFullError(), 1)
        changing.met(TimeoutError() if number % 2 else ConflictError("s", 1), 1)
        assert (away.blamed, changing.blamed) == (None, None)


def test_who_is_away_for_long_is_not_asked_fifty_times_a_second():
    trouble = Trouble(1000)
    others = [trouble.met(asyncpg.CannotConnectNowError(), trouble.most) for _ in range(10)]
    assert others == [False] * 3 + [True] * 7, "others have their turn, but after the first tries"
    assert (trouble.rest, trouble.most) == (1.0, 1)


def test_a_conflict_is_given_a_quarter_of_a_minute():
    trouble, seconds = Trouble(1), 0.0
    while trouble.blamed is None:
        trouble.met(ConflictError("s", 1), 1)
        seconds += trouble.rest
    assert (trouble.blamed, 14 < seconds < 20) == (ConflictError, True)


async def test_what_is_held_costs_the_others_nothing():
    async def apply(_messages, **_):
        reading.stands_at[f"{TOPIC}/0"] = 0
        raise UntrustedError("no key")

    reading = Reading(apply)
    before = asyncio.get_running_loop().time()
    for _ in range(20):
        assert not await reading.turn()
    assert asyncio.get_running_loop().time() - before < 0.4, "half a second each"
    assert reading.kafka.pauses == [PARTITION] * 20
    reading.session._resume()
    assert reading.kafka.resumed == [], "it rests"
    reading.session._resting[PARTITION] = 0.0
    reading.session._resume()
    assert reading.kafka.resumed == [PARTITION]


@pytest.mark.parametrize("error", [TimeoutError, ConflictError], ids=["slow", "conflict"])
async def test_a_fact_that_is_blamed_is_parked_and_no_other_error_that_passes(database, issuer, monkeypatch, error):
    async with service_under_test(door_service, database, issuer) as door:
        p = Partition(door)
        raised, real = [], Views.apply

        async def apply(views, tx, facts):
            if any(isinstance(item.fact, Rung) and item.fact.door == "slow" for item in facts):
                raised.append(facts)
                raise error
            return await real(views, tx, facts)

        monkeypatch.setattr(Views, "apply", apply)
        messages = p.messages(rung(1, stream="s", door="slow"), rung(2, stream="s", version=2), rung(3))
        with pytest.raises(error):
            await p.consumer.apply(TOPIC, 0, messages, isolate=True)
        with pytest.raises(error):
            await p.consumer.apply(TOPIC, 0, messages, isolate=True, blamed=OSError)
        assert await p.known() == []
        assert await p.consumer.apply(TOPIC, 0, messages, isolate=True, blamed=error) == 3
        assert [(parked.stream, parked.waiting) for parked in await door.running.inbox.parked()] == [("s", 2)]
        assert await p.doors() == ["d3"]
