"""A reader that hears nothing says so, also where some of several brokers still answer."""

import asyncio
import logging
import time
from types import SimpleNamespace

import pytest
from aiokafka import TopicPartition

from libs.events.bus.kafka import NoAnswerError, _seldom, behind
from libs.events.bus.reading import sessions
from libs.events.running.turns import Turns
from libs.events.testing.waiting import eventually

LONG_AGO = 60.0


def client(**states):
    """A client with what it knows of each partition: seconds since the last answer (None: there was none)."""
    found = {
        TopicPartition("bells", number): SimpleNamespace(
            has_valid_position=True,
            position=5,
            highwater=7,
            timestamp=None if seconds is None else int(1000 * (time.time() - seconds)),
        )
        for number, seconds in enumerate(states.values())
    }
    assignment = SimpleNamespace(state_value=found.get)
    subscription = SimpleNamespace(subscription=SimpleNamespace(assignment=assignment))
    return SimpleNamespace(assignment=lambda: set(found), _subscription=subscription)


def test_partitions_whose_broker_answers_are_counted():
    assert behind(client(here=0.2, there=0.5), time.time() - LONG_AGO, assigned=True) == 4


@pytest.mark.parametrize("there", [LONG_AGO, None], ids=["it fell silent", "it never answered"])
def test_one_partition_whose_broker_is_silent_is_named_though_the_other_answers(there):
    with pytest.raises(NoAnswerError, match=r"for 60 s: bells/1$"):
        behind(client(here=0.2, there=there), time.time() - LONG_AGO, assigned=True)


def test_silence_counts_from_what_came_last_on():
    assert behind(client(here=LONG_AGO, there=None), time.time() - 1, assigned=True) == 4


def test_a_group_that_gives_nothing_to_read_is_told_of():
    assert behind(client(), time.time() - 1, assigned=False) == 0
    with pytest.raises(NoAnswerError, match=r"nothing to read for 60 s"):
        behind(client(), time.time() - LONG_AGO, assigned=False)


def test_whoever_is_one_too_many_in_a_group_has_nothing_to_read_and_nothing_to_say():
    assert behind(client(), time.time() - LONG_AGO, assigned=True) == 0


async def test_a_session_that_waits_for_a_missing_topic_says_so(monkeypatch):
    monkeypatch.setattr(sessions, "_MISSED", 0.01)
    turns, never = Turns("consumer"), asyncio.Event()

    async def ended():
        return None

    kafka = SimpleNamespace(start=never.wait, stop=ended, subscription=lambda: {"bells", "gongs"})
    session = sessions.Session(kafka, None, None, None, turns, {}, {}, None, 0.0)
    running = asyncio.create_task(session.run(asyncio.Event()))

    async def said():
        return turns.state(60.0).error

    assert (await eventually(said)).endswith("stand: bells, gongs")
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


def test_what_the_client_says_ten_times_a_second_is_told_once(caplog):
    cluster = logging.getLogger("aiokafka.cluster")
    cluster.addFilter(_seldom)
    for topic in ("missing-1", "missing-2") * 10:
        cluster.error("Topic %s not found in cluster metadata", topic)
    assert [record.args for record in caplog.records] == [("missing-1",), ("missing-2",)]
